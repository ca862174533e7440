import { expect, open, rowsOf, test } from "./console-test";

test("⌘K finds pages, services, pods by address and traces by id", async ({ page }) => {
  await open(page, "/overview");
  await page.keyboard.press("Control+k");
  const field = page.getByRole("dialog").getByRole("textbox", { name: "Search" });
  await field.fill("checkout");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /checkout\s*Service · orders/ })
    .click();
  await expect(page).toHaveURL(/\/services\/orders\/checkout/);

  await page.getByRole("button", { name: "Search ⌘K" }).click();
  await field.fill("4bf92f3577b34da6a3ce929d0e0e4736");
  await expect(page.getByRole("dialog").getByRole("button", { name: /4bf92f3577b34da6/ })).toBeVisible();
  await field.fill("no such thing anywhere");
  await expect(page.getByText("Nothing found")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(field).toBeHidden();
});

test("the keyboard goes to every page and explains itself", async ({ page }) => {
  await open(page, "/overview");
  // A key that comes before the page has its scripts is lost, as it is for a person.
  await expect(async () => {
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible({ timeout: 1000 });
  }).toPass();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeHidden();
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await expect(page).toHaveURL(/\/proxies/);
  await page.keyboard.press("g");
  await page.keyboard.press("x");
  await expect(page).toHaveURL(/\/settings\/sources/);
});

test("the skip link leads past the rail", async ({ page }) => {
  await open(page, "/services");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});

test("theme and language are kept over a reload", async ({ page }) => {
  await open(page, "/overview");
  await page.getByRole("button", { name: "Switch theme" }).click();
  await page.getByRole("menuitem", { name: "Dark theme" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
  await page.getByRole("button", { name: "Language" }).click();
  await page.getByRole("menuitem", { name: "中文" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "总览" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "总览" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
});

test("namespaces narrow every page and stay in its links", async ({ page }) => {
  await open(page, "/services");
  await page.getByRole("button", { name: "Namespaces: All namespaces" }).click();
  await page.getByRole("textbox", { name: "Namespaces" }).fill("ord");
  await page.getByRole("option", { name: "orders" }).click();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/ns=orders/);
  await expect(rowsOf(page, "Services").filter({ hasText: "checkout" })).toBeVisible();
  await expect(rowsOf(page, "Services").filter({ hasText: "storefront" })).toHaveCount(0);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Overview" }).click();
  await expect(page).toHaveURL(/\/overview\?ns=orders/);
});

test("eight hundred namespaces can be searched, and no more are drawn than a person can read", async ({
  page,
}) => {
  await page.route("**/api/trpc/shell.read**", async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace(
      /"namespaces":\[\{.*?\}\]/,
      `"namespaces":${JSON.stringify(
        Array.from({ length: 800 }, (_, index) => ({ name: `team-${index}`, dataplane: "sidecar" })),
      )}`,
    );
    await route.fulfill({ response: answer, body });
  });
  await open(page, "/overview?cluster=demo");
  await page.getByRole("button", { name: "Namespaces: All namespaces" }).click();
  await expect(page.getByRole("option")).toHaveCount(100);
  await page.getByRole("textbox", { name: "Namespaces" }).fill("team-799");
  await expect(page.getByRole("option")).toHaveText(["team-799"]);
});

test("the time range is relative, absolute, paused and live again, and the URL has it", async ({ page }) => {
  await open(page, "/overview");
  await page.getByRole("button", { name: "Time range: Last 15m" }).click();
  await page.getByRole("button", { name: "Last 1h" }).click();
  await expect(page).toHaveURL(/range=1h/);
  await page.getByRole("button", { name: "Pause at this moment" }).click();
  await expect(page).toHaveURL(/from=\d+&to=\d+/);
  await expect(page.getByRole("button", { name: "Refresh: Off" })).toBeVisible();
  await page.getByRole("button", { name: "Resume live" }).click();
  await expect(page.getByRole("button", { name: "Time range: Last 15m" })).toBeVisible();

  await page.getByRole("button", { name: "Time range: Last 15m" }).click();
  await page.getByLabel("From", { exact: true }).fill("2026-01-01T10:00");
  await page.getByLabel("To", { exact: true }).fill("2026-01-01T09:00");
  await expect(page.getByText("The end must be after the start.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Apply" })).toBeDisabled();
  await page.goBack();
  await expect(page).toHaveURL(/from=\d+&to=\d+/);
});

test("a copied link shows the same view", async ({ page, context }) => {
  await open(page, "/overview?ns=orders&range=1h&services.sort=service&services.q=check");
  const other = await context.newPage();
  await open(other, page.url());
  await expect(other.getByRole("button", { name: "Time range: Last 1h" })).toBeVisible();
  await expect(rowsOf(other, "Services")).toHaveCount(1);
  await expect(other.getByRole("columnheader", { name: "Service" })).toHaveAttribute(
    "aria-sort",
    "ascending",
  );
});

test("the demo says so on every page", async ({ page }) => {
  for (const path of ["/overview", "/graph", "/traces", "/settings/sources"]) {
    await open(page, path);
    await expect(page.getByRole("button", { name: /Demo mesh · Healthy/ })).toBeVisible();
  }
});

test("the sources page tests every source and tests again when asked", async ({ page }) => {
  await open(page, "/settings/sources");
  await expect(rowsOf(page, "Sources")).toHaveCount(5);
  await expect(rowsOf(page, "Sources").getByText("Answers", { exact: true })).toHaveCount(5);
  const again = page.waitForResponse(/settings\.sources/);
  await page.getByRole("button", { name: "Test again" }).click();
  expect((await again).ok()).toBe(true);
  await expect(rowsOf(page, "Watches of the Kubernetes API").first()).toBeVisible();
});

test("texts come once and packed, and answers of the API too", async ({ page }) => {
  const texts = page.waitForResponse((response) => response.url().includes("/texts/"));
  const answer = page.waitForResponse((response) => response.url().includes("/api/trpc/"));
  await open(page, "/proxies");
  const headers = await (await texts).allHeaders();
  expect(headers["content-encoding"]).toBe("gzip");
  expect(headers["cache-control"]).toContain("immutable");
  expect((await (await answer).allHeaders())["content-encoding"]).toBe("gzip");
});
