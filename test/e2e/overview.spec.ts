import { readFile } from "node:fs/promises";
import { expect, open, rowsOf, test } from "./console-test";

test("services sort by every figure, and what is unknown comes last", async ({ page }) => {
  await open(page, "/overview");
  const rows = rowsOf(page, "Services");
  const head = page.getByRole("columnheader", { name: "p99" });
  await head.getByRole("button").click();
  await expect(head).toHaveAttribute("aria-sort", "descending");
  await expect(page).toHaveURL(/services\.sort=-?p99/);
  const p99 = () => rows.getByRole("cell").nth(8).first().innerText();
  await expect.poll(p99).toMatch(/ms|s$/);
  await head.getByRole("button").click();
  await expect(head).toHaveAttribute("aria-sort", "ascending");
  await expect.poll(p99).toMatch(/ms|s$/);
  await page.getByRole("columnheader", { name: "Service" }).getByRole("button").click();
  await expect(rows.first()).toContainText("accounts");
});

test("the filter narrows, the count says by how much, and the export has what is shown", async ({ page }) => {
  await open(page, "/overview");
  await page.keyboard.press("/");
  const filter = page.getByRole("textbox", { name: "Filter services" });
  await expect(filter).toBeFocused();
  await filter.fill("checkout");
  await expect(rowsOf(page, "Services")).toHaveCount(1);
  await expect(page.getByText(/^1 of \d+ rows$/)).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: "CSV" }).click();
  const lines = (await readFile(await (await download).path(), "utf8")).trim().split(/\r?\n/);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain("checkout");
});

test("a row opens by keyboard, a namespace becomes the scope", async ({ page }) => {
  await open(page, "/overview");
  const rows = rowsOf(page, "Services");
  await rows.first().focus();
  await page.keyboard.press("ArrowDown");
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/services\/[^/]+\/[^/]+/);
  await page.goBack();
  await page.getByText("Namespaces", { exact: true }).last().click();
  await rowsOf(page, "Namespaces").filter({ hasText: "orders" }).click();
  await expect(page).toHaveURL(/ns=orders/);
});

test("every figure can show the requests behind it", async ({ page }) => {
  await open(page, "/overview");
  await page.getByRole("button", { name: "How was this measured" }).click();
  const drawer = page.getByRole("dialog", { name: "How was this measured" });
  await expect(drawer.getByText(/istio_requests_total/).first()).toBeVisible();
  const queries = Number(/(\d+) are PromQL/.exec(await drawer.innerText())?.[1]);
  expect(queries).toBeGreaterThan(0);
  expect(queries).toBeLessThanOrEqual(12);
});

test("a bad canary shows on checkout by itself, with the measure that says so", async ({
  page,
  scenario,
}) => {
  // Two waits for the mesh: to be well, and to be measured as bad.
  test.setTimeout(180_000);
  await open(page, "/overview?range=1m&refresh=5s");
  const health = rowsOf(page, "Services").filter({ hasText: "checkout" }).getByRole("cell").nth(2);
  await expect(health).toHaveText("Healthy", { timeout: 60_000 });
  await page.getByRole("button", { name: /Demo mesh/ }).click();
  await page.getByRole("menuitem", { name: "Bad canary" }).click();
  await expect(page.getByText("Scenario is now: Bad canary")).toBeVisible();
  await expect(health).toHaveText(/Degraded|Failing/, { timeout: 90_000 });
  await health.getByRole("note").hover();
  await expect(page.getByRole("tooltip")).toContainText(/5xx ratio|Error ratio/);
  await scenario("healthy");
});
