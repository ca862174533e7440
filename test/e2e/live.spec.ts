import { expect, open, test } from "./console-test";

test("refreshes do not stack, and a hidden tab asks nothing", async ({ page }) => {
  let asked = 0;
  let underWay = 0;
  let most = 0;
  await page.route("**/api/trpc/**", async (route) => {
    if (!route.request().url().includes("overview.read")) return route.fallback();
    asked += 1;
    underWay += 1;
    most = Math.max(most, underWay);
    const answer = await route.fetch();
    underWay -= 1;
    return route.fulfill({ response: answer });
  });
  await open(page, "/overview?refresh=5s");
  const refresh = page.getByRole("button", { name: "Refresh now" });
  for (let times = 0; times < 5; times += 1) await refresh.click();
  await expect.poll(() => asked, { timeout: 30_000 }).toBeGreaterThan(2);
  expect(most).toBe(1);

  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { get: () => "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await expect.poll(() => underWay).toBe(0);
  const before = asked;
  // Longer than two intervals: the clock of the page is the only thing to wait for.
  await page.waitForFunction(
    (startMs) => performance.now() > startMs + 11_000,
    await page.evaluate(() => performance.now()),
  );
  expect(asked).toBe(before);

  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { get: () => "visible", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await expect.poll(() => asked).toBeGreaterThan(before);
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

test("two tabs follow a scenario that one of them sets", async ({ page, context, scenario }) => {
  await open(page, "/overview");
  const other = await context.newPage();
  await open(other, "/services");
  await page.getByRole("button", { name: /Demo mesh/ }).click();
  await page.getByRole("menuitem", { name: "Jaeger empty" }).click();
  await expect(page.getByRole("button", { name: /Demo mesh · Jaeger empty/ })).toBeVisible();
  await other.getByRole("button", { name: "Refresh now" }).click();
  await expect(other.getByRole("button", { name: /Demo mesh · Jaeger empty/ })).toBeVisible();
  await scenario("healthy");
});
