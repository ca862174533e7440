import { expect, open, rowsOf, test } from "./console-test";

const rejected = "/proxies?proxies.q=notifications";

test("a refused configuration is told in Envoy's own words", async ({ page }) => {
  await open(page, rejected);
  const row = rowsOf(page, /sync state/).filter({ hasText: "Rejected" });
  await expect(row).toContainText("Error adding/updating listener(s) virtualInbound: script load error");
  await row.getByRole("link").first().click();
  await expect(page.getByRole("tabpanel", { name: "Summary" })).toContainText("script load error");
});

test("each part of the configuration is a table, and its raw JSON holds no secret", async ({ page }) => {
  await open(page, rejected);
  await rowsOf(page, /sync state/)
    .filter({ hasText: "notifications-v1" })
    .getByRole("link")
    .first()
    .click();
  for (const tab of ["Listeners", "Routes", "Clusters", "Endpoints", "Secrets"]) {
    await page.getByRole("tab", { name: tab }).click();
    const panel = page.getByRole("tabpanel", { name: tab });
    await expect(
      panel
        .getByRole("row")
        .filter({ has: page.getByRole("cell") })
        .first(),
    ).toBeVisible();
  }
  await rowsOf(page, "Secrets").filter({ hasText: "default" }).first().click();
  const panel = page.getByRole("complementary");
  await expect(panel).toContainText(/Private keys and secrets are replaced/);
  await expect(panel).not.toContainText("BEGIN PRIVATE KEY");
  await expect(panel).not.toContainText("BEGIN RSA PRIVATE KEY");
});

test("a resource opens with its raw JSON", async ({ page }) => {
  await open(page, rejected);
  await rowsOf(page, /sync state/)
    .filter({ hasText: "notifications-v1" })
    .getByRole("link")
    .first()
    .click();
  await page.getByRole("tab", { name: "Raw" }).click();
  await rowsOf(page, "Raw").filter({ hasText: "xds-grpc" }).first().click();
  await expect(page.getByRole("complementary").locator(".cm-content")).toContainText("xds-grpc");
});

test("endpoints carry their health, bootstrap and statistics their values", async ({ page }) => {
  await open(page, rejected);
  await rowsOf(page, /sync state/)
    .filter({ hasText: "notifications-v1" })
    .getByRole("link")
    .first()
    .click();
  await page.getByRole("tab", { name: "Endpoints" }).click();
  await expect(rowsOf(page, "Endpoints").getByText("Healthy").first()).toBeVisible();
  await page.getByRole("tab", { name: "Bootstrap" }).click();
  await expect(page.getByRole("tabpanel", { name: "Bootstrap" })).toContainText("sidecar~");
  await page.getByRole("tab", { name: "Stats" }).click();
  await expect(rowsOf(page, "Envoy statistics").first()).toBeVisible();
});
