import { expect, open, rowsOf, test } from "./console-test";

const list = "What the rules say of the mesh";

test("a finding explains itself, and one that is suppressed comes back when asked for", async ({
  page,
  scenario,
}) => {
  await scenario("missing-subset");
  await open(page, "/findings?code=IST0101&refresh=5s");
  const row = rowsOf(page, list).filter({ hasText: "recommendations" }).first();
  await expect(row).toBeVisible({ timeout: 30_000 });
  await row.click();
  const panel = page.getByRole("complementary").filter({ hasText: "What it means" });
  await expect(panel).toContainText("Why it hurts");
  await expect(panel).toContainText("How to fix it");
  await panel.getByRole("button", { name: "Suppress" }).click();
  const form = page.getByRole("form", { name: "Suppress this finding" });
  await expect(form.getByRole("button", { name: "Suppress" })).toBeDisabled();
  await form.getByRole("textbox", { name: "Why may it stay?" }).fill("known, the next release has it");
  await form.getByRole("button", { name: "Suppress" }).click();
  await expect(page.getByText(/IST0101 is suppressed until/)).toBeVisible();
  await expect(rowsOf(page, list).filter({ hasText: "recommendations" })).toHaveCount(0);
  await open(page, "/findings?suppressed=only");
  await expect(rowsOf(page, list).filter({ hasText: "recommendations" }).first()).toContainText(
    "suppressed until",
  );
});
