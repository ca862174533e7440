import { expect, open, rowsOf, test } from "./console-test";
import { expectSoundPage } from "./sound-page";

test("a split goes from weights over review to the traffic, and back", async ({ page }) => {
  test.setTimeout(240_000);
  await test.step("choose the service", async () => {
    await open(page, "/routing/split");
    await rowsOf(page, "Services and their versions").filter({ hasText: "checkout" }).click();
    await expect(page.getByRole("heading", { name: "What routes it today" })).toBeVisible();
    await expect(page.getByText("will put its own state back").first()).toBeVisible();
    await page.getByRole("button", { name: "Next" }).click();
  });
  await test.step("weights that do not add up explain themselves", async () => {
    await page.getByRole("textbox", { name: "Weight of v2 in percent" }).fill("70");
    await expect(page.getByText(/60 ?% too much/)).toBeVisible();
    await expect(page.getByRole("button", { name: "Review the change" })).toBeDisabled();
    await page.getByRole("button", { name: "50/50" }).click();
    await expect(page.getByText("adds up")).toBeVisible();
    await page.getByRole("button", { name: "Review the change" }).click();
  });
  await test.step("the review shows what is known before anything is written", async () => {
    const object = page.getByRole("article", { name: "VirtualService orders/checkout" });
    await expect(object.getByText("90 → 50")).toBeVisible();
    await expect(object.getByText("10 → 50")).toBeVisible();
    await expect(object.getByText("accepts it (dry run)")).toBeVisible();
    await expect(object.getByText("Argo CD")).toBeVisible();
    await expect(page.getByRole("heading", { name: "Checks" })).toBeVisible();
    await expect(page.getByRole("region", { name: "Affected callers" })).toContainText("shop/storefront-v1");
    await object.getByRole("button", { name: "Show YAML" }).click();
    await expect(object.locator(".cm-content").first()).toBeVisible();
  });
  await test.step("apply wants a reason and a look at the owner", async () => {
    const apply = page.getByRole("button", { name: "Apply", exact: true });
    await expect(apply).toBeDisabled();
    await page.getByRole("checkbox", { name: /I have seen this/ }).check();
    await page.getByRole("textbox", { name: "Why" }).fill("half of the traffic to v2");
    await apply.click();
    await expect(page.getByText("Written. Watching the proxies and the traffic.")).toBeVisible();
  });
  await test.step("the proxies take it and the traffic follows", async () => {
    await expect(page.getByText("Every caller has it")).toBeVisible({ timeout: 60_000 });
    const shares = page.getByRole("row").filter({ hasText: "as intended" });
    await expect(shares).toHaveCount(2, { timeout: 120_000 });
    await expect(shares.first()).toContainText("50.0%");
  });
  await test.step("undo goes through the same review", async () => {
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByText("50 → 90")).toBeVisible();
    const force = page.getByRole("checkbox", { name: /I have seen this/ });
    await expect(page.getByRole("textbox", { name: "Why" })).toBeVisible();
    if (await force.isVisible()) await force.check();
    await page.getByRole("textbox", { name: "Why" }).fill("back to where it was");
    await page
      .getByRole("button", { name: /^(Apply|Undo it)$/ })
      .last()
      .click();
    await expect(page.getByText("Written. Watching the proxies and the traffic.")).toBeVisible();
  });
  await test.step("Activity has both, with their reasons", async () => {
    await open(page, "/activity");
    const rows = rowsOf(page, "Changes made by this console");
    // The newest is on top; earlier tests have rows of their own.
    await expect(rows.nth(0)).toContainText("back to where it was");
    await expect(rows.nth(0)).toContainText("Applied");
    await expect(rows.nth(1)).toContainText("half of the traffic to v2");
    await expect(rows.nth(1)).toContainText("Undone");
    await rows.nth(1).getByRole("cell").first().click();
    await expect(page.getByText("Taken back by")).toBeVisible();
    await expectSoundPage(page);
  });
});
