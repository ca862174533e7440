import { expect, firstPath, open, rowsOf, test } from "./console-test";

test("the search takes service, operation, tags and durations, and keeps them in the URL", async ({
  page,
}) => {
  await open(page, "/traces");
  await page.getByRole("button", { name: "checkout.orders" }).click();
  await expect(rowsOf(page, "Traces found").first()).toBeVisible();
  await page.getByRole("textbox", { name: "Min duration" }).fill("1ms");
  await page.getByRole("textbox", { name: "Limit" }).fill("20");
  await page.getByRole("form", { name: "Trace search" }).getByRole("button", { name: "Search" }).click();
  await expect(page).toHaveURL(/service=checkout\.orders/);
  await expect(page).toHaveURL(/min/i);
  await expect(rowsOf(page, "Traces found").first()).toBeVisible();
  await page.getByRole("textbox", { name: "Min duration" }).fill("soon");
  await expect(page.getByRole("textbox", { name: "Min duration" })).toHaveAttribute("aria-invalid", "true");
});

test("a trace folds, finds, and shows a span with what the proxy knew", async ({ page }) => {
  await open(page, await firstPath(page, "/traces?service=checkout.orders", "/traces/"));
  const spans = page.getByRole("treegrid").getByRole("row");
  const before = await spans.count();
  expect(before).toBeGreaterThan(3);
  await page.getByRole("button", { name: "Collapse all" }).click();
  await expect.poll(() => spans.count()).toBeLessThan(before);
  await page.getByRole("button", { name: "Expand all" }).click();
  await expect(spans).toHaveCount(before);

  const find = page.getByRole("textbox", { name: "Find in this trace" });
  await find.fill("checkout");
  await expect(page.getByRole("search").getByRole("status")).toHaveText(/\d+ of \d+/);
  await find.fill("no-such-text");
  await expect(page.getByText("No span matches")).toBeVisible();
  await find.clear();

  await spans.filter({ hasText: "checkout.orders" }).first().click();
  const panel = page.getByRole("complementary");
  await expect(panel.getByText("Self time")).toBeVisible();
  await expect(panel.getByText("Mesh", { exact: true })).toBeVisible();
  await expect(panel.getByText("x-request-id").first()).toBeVisible();
  await page.keyboard.press("Escape");
});

test("a trace id that Jaeger does not have is explained", async ({ page, complaints }) => {
  await page.goto("/traces/00000000000000000000000000000abc");
  await expect(
    page
      .getByRole("alert")
      .or(page.getByRole("status").filter({ hasText: /trace/i }))
      .first(),
  ).toBeVisible();
  complaints.length = 0;
});
