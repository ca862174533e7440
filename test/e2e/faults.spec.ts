import { expect, open, rowsOf, test } from "./console-test";

test("a silent istiod replica is named, and what only it knew is unknown", async ({ page, scenario }) => {
  await scenario("istiod-replica-down");
  await open(page, "/overview?refresh=5s");
  await expect(page.getByText("1 of 2 istiod replicas answer")).toBeVisible({ timeout: 30_000 });
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Control plane" }).click();
  await expect(rowsOf(page, "Replicas").filter({ hasText: "Silent" })).toHaveCount(1);
  await expect(page.getByRole("status", { name: "Parts of this page are unknown" })).toContainText(/istiod-/);
});

test("a Jaeger without traces is explained, not shown as an empty list", async ({ page, scenario }) => {
  await scenario("jaeger-empty");
  await open(page, "/traces");
  await expect(page.getByRole("main")).toContainText(/sampling|Telemetry|no service|has no/i);
});

test("a slow Prometheus leaves the page usable and says what is unknown", async ({ page, scenario }) => {
  test.setTimeout(120_000);
  await scenario("prometheus-slow");
  await page.goto("/overview?range=30m");
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  const unknown = page.getByRole("status", { name: "Parts of this page are unknown" });
  await expect(unknown.or(rowsOf(page, "Services").first()).first()).toBeVisible({ timeout: 60_000 });
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Proxies" }).click();
  await expect(rowsOf(page, /sync state/).first()).toBeVisible();
});

test("a missing subset shows as failing requests, and the check names its cause", async ({
  page,
  scenario,
}) => {
  await scenario("missing-subset");
  await open(page, "/config?config.q=recommendations");
  const object = rowsOf(page, "Mesh configuration objects").filter({ hasText: "recommendations" });
  await expect(object.filter({ hasText: "VirtualService" })).not.toContainText("No finding");
  await open(page, "/overview?range=1m&refresh=5s");
  const health = rowsOf(page, "Services").filter({ hasText: "recommendations" }).getByRole("cell").nth(2);
  await expect(health).toHaveText(/Degraded|Failing/, { timeout: 90_000 });
});
