import type { Page } from "@playwright/test";
import { expect, open, rowsOf, test } from "./console-test";

async function openProxy(page: Page, tab: string): Promise<void> {
  await open(page, "/proxies?proxies.q=checkout-v1");
  const href = await rowsOf(page, /sync state/)
    .filter({ hasText: "checkout-v1" })
    .getByRole("link")
    .first()
    .getAttribute("href");
  await open(page, `${href?.split("?")[0] ?? ""}?tab=${tab}`);
}

test("a filter chain opens with its filters in order and leads on to route, cluster and endpoints", async ({
  page,
}) => {
  await openProxy(page, "listeners");
  await rowsOf(page, "Listeners")
    .filter({ hasText: /Route: \d/ })
    .first()
    .click();
  const panel = page.getByRole("complementary");
  await expect(panel.getByText("HTTP filters")).toBeVisible();
  await expect(
    panel
      .getByRole("listitem")
      .filter({ hasText: /^router/ })
      .first(),
  ).toBeVisible();
  await panel
    .getByRole("listitem")
    .filter({ hasText: /^Routes / })
    .getByRole("link")
    .first()
    .click();
  await expect(page.getByRole("tab", { name: "Routes" })).toHaveAttribute("aria-selected", "true");
  await panel
    .getByRole("listitem")
    .filter({ hasText: /^Clusters outbound/ })
    .getByRole("link")
    .first()
    .click();
  await expect(panel.getByText("Encryption by endpoint")).toBeVisible();
  await panel
    .getByRole("listitem")
    .filter({ hasText: /^Endpoints / })
    .getByRole("link")
    .first()
    .click();
  await expect(page.getByRole("tab", { name: "Endpoints" })).toHaveAttribute("aria-selected", "true");
});

test("a column's condition leaves the rows that meet it, and the address keeps it", async ({ page }) => {
  await openProxy(page, "clusters");
  await page.getByRole("button", { name: "Filter by column" }).click();
  await page.getByRole("textbox", { name: "Filter Direction" }).fill("!outbound");
  await expect(page).toHaveURL(/clusters\.cols=/);
  await expect(rowsOf(page, "Clusters").filter({ hasText: "outbound" })).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Filter Direction" })).toHaveValue("!outbound");
});

test("endpoints carry live counters with Envoy, and say so where there are none", async ({ page }) => {
  await openProxy(page, "endpoints");
  const table = page.getByRole("table", { name: "Endpoints" });
  await expect(table.getByRole("columnheader", { name: "Success" })).toBeVisible();
  await page.getByText("istiod would send", { exact: true }).click();
  await expect(page.getByText("istiod knows nothing of live health")).toBeVisible();
  await expect(table.getByRole("columnheader", { name: "Success" })).toHaveCount(0);
});

test("statistics are told apart by type, and a part is one choice", async ({ page }) => {
  await openProxy(page, "stats");
  await expect(rowsOf(page, "Envoy statistics").filter({ hasText: "gauge" }).first()).toBeVisible();
  await expect(rowsOf(page, "Envoy statistics").filter({ hasText: "counter" }).first()).toBeVisible();
  await page.getByRole("combobox", { name: "Part" }).click();
  await page.getByRole("option", { name: "Server" }).click();
  await expect(page).toHaveURL(/stat=/);
  await expect(rowsOf(page, "Envoy statistics").filter({ hasText: "server.live" })).toBeVisible();
});

test("raw JSON is searched", async ({ page }) => {
  await openProxy(page, "raw");
  await rowsOf(page, "Raw").filter({ hasText: "xds-grpc" }).first().click();
  const panel = page.getByRole("complementary");
  await panel.getByRole("button", { name: "Search" }).click();
  await expect(panel.locator(".cm-search")).toBeVisible();
});

test("a proxy leads to explaining, comparing and asking why", async ({ page }) => {
  await openProxy(page, "summary");
  for (const [name, path] of [
    ["Explain a request", "/proxies/explain?target=envoy"],
    ["Compare", "/proxies/diff?left=envoy"],
    ["Why an error", "/why?proxy="],
  ] as const)
    await expect(page.getByRole("link", { name }).first()).toHaveAttribute(
      "href",
      new RegExp(path.replaceAll("?", "\\?")),
    );
});

test("all proxies answer one question, and a match leads to the resource in its proxy", async ({ page }) => {
  await open(page, "/proxies/fleet?ask=listener");
  await page.getByRole("textbox", { name: "Listener" }).fill("15006");
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await expect(page).toHaveURL(/text=15006/);
  const rows = rowsOf(page, "Proxies that answered");
  await expect(rows.filter({ hasText: "virtualInbound" }).first()).toBeVisible();
  await rows.getByRole("link", { name: "virtualInbound" }).first().click();
  await expect(page.getByRole("tab", { name: "Listeners" })).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("complementary")).toContainText("virtualInbound");
});

test("the roots that all proxies trust are compared by their fingerprints", async ({ page }) => {
  await open(page, "/proxies/fleet?ask=roots");
  await expect(page.getByText(/All \d+ proxies trust the same roots/)).toBeVisible();
  await expect(page.getByText(/SHA-256 [0-9A-F]{2}:/)).toBeVisible();
  await expect(page.getByText("signed the proxies’ certificates")).toBeVisible();
});

test("a discovered filter leads to its plugin, and a patch to its EnvoyFilter", async ({ page }) => {
  await open(page, "/proxies/fleet?ask=extension&text=query-quota");
  const rows = rowsOf(page, "Proxies that answered");
  await rows
    .getByRole("link", { name: /wasmplugin/ })
    .first()
    .click();
  await expect(page.getByRole("tab", { name: "Extensions" })).toHaveAttribute("aria-selected", "true");
  await expect(
    page.getByRole("complementary").getByRole("link", { name: "WasmPlugin query-quota" }),
  ).toBeVisible();
  await open(page, "/proxies?proxies.q=notifications-v1");
  const href = await rowsOf(page, /sync state/)
    .getByRole("link")
    .first()
    .getAttribute("href");
  await open(page, `${href?.split("?")[0] ?? ""}?tab=listeners&sel=dynamic_listeners/virtualInbound`);
  const panel = page.getByRole("complementary");
  await expect(panel.getByText("Patched by EnvoyFilters")).toBeVisible();
  await expect(panel.getByText("Fits, not in place")).toBeVisible();
});

test("each part says which command shows the same", async ({ page }) => {
  await openProxy(page, "clusters");
  await page.getByRole("button", { name: "The same in a terminal" }).click();
  await expect(page.getByText(/istioctl proxy-config cluster checkout-v1-/)).toBeVisible();
});
