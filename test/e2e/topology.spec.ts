import { choose, expect, open, rowsOf, test } from "./console-test";

test("search selects a node, and its panel has charts, peers and links", async ({ page }) => {
  await open(page, "/graph");
  await expect(page.getByRole("application", { name: /Traffic graph with \d+ nodes/ })).toBeVisible();
  await expect(page.locator("main canvas").first()).toBeVisible();
  const find = page.getByRole("combobox", { name: "Find in the graph" });
  await find.fill("checkout");
  await expect(page.getByRole("status").filter({ hasText: /match/ })).toBeVisible();
  await find.press("Enter");
  const panel = page.getByRole("complementary", { name: /checkout/ });
  await expect(panel).toBeVisible();
  await expect(panel.getByRole("figure").first()).toBeVisible();
  await expect(panel.getByRole("link", { name: /service/i }).first()).toHaveAttribute(
    "href",
    /\/services\/orders\/checkout/,
  );
  await expect(page).toHaveURL(/sel=/);
  await panel.getByRole("button", { name: "Close" }).click();
  await expect(panel).toBeHidden();
});

test("a search term that is wrong is named", async ({ page }) => {
  await open(page, "/graph");
  await page.getByRole("combobox", { name: "Find in the graph" }).fill("rps>much");
  await expect(page.getByText(/a number is expected/)).toBeVisible();
});

test("the tables hold what the drawing holds", async ({ page }) => {
  await open(page, "/graph");
  const label = await page.getByRole("application").getAttribute("aria-label");
  const [nodes, edges] = [...(label ?? "").matchAll(/(\d+) (?:nodes|edges)/g)].map((match) => match[1]);
  await choose(page, "View", "Nodes");
  await expect(page.getByText(`${nodes} rows`)).toBeVisible();
  await choose(page, "View", "Edges");
  await expect(page.getByText(`${edges} rows`)).toBeVisible();
  await expect(page).toHaveURL(/view=edges/);
  await rowsOf(page, /edge/i).filter({ hasText: "payments" }).first().click();
  await expect(page.getByRole("complementary").getByRole("figure").first()).toBeVisible();
});

test("the keyboard walks the graph, opens and closes", async ({ page }) => {
  await open(page, "/graph");
  const canvas = page.getByRole("application");
  await canvas.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("complementary")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("complementary")).toBeHidden();
});

test("workloads, versions and namespaces are views of the same graph", async ({ page }) => {
  await open(page, "/graph");
  await choose(page, "Nodes stand for", "Versions");
  await expect(page).toHaveURL(/mode=version/);
  await choose(page, "View", "Nodes");
  await expect(rowsOf(page, /node/i).filter({ hasText: "checkout" })).toHaveCount(2);
});
