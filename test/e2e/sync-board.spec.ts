import { expect, open, rowsOf, test } from "./console-test";
import { expectSoundPage } from "./sound-page";

const board = "/controlplane/sync";

test("a refusal is told in Envoy's own words, with the EnvoyFilter that caused it", async ({ page }) => {
  await open(page, board);
  const card = page.getByRole("article", { name: /Rejected LDS/ }).first();
  await expect(card).toContainText("script load error");
  await expect(card.locator("mark").first()).toContainText("virtualInbound");
  const filter = card
    .getByRole("list")
    .getByRole("link", { name: /EnvoyFilter/ })
    .first();
  await filter.click();
  await expect(page).toHaveURL(/\/config\/EnvoyFilter\//);
});

test("a count keeps its proxies, a row opens what was sent and acknowledged, and the address holds both", async ({
  page,
}) => {
  await open(page, board);
  await page
    .getByRole("group", { name: "Proxies by state" })
    .getByRole("button", { name: /Rejected/ })
    .click();
  const rows = rowsOf(page, "Proxies by xDS type");
  await expect(rows.first()).toContainText("Rejected");
  await rows.first().click();
  const panel = page.getByRole("complementary");
  await expect(panel).toContainText("Acknowledged");
  await expect(panel.getByRole("link", { name: /Envoy against istiod/ })).toHaveAttribute(
    "href",
    /\/proxies\/diff\?.*left=envoy.*right=istiod/,
  );
  await expect(page).toHaveURL(/state=error/);
  await page.reload();
  await expect(page.getByRole("complementary")).toContainText("Acknowledged");
  await page.keyboard.press("Escape");
});

test("proxies are counted by namespace, and a namespace opens its own", async ({ page }) => {
  await open(page, `${board}?group=namespace`);
  await rowsOf(page, "Proxies by group and state").filter({ hasText: "shop" }).first().click();
  await expect(page).toHaveURL(/namespace=shop/);
  await expect(rowsOf(page, "Proxies by xDS type").first()).toContainText("shop");
});

test("changes arrive by themselves", async ({ page }) => {
  await open(page, board);
  await expect(page.getByText("Live", { exact: true })).toBeVisible({ timeout: 20_000 });
});

test("the board is sound in both themes", async ({ page }) => {
  await open(page, board);
  await rowsOf(page, "Proxies by xDS type").first().click();
  await expect(page.getByRole("complementary")).toContainText("Acknowledged");
  await expectSoundPage(page);
});
