import { expect, open, test } from "./console-test";

test("the subset that nobody defines is the first cause of its 503, and the request can be explained", async ({
  page,
  scenario,
}) => {
  test.slow();
  await scenario("missing-subset");
  await open(page, "/why?source=shop/storefront-v1&destination=shop/recommendations&code=503&flag=NC");
  const first = page.getByRole("listitem").filter({
    has: page.getByRole("heading", { name: "The route names a subset that does not exist" }),
  });
  await expect(first).toContainText("Nearly certain", { timeout: 30_000 });
  await expect(first).toContainText("subset v2");
  await expect(
    first.getByRole("link", { name: "VirtualService shop/recommendations" }).first(),
  ).toHaveAttribute("href", /\/config\/VirtualService\/shop\/recommendations/);
  await page.getByRole("link", { name: "Explain this request" }).click();
  await expect(page).toHaveURL(/\/proxies\/explain\?.*host=recommendations/);
  // The proxy's configuration is that of the last look at what it acknowledged; the page asks again by itself.
  await expect(page.getByTestId("explain-summary")).toContainText("503", { timeout: 40_000 });
});

test("a person who knows only that something fails picks the call from what fails now", async ({
  page,
  scenario,
}) => {
  test.slow();
  await scenario("missing-subset");
  await open(page, "/why");
  const rows = page.getByRole("table", { name: "Failing now" });
  const broken = rows.getByRole("row").filter({ hasText: "NC" }).first();
  await expect(broken).toContainText("shop/storefront-v1", { timeout: 60_000 });
  await broken.click();
  await expect(page).toHaveURL(/flag=NC.*source=shop(%2F|\/)storefront-v1/);
  await expect(
    page.getByRole("heading", { name: "The route names a subset that does not exist" }).first(),
  ).toBeVisible({ timeout: 30_000 });
});

test("the glossary opens without an edge", async ({ page }) => {
  await open(page, "/why");
  await page.getByText("Response flags and statuses", { exact: true }).click();
  await page.getByRole("textbox", { name: "Flag, status, text…" }).fill("UpstreamConnectionFailure");
  await expect(page.getByRole("table", { name: "Response flags and statuses" })).toContainText("UF");
});

test("says which value of the address is no status or flag, and keeps it", async ({ page }) => {
  await open(page, "/why?source=shop/storefront-v1&destination=shop/cart&code=abc&flag=XYZ");
  const notice = page.getByRole("alert").filter({ hasText: "“abc” is no status" });
  await expect(notice).toContainText("“XYZ” is no flag of Envoy");
  await expect(page.getByLabel("Status", { exact: true })).toHaveValue("abc");
  await expect(page.getByLabel("Flag", { exact: true })).toHaveValue("XYZ");
});
