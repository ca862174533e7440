import type { Page } from "@playwright/test";
import { expect, forcedIfNeeded, open, rowsOf, test } from "./console-test";

const next = (page: Page) => page.getByRole("button", { name: "Next", exact: true }).click();
const stands = (page: Page, word: string, ms = 240_000) =>
  expect(page.getByRole("main").getByText(word, { exact: true }).first()).toBeVisible({ timeout: ms });

/** From the launcher to the steps, with the first service that fits. */
async function beginCanary(page: Page, service: string): Promise<void> {
  await open(page, "/delivery");
  await page.getByRole("button", { name: "New", exact: true }).click();
  await page.getByRole("menuitem", { name: /^Canary/ }).click();
  await rowsOf(page, "Services and their versions").filter({ hasText: service }).first().click();
  await expect(page.getByRole("heading", { name: /Which version is tried/ })).toBeVisible();
  await next(page);
  await expect(page.getByRole("heading", { name: /Whose requests may reach it/ })).toBeVisible();
  await next(page);
  await expect(page.getByRole("heading", { name: /How the share grows/ })).toBeVisible();
}

/** Two steps of some seconds; what the metrics say decides. */
async function shortSteps(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Quick", exact: true }).click();
  await page.getByRole("button", { name: "Remove step 3" }).click();
  await page.getByRole("textbox", { name: "Weight of step 1" }).fill("25");
  for (const number of [1, 2])
    await page
      .getByRole("combobox", { name: new RegExp(`Shortest time of step ${number}`) })
      .selectOption("s");
  await next(page);
}

async function judgeSoon(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { name: /What is counted/ }).first()).toBeVisible();
  await page.getByRole("textbox", { name: "Good requests, at least" }).fill("98");
  await page.getByText("Advanced", { exact: true }).click();
  await page.getByRole("textbox", { name: "Least requests" }).fill("50");
  await next(page);
}

async function start(page: Page, reason: string): Promise<void> {
  await expect(page.getByRole("heading", { name: /What will happen/ })).toBeVisible();
  const button = page.getByRole("button", { name: "Start the canary" });
  await page.getByRole("textbox", { name: "Reason" }).fill(reason);
  await expect(page.getByRole("heading", { name: "What each stage does and can know" })).toBeVisible();
  await forcedIfNeeded(page, /I have looked at the notes above/, button);
  await button.click();
  await page.waitForURL(/\/delivery\/canary\/[0-9a-f-]{36}/, { timeout: 60_000 });
}

test("a bad canary is planned in the wizard, and taken back by the evidence", async ({ page, scenario }) => {
  test.setTimeout(420_000);
  await scenario("bad-canary");
  await beginCanary(page, "checkout");
  await shortSteps(page);
  await judgeSoon(page);
  await start(page, "v2 of checkout");
  await test.step("the evidence grows while one looks", async () => {
    await stands(page, "Running");
    await expect(page.getByRole("heading", { name: "Evidence" })).toBeVisible();
  });
  await test.step("it ends as it began", async () => {
    await stands(page, "Rolled back");
    await expect(page.getByText("Start again with this plan").first()).toBeVisible();
    if (process.env["SCREENSHOTS"] === "1") {
      await page.screenshot({ path: "public/screenshots/canary-light.png", animations: "disabled" });
    }
  });
  await test.step("Delivery has it", async () => {
    await open(page, "/delivery");
    const row = page
      .getByRole("row")
      .filter({ hasText: "orders/checkout" })
      .filter({ hasText: "Rolled back" });
    await expect(row.first()).toBeVisible();
  });
});

test("a good canary is promoted step by step, and all requests are its own", async ({ page }) => {
  test.setTimeout(420_000);
  await beginCanary(page, "catalog");
  await shortSteps(page);
  await judgeSoon(page);
  await start(page, "v2 of catalog");
  await stands(page, "Promoted", 300_000);
  await page
    .getByRole("button", { name: "Start again with this plan" })
    .or(page.getByRole("link", { name: "Start again with this plan" }))
    .first()
    .waitFor();
});

test("a person takes a canary back", async ({ page }) => {
  test.setTimeout(300_000);
  await beginCanary(page, "checkout");
  await next(page);
  await judgeSoon(page);
  await start(page, "v2 of checkout again");
  await stands(page, "Running");
  await page.getByRole("button", { name: "Abort", exact: true }).click();
  await page.getByRole("button", { name: "Take everything back" }).click();
  await stands(page, "Aborted");
});

test.describe("in 中文", () => {
  test.use({ locale: "zh-CN" });

  test("a canary is watched and taken back", async ({ page, request }) => {
    test.setTimeout(240_000);
    const plan = {
      api: "istio",
      service: { namespace: "orders", name: "checkout" },
      stable: { name: "v1", labels: { version: "v1" } },
      canary: { name: "v2", labels: { version: "v2" } },
      steps: [{ weightPercent: 20, minMinutes: 30 }],
      metrics: [{ kind: "success" }],
    };
    const answer = await request.post("/api/trpc/canaries.start", {
      data: { plan, reason: "v2", force: true },
    });
    expect(answer.ok(), await answer.text()).toBe(true);
    const { result } = (await answer.json()) as { result: { data: { runId: string } } };
    await open(page, `/delivery/canary/${result.data.runId}`);
    await stands(page, "运行中", 60_000);
    await page.getByRole("button", { name: "中止", exact: true }).click();
    await page.getByRole("button", { name: "全部撤回" }).click();
    await stands(page, "已中止", 120_000);
  });
});
