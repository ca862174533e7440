import type { Page } from "@playwright/test";
import { expect, open, rowsOf, test } from "./console-test";
import { expectSoundPage } from "./sound-page";

const written = "Written. Watching the proxies and the traffic.";

/** From the launcher to the step that says what is there. */
async function begin(page: Page, wizard: string, service: string): Promise<void> {
  await open(page, "/routing");
  await page.getByRole("main").getByRole("link", { name: wizard }).click();
  await rowsOf(page, "Services and their versions").filter({ hasText: service }).first().click();
  await expect(
    page.getByRole("heading", { name: /What is there, and what stands in the way/ }),
  ).toBeVisible();
}

/** From the options to the form, for a new one. */
async function fillNew(page: Page): Promise<void> {
  const another = page.getByRole("radio", { name: /^Add/ });
  if (await another.isEnabled()) await another.check();
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await expect(page.getByRole("heading", { name: /What should become of it/ })).toBeVisible();
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
  if (await force.isVisible()) await force.check();
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

test("a mirror goes from the launcher to the mesh and back", async ({ page }) => {
  test.setTimeout(180_000);
  await begin(page, "Mirror requests", "checkout");
  await expect(page.getByText("will put its own state back").first()).toBeVisible();
  await fillNew(page);
  await page.getByRole("textbox", { name: "Share that is copied" }).fill("25");
  await expect(page.getByText(/\/s of .* now/)).toBeVisible();
  await expect(page.getByRole("article", { name: "VirtualService orders/checkout" })).toContainText("mirror");
  await review(page);
  await apply(page, "warm the caches of v2");
  await undo(page);
  await open(page, "/activity");
  const row = rowsOf(page, "Changes made by this console").filter({ hasText: "warm the caches of v2" });
  await expect(row.first()).toContainText("Mirror 25% of orders/checkout to v2");
});

test("a route for certain requests survives a reload in the middle", async ({ page }) => {
  test.setTimeout(180_000);
  await begin(page, "Route certain requests", "checkout");
  await fillNew(page);
  await page.getByRole("textbox", { name: "Name of the route" }).fill("beta-users");
  const header = page.getByRole("group", { name: /^Header/ }).first();
  await header.getByRole("textbox", { name: "Header" }).fill("x-group");
  await header.getByRole("textbox", { name: "Value" }).fill("beta");
  await expect(page.getByText("x-group = beta")).toBeVisible();
  await page.waitForURL(/beta-users/);
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Name of the route" })).toHaveValue("beta-users");
  await expect(page.getByText("x-group = beta")).toBeVisible();
  await review(page);
  await page.getByRole("textbox", { name: "Why" }).fill("beta users");
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Why" })).toHaveValue("beta users");
  await apply(page, "beta users");
  await undo(page);
});

test("a timeout is set with the keyboard alone", async ({ page }) => {
  test.setTimeout(180_000);
  await open(page, "/routing/timeout-retry?service=shop/catalog");
  await expect(page.getByRole("button", { name: "Next", exact: true })).toBeEnabled();
  await page.getByRole("button", { name: "Next", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: /What should become of it/ })).toBeFocused();
  const timeout = page.getByRole("textbox", { name: "Timeout of the request" });
  await expect(timeout).toBeVisible();
  for (let presses = 0; presses < 12; presses += 1) {
    await page.keyboard.press("Tab");
    if (await timeout.evaluate((element) => element === document.activeElement)) break;
  }
  await expect(timeout).toBeFocused();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("4");
  await page.keyboard.press("Escape");
  await expect(timeout).toHaveValue("4");
  await expect(page.getByText(/A caller waits 4.00 s at the longest/)).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: /What will be written/ })).toBeFocused({ timeout: 60_000 });
  const why = page.getByRole("textbox", { name: "Why" });
  await expect(why).toBeVisible();
  await why.focus();
  await page.keyboard.type("catalog answers within 4 s");
  await page.keyboard.press("Tab");
  const force = page.getByRole("checkbox", { name: /I have seen this/ });
  if (await force.isVisible()) {
    await page.keyboard.press("Space");
    await page.keyboard.press("Tab");
  }
  await expect(page.getByRole("button", { name: "Apply", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText(written)).toBeVisible({ timeout: 60_000 });
  await undo(page);
});

test("a fault says what it does not do, hurts as asked and is taken back", async ({ page }) => {
  test.setTimeout(240_000);
  await begin(page, "Inject a fault", "catalog");
  await fillNew(page);
  await expect(page.getByText("Nothing takes it out by itself.", { exact: false })).toBeVisible();
  await page.getByRole("button", { name: "Remove condition 1" }).click();
  await expect(page.getByText("Every request of the service.")).toBeVisible();
  const abort = page.getByRole("switch", { name: "Refuse requests" });
  if (!(await abort.isChecked())) await abort.check();
  await page.getByRole("textbox", { name: "HTTP status" }).fill("700");
  await expect(page.getByText("use a status from 200 to 599").first()).toBeVisible();
  await page.getByRole("button", { name: "Review the change" }).click();
  await expect(page.getByRole("alert").getByText(/not right yet/)).toBeVisible();
  await page.getByRole("textbox", { name: "HTTP status" }).fill("503");
  await page.getByRole("textbox", { name: "Share that is refused" }).fill("40");
  await review(page);
  await apply(page, "does the storefront cope");
  await expect(page.getByText("Every caller has it")).toBeVisible({ timeout: 60_000 });
  await undo(page);
});

test("a circuit breaker is read back as it was set, and can be taken out", async ({ page }) => {
  test.setTimeout(240_000);
  await begin(page, "Circuit breaker", "inventory");
  await fillNew(page);
  await page.getByRole("textbox", { name: "Connections", exact: true }).fill("50");
  await review(page);
  await apply(page, "protect the inventory");
  const outcome = page.url();
  await open(page, "/routing/circuit-breaker?service=platform/inventory");
  await expect(page.getByRole("radio", { name: /Change what is there/ })).toBeChecked();
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await expect(page.getByRole("textbox", { name: "Connections", exact: true })).toHaveValue("50");
  await page.getByRole("button", { name: "Back", exact: true }).click();
  await page.getByRole("button", { name: /^Take it out/ }).click();
  await expect(page.getByRole("heading", { name: "Objects to write" })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("article").first()).toContainText("removed");
  await page.goto(outcome);
  await undo(page);
});

test("a thousand conditions neither freeze the form nor get lost", async ({ page }) => {
  await open(page, "/routing/request-route?service=orders/checkout&new=true&step=form");
  await expect(page.getByRole("textbox", { name: "Name of the route" })).toBeVisible();
  const matches = Array.from({ length: 1000 }, (_, index) => ({
    path: { kind: "prefix", value: `/api/${index}` },
    methods: [],
    headers: [],
    cookies: [],
    queryParams: [],
  }));
  const draft = {
    api: "istio",
    service: { namespace: "orders", name: "checkout" },
    name: "many",
    matches,
    destinations: [{ name: "v1", labels: { version: "v1" }, weightPercent: 100 }],
    position: "first",
  };
  await page.evaluate((json) => sessionStorage.setItem("heddle.draft.many", json), JSON.stringify(draft));
  await page.goto("/routing/request-route?service=orders/checkout&new=true&step=form&draft=@many.1");
  await expect(page.getByText(/1,?000 conditions are more than the 64/)).toBeVisible({ timeout: 15_000 });
  const name = page.getByRole("textbox", { name: "Name of the route" });
  const startMs = Date.now();
  await name.fill("many-routes");
  await expect(name).toHaveValue("many-routes");
  expect(Date.now() - startMs).toBeLessThan(3000);
  await page.getByRole("button", { name: "Keep the first 64" }).click();
  await expect(page.getByText("conditions are more than")).toHaveCount(0);
  await expect(page.getByRole("article", { name: "VirtualService orders/checkout" })).toBeVisible();
});

for (const path of [
  "/routing",
  "/routing/fault?service=shop/catalog",
  "/routing/request-route?service=orders/checkout&new=true&step=form",
]) {
  test(`${path} is sound in both themes`, async ({ page }) => {
    await open(page, path);
    await page.waitForLoadState("networkidle");
    await expectSoundPage(page);
  });
}
