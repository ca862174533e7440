import { expect, firstPath, open, test } from "./console-test";
import { expectSoundPage } from "./sound-page";

const places = [
  ["/overview", { en: "Overview", zh: "总览" }],
  ["/graph", { en: "Topology", zh: "拓扑" }],
  ["/graph?view=nodes", { en: "Topology", zh: "拓扑" }],
  ["/services", { en: "Services", zh: "服务" }],
  ["/services/orders/checkout", { en: "checkout", zh: "checkout" }],
  ["/services/orders/checkout?tab=peers", { en: "checkout", zh: "checkout" }],
  ["/services/orders/checkout?tab=effective", { en: "checkout", zh: "checkout" }],
  ["/services/orders/checkout?tab=access", { en: "checkout", zh: "checkout" }],
  ["/workloads/orders/checkout-v1", { en: "checkout-v1", zh: "checkout-v1" }],
  ["/traces?service=checkout.orders", { en: "Traces", zh: "链路追踪" }],
  ["/proxies", { en: "Proxies", zh: "代理" }],
  ["/proxies/explain", { en: "Explain a request", zh: "解释请求" }],
  ["/proxies/diff", { en: "Compare configurations", zh: "比较配置" }],
  ["/proxies/snapshots", { en: "Snapshots", zh: "快照" }],
  ["/why?destination=orders/checkout", { en: "Why this code", zh: "为什么是这个状态码" }],
  ["/services/orders/checkout?tab=endpoints", { en: "checkout", zh: "checkout" }],
  ["/config", { en: "Configuration", zh: "配置" }],
  ["/config/VirtualService/orders/checkout", { en: "checkout", zh: "checkout" }],
  ["/config/new", { en: "Configuration", zh: "配置" }],
  ["/findings", { en: "Findings", zh: "检查结果" }],
  ["/security", { en: "Security", zh: "安全" }],
  ["/security/access?new=true&service=orders/checkout", { en: "Security", zh: "安全" }],
  ["/routing", { en: "Delivery", zh: "发布" }],
  ["/routing/mirror?service=orders/checkout", { en: "Delivery", zh: "发布" }],
  ["/routing/split", { en: "Delivery", zh: "发布" }],
  ["/routing/split?service=search/search&step=weights", { en: "Delivery", zh: "发布" }],
  ["/controlplane", { en: "Control plane", zh: "控制平面" }],
  ["/controlplane/sync", { en: "Control plane", zh: "控制平面" }],
  ["/activity", { en: "Activity", zh: "变更记录" }],
  ["/settings/sources", { en: "Settings", zh: "设置" }],
] as const;

const found = [
  ["a trace", "/traces?service=checkout.orders", "/traces/"],
  ["a proxy", "/proxies", "/proxies/"],
] as const;

for (const [locale, tag] of [
  ["en", "en"],
  ["zh", "zh-CN"],
] as const) {
  test.describe(`in ${locale}`, () => {
    test.use({ locale: tag });

    for (const [path, titles] of places) {
      test(`${path} is sound in both themes`, async ({ page }) => {
        await open(page, path);
        await expect(page).toHaveTitle(`${titles[locale]} · Heddle`);
        await expect(page.locator("html")).toHaveAttribute("lang", tag);
        await expectSoundPage(page);
      });
    }

    for (const [what, from, prefix] of found) {
      test(`${what} is sound in both themes`, async ({ page }) => {
        await open(page, await firstPath(page, from, prefix));
        await expectSoundPage(page);
      });
    }
  });
}

test("an address that does not exist is said to be so, with a way out", async ({ page, complaints }) => {
  await page.goto("/nowhere");
  await expect(page.getByText("There is no such page")).toBeVisible();
  await page.getByRole("link", { name: "Go to the overview" }).click();
  await expect(page).toHaveURL(/\/overview$/);
  expect(complaints.splice(0)).toEqual(expect.arrayContaining([expect.stringContaining("404")]));
});

test("a service that does not exist is no empty page", async ({ page, complaints }) => {
  await page.goto("/services/orders/nobody");
  await expect(page.getByText("There is no service nobody")).toBeVisible();
  complaints.length = 0;
});
