import { choose, expect, open, rowsOf, test } from "./console-test";

test("the golden signals are charts, split by caller, workload, version and code", async ({ page }) => {
  await open(page, "/services/orders/checkout");
  for (const title of ["Requests by class", "Error ratio", "Latency", "Mean sizes"])
    await expect(page.getByRole("figure", { name: title, exact: true }).locator("canvas")).toBeVisible();
  await expect(page.getByRole("img", { name: "Latency: p50, p95, p99" })).toBeVisible();
  await choose(page, "Requests by", "version");
  await expect(page.getByRole("img", { name: "Requests by version: v1, v2" })).toBeVisible();
});

test("neighbours, workloads and objects are there, each with its link", async ({ page }) => {
  await open(page, "/services/orders/checkout");
  await page.getByRole("tab", { name: "Neighbours" }).click();
  await expect(page).toHaveURL(/tab=peers/);
  await expect(page.getByRole("table", { name: "Callers" }).getByText("storefront").first()).toBeVisible();
  await expect(page.getByRole("table", { name: "Calls" }).getByText("orders").first()).toBeVisible();

  await page.getByRole("tab", { name: "Workloads and proxies" }).click();
  await expect(page.getByRole("link", { name: /^checkout-v1-/ }).first()).toHaveAttribute(
    "href",
    /\/proxies\/orders\/checkout-v1-/,
  );

  await page.getByRole("tab", { name: "Configuration" }).click();
  const objects = rowsOf(page, /Objects/);
  await expect(objects.filter({ hasText: "VirtualService" })).toContainText("routes its requests");
  await expect(objects.filter({ hasText: "DestinationRule" })).toBeVisible();
  await objects.filter({ hasText: "VirtualService" }).getByRole("link").first().click();
  await expect(page).toHaveURL(/\/config\/VirtualService\/orders\/checkout/);
});

test("the service's traces lead to one of them", async ({ page }) => {
  await open(page, "/services/orders/checkout?tab=traces");
  const link = page.getByRole("main").locator('a[href^="/traces/"]').first();
  await link.click();
  await expect(page.getByRole("treegrid")).toBeVisible();
});
