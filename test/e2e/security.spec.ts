import type { Page } from "@playwright/test";
import { expect, open, rowsOf, test } from "./console-test";
import { expectSoundPage } from "./sound-page";

const written = "Written. Watching the proxies and the traffic.";

/** From the page of all workloads to a wizard about one of them. */
async function begin(page: Page, wizard: string, workload: string): Promise<void> {
  await open(page, "/security");
  await page.getByRole("button", { name: "Change…", exact: true }).click();
  await page.getByRole("menuitem", { name: wizard }).click();
  await rowsOf(page, "Namespaces and workloads").filter({ hasText: workload }).click();
  const another = page.getByRole("radio", { name: /^Add/ });
  const next = page.getByRole("button", { name: "Next", exact: true });
  await expect(next).toBeVisible();
  if (await another.isEnabled()) await another.check();
  await next.click();
  await expect(page.getByRole("heading", { name: "What would be written" })).toBeVisible();
}

async function review(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Review the change" }).click();
  await expect(page.getByRole("heading", { name: "Objects to write" })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("accepts it (dry run)").first()).toBeVisible();
}

async function apply(page: Page, reason: string): Promise<void> {
  const force = page.getByRole("checkbox", { name: /I have seen this/ });
  await expect(page.getByRole("textbox", { name: "Why" })).toBeVisible();
  for (const one of await force.all()) await one.check();
  await page.getByRole("textbox", { name: "Why" }).fill(reason);
  await page
    .getByRole("button", { name: /^(Apply|Undo it)$/ })
    .last()
    .click();
  await expect(page.getByText(written)).toBeVisible({ timeout: 60_000 });
}

async function undo(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await apply(page, "back to where it was");
}

test("a method is denied from the list of workloads, and allowed again", async ({ page }) => {
  test.setTimeout(240_000);
  await begin(page, "Allow or deny calls", "notifications-v1");
  await page.getByRole("textbox", { name: "Name of the policy" }).fill("no-deletes");
  await page.getByRole("radio", { name: /^DENY/ }).check();
  const rule = page.getByRole("group", { name: "Rule 1" });
  if ((await rule.count()) === 0) await page.getByRole("button", { name: "Add a rule" }).click();
  await expect(rule.getByText("every request of everybody")).toBeVisible();
  const methods = rule.getByRole("combobox", { name: "Methods" });
  await methods.fill("DELETE");
  await methods.press("Enter");
  await expect(rule.getByText("every request of everybody")).toHaveCount(0);
  const preview = page.getByRole("article", { name: "AuthorizationPolicy platform/no-deletes" });
  await preview.getByRole("button", { name: "Show YAML" }).click();
  await expect(preview).toContainText("DELETE");
  await expectSoundPage(page);
  await review(page);
  await apply(page, "nobody deletes notifications");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const outcome = page.url();
  await open(page, "/config?kind=AuthorizationPolicy");
  const policy = rowsOf(page, "Mesh configuration objects").filter({ hasText: "no-deletes" });
  await expect(policy).toHaveCount(1);
  await page.goto(outcome);
  await undo(page);
  await expect(async () => {
    await open(page, "/config?kind=AuthorizationPolicy");
    await expect(rowsOf(page, "Mesh configuration objects").first()).toBeVisible();
    await expect(policy).toHaveCount(0, { timeout: 2000 });
  }).toPass();
  await open(page, "/activity");
  const row = rowsOf(page, "Changes made by this console").filter({
    hasText: "nobody deletes notifications",
  });
  await expect(row.first()).toContainText("Access to platform/notifications: DENY no-deletes");
  await expect(row.first()).toContainText("Undone");
});

test("a workload takes mutual TLS only, which its page says, until that is undone", async ({ page }) => {
  test.setTimeout(240_000);
  const modeOf = () =>
    rowsOf(page, "Workloads").filter({ hasText: "notifications-v1" }).filter({ hasText: "platform" });
  await open(page, "/security");
  await expect(modeOf()).toContainText("PERMISSIVE", { ignoreCase: true });
  await begin(page, "mTLS mode", "notifications-v1");
  await expect(page.getByRole("radio", { name: /^A workload/ })).toBeChecked();
  await page.getByRole("radio", { name: /^STRICT/ }).check();
  await expect(
    page.getByText(/Nobody came in plain text|come in plain text now and would be refused/),
  ).toBeVisible();
  await review(page);
  await apply(page, "notifications move into the mesh");
  const outcome = page.url();
  await expect(async () => {
    await open(page, "/security");
    await expect(modeOf()).toContainText("STRICT", { ignoreCase: true, timeout: 2000 });
  }).toPass();
  await page.goto(outcome);
  await undo(page);
  await expect(async () => {
    await open(page, "/security");
    await expect(modeOf()).toContainText("PERMISSIVE", { ignoreCase: true, timeout: 2000 });
  }).toPass();
});
