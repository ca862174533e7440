import type { Page } from "@playwright/test";
import { expect, forcedIfNeeded, open, rowsOf, test } from "./console-test";

/** From a template to the last page of the wizard. */
async function plan(page: Page, template: string, service: string): Promise<void> {
  await open(page, "/delivery/experiment/new");
  await page.getByRole("button", { name: `Use ${template}` }).click();
  await rowsOf(page, "Services and their versions").filter({ hasText: service }).first().click();
  await page.getByRole("button", { name: "Go on to the hypothesis" }).click();
  const words = page.getByRole("button", { name: "Take this wording" });
  if (await words.isVisible()) await words.click();
  await page.getByRole("textbox", { name: "Hold before it begins" }).fill("0");
  await page.getByRole("button", { name: "Go on to the duration" }).click();
}

async function begin(page: Page, reason: string): Promise<void> {
  await page.getByRole("button", { name: "Review and check" }).click();
  await expect(page.getByRole("heading", { name: /Check before it begins/ })).toBeVisible();
  await page.getByRole("textbox", { name: "Reason" }).first().fill(reason);
  const button = page.getByRole("button", { name: "Start the experiment" });
  await forcedIfNeeded(page, /I have seen .* and go on/, button);
  await button.click();
  await page.waitForURL(/\/delivery\/experiment\/[0-9a-f-]{36}/, { timeout: 60_000 });
}

/** The duration in seconds, all at once. */
async function briefly(page: Page, seconds: number): Promise<void> {
  await page.getByText("All at once", { exact: true }).click();
  await page.getByRole("combobox", { name: /Duration/ }).selectOption("s");
  await page.getByRole("textbox", { name: "Duration", exact: true }).fill(String(seconds));
}

test("an experiment goes from a template to its report, and takes its fault out by itself", async ({
  page,
}) => {
  test.setTimeout(420_000);
  await plan(page, "Some errors", "recommendations");
  await briefly(page, 20);
  await begin(page, "rehearsal");
  await expect(page.getByText("The fault is in force").first()).toBeVisible({ timeout: 120_000 });
  await expect(page.getByText(/^Its time was up/).first()).toBeVisible({ timeout: 180_000 });
  await expect(page.getByRole("heading", { name: "Proof of the revert" })).toBeVisible();
  await expect(page.getByText("No fault of ours in it").first()).toBeVisible();
});

test("a person stops an experiment, and the kill switch all of them", async ({ page }) => {
  test.setTimeout(420_000);
  await plan(page, "Some errors", "recommendations");
  await begin(page, "to be stopped");
  await expect(page.getByText("The fault is in force").first()).toBeVisible({ timeout: 120_000 });
  await page.getByRole("button", { name: "Stop now" }).click();
  await page.getByRole("button", { name: "Press again to stop" }).click();
  await expect(page.getByText(/anonymous stopped it/).first()).toBeVisible({ timeout: 120_000 });
  await plan(page, "Some errors", "recommendations");
  await begin(page, "to be killed");
  await expect(page.getByText("The fault is in force").first()).toBeVisible({ timeout: 120_000 });
  const run = page.url();
  await open(page, "/delivery");
  await page.getByRole("textbox", { name: "Why everything must stop" }).fill("incident");
  await page.getByRole("button", { name: "Stop all experiments" }).click();
  await expect(page.getByText("Engaged.").first()).toBeVisible({ timeout: 60_000 });
  await page.goto(run);
  await expect(page.getByText(/The kill switch was engaged/).first()).toBeVisible({ timeout: 120_000 });
  await open(page, "/delivery");
  await page.getByRole("textbox", { name: "Why experiments may begin again" }).fill("over");
  await page.getByRole("button", { name: "Release", exact: true }).click();
  await expect(page.getByText("Released.").first()).toBeVisible({ timeout: 60_000 });
});
