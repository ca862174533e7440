import { expect, open, rowsOf, test } from "./console-test";
import { expectSoundPage } from "./sound-page";

const table = "What the rules say of the mesh";

test("a finding tells its grounds, is suppressed with a reason, and counts again", async ({ page }) => {
  await open(page, "/findings?code=HD0003");
  await expect(page.getByText("Callers of a service give up before")).toBeVisible();
  const checkout = rowsOf(page, table).filter({ hasText: "checkout VirtualService" });
  await checkout.click();
  const panel = page.getByRole("complementary", { name: "Timeout inversion" });
  await expect(panel).toContainText("checkout.orders → cart.shop");
  await expect(panel.getByRole("link", { name: "VirtualService shop/cart" })).toBeVisible();
  await expectSoundPage(page);
  await panel.getByRole("button", { name: "Suppress" }).click();
  const form = panel.getByRole("form", { name: "Suppress this finding" });
  await expect(form.getByRole("button", { name: "Suppress" })).toBeDisabled();
  await form.getByRole("textbox", { name: "Why may it stay?" }).fill("the cart is being rewritten");
  await form.getByRole("button", { name: "Suppress" }).click();
  await expect(panel).toContainText("the cart is being rewritten");
  await expect(checkout).toHaveCount(0);
  await expect(page.getByText("1 suppressed")).toBeVisible();

  await open(page, "/findings?suppressed=only");
  await rowsOf(page, table).filter({ hasText: "suppressed until" }).click();
  await panel.getByRole("button", { name: "Count it again" }).click();
  await expect(page.getByText("1 suppressed")).toHaveCount(0);
});

test("a repair is planned from the finding and reviewed like any change", async ({ page }) => {
  await open(page, "/findings?code=HD0003");
  await rowsOf(page, table).filter({ hasText: "checkout VirtualService" }).click();
  await page.getByRole("button", { name: "Plan the fix" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Repair" })).toBeVisible();
  const object = page.getByRole("article", { name: "VirtualService orders/checkout" });
  await expect(object.getByText("6s → 8s")).toBeVisible();
  await expect(object.getByText("accepts it (dry run)")).toBeVisible();
  await expect(page.getByText(/findings? go(es)? away/)).toBeVisible();
  await page.getByRole("link", { name: "Back to the findings" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Findings" })).toBeVisible();
});

test("a mistake in the mesh is listed, and the overview leads to it", async ({ page, scenario }) => {
  await scenario("mtls-mismatch");
  await expect(async () => {
    await open(page, "/findings?code=HD0016");
    await expect(rowsOf(page, table).filter({ hasText: "shipping" })).toHaveCount(1, { timeout: 2000 });
  }).toPass();
  await open(page, "/overview");
  await page.getByRole("link", { name: /finding/ }).click();
  await expect(page).toHaveURL(/\/findings/);
});
