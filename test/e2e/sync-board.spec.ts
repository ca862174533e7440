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

test("the board holds still when it is asked to, and goes on", async ({ page }) => {
  await open(page, board);
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await expect(page.getByText("Paused", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByText("Live", { exact: true })).toBeVisible({ timeout: 20_000 });
});

test("proxies of no istiod, and a pod without its sidecar, are told with what to do", async ({
  page,
  scenario,
}) => {
  await scenario("proxies-disconnected");
  await open(page, board);
  const section = page.locator("section", { hasText: "Connected to no istiod" });
  await expect(section).toContainText("no istiod lists it");
  await expect(section).toContainText("price-import");
  await section.getByRole("button", { name: /^Disconnected/ }).click();
  await expect(page).toHaveURL(/state=disconnected/);
  await expect(rowsOf(page, "Proxies by xDS type").first()).toContainText("inventory");
});

test("revisions lead to their proxies, and every service's endpoints are compared at once", async ({
  page,
}) => {
  await open(page, "/controlplane");
  await rowsOf(page, "Revisions").first().getByRole("link").click();
  await expect(page).toHaveURL(/\/controlplane\/sync\?.*revision=default/);
  await open(page, "/controlplane");
  await page.getByRole("button", { name: "Compare every service" }).click();
  await expect(page.getByText(/services compared, as seen by/)).toBeVisible({ timeout: 30_000 });
  await expectSoundPage(page);
});

test("the board is sound in both themes", async ({ page }) => {
  await open(page, board);
  await rowsOf(page, "Proxies by xDS type").first().click();
  await expect(page.getByRole("complementary")).toContainText("Acknowledged");
  await expectSoundPage(page);
});
