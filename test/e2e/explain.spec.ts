import { expect, open, test } from "./console-test";

test("a request is explained step by step, and the address of the page keeps it", async ({ page }) => {
  await open(page, "/proxies/explain");
  await page.getByRole("combobox", { name: "Source" }).click();
  await page
    .getByRole("option", { name: /shop\/storefront/ })
    .first()
    .click();
  await page.getByLabel("URL or curl command").fill("http://cart:8080/cart");
  await page.getByRole("button", { name: "Explain", exact: true }).click();
  await expect(page.getByTestId("explain-summary")).toContainText(
    "outbound|8080||cart.shop.svc.cluster.local",
  );
  await expect(page).toHaveURL(/host=cart/);
  await page
    .getByRole("button", { name: /^Follow to/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { name: /^At the pod shop\/cart/ })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: /^At the pod shop\/cart/ })).toBeVisible();
});

test("a request is compared with what istiod would send, and the address keeps it", async ({ page }) => {
  await open(page, "/proxies/explain?workload=shop/storefront&service=shop/cart");
  await expect(page.getByTestId("explain-summary")).toContainText(
    "outbound|8080||cart.shop.svc.cluster.local",
  );
  await page.getByRole("combobox", { name: "Compare with another configuration" }).click();
  await page.getByRole("option", { name: "What istiod would send" }).click();
  await expect(page.getByTestId("explain-compare")).toContainText("Both treat the request alike");
  await expect(page).toHaveURL(/vs=istiod/);
  await page.getByRole("button", { name: /^Show \d+ equal steps/ }).click();
  await expect(
    page.getByTestId("explain-compare").getByRole("rowheader", { name: /Route table/ }),
  ).toBeVisible();
});

test("a pasted curl command fills in method and headers, and a wrong address is named", async ({ page }) => {
  await open(page, "/proxies/explain");
  const url = page.getByLabel("URL or curl command");
  await url.fill("curl -X DELETE -H 'x-user: ada' http://cart:8080/cart");
  await expect(page.getByRole("combobox", { name: "Method" })).toHaveValue("DELETE");
  await expect(page.getByLabel("Header name")).toHaveValue("x-user");
  await url.fill("not an address");
  await page.getByRole("button", { name: "Explain", exact: true }).click();
  await expect(page.getByText(/Write a host and a port/)).toBeVisible();
});

test("what is typed before the proxies are known stays", async ({ page }) => {
  let letGo: (() => void) | undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route(/explain\.sources/, async (route) => {
    await held;
    await route.continue();
  });
  await open(page, "/proxies/explain");
  const url = page.getByLabel("URL or curl command");
  await url.fill("http://cart:8080/cart");
  letGo?.();
  await page.getByRole("combobox", { name: "Source" }).click();
  await expect(page.getByRole("option", { name: /shop\/storefront/ }).first()).toBeVisible();
  await expect(url).toHaveValue("http://cart:8080/cart");
});
