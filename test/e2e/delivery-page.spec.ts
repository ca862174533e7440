import { expect, open, test } from "./console-test";

// The mesh of these tests has had runs before; this one makes its own where there are none.
test("Delivery lists what has run, narrows it down, and puts two runs side by side", async ({
  page,
  request,
}) => {
  test.setTimeout(240_000);
  for (const name of ["catalog", "checkout"]) {
    const service = { namespace: name === "catalog" ? "shop" : "orders", name };
    // Another test may have promoted v2 of the catalog, and what has everything is no canary.
    const [stable, canary] = name === "catalog" ? ["v2", "v1"] : ["v1", "v2"];
    const plan = {
      api: "istio",
      service,
      stable: { name: stable, labels: { version: stable } },
      canary: { name: canary, labels: { version: canary } },
      steps: [{ weightPercent: 20, minMinutes: 30 }],
      metrics: [{ kind: "success" }],
    };
    const data = { plan, reason: "to be compared", force: true };
    const answer = await request.post("/api/trpc/canaries.start", { data });
    expect(answer.ok(), await answer.text()).toBe(true);
    const { result } = (await answer.json()) as { result: { data: { runId: string } } };
    const act = { runId: result.data.runId, act: "abort", reason: "enough seen" };
    expect((await request.post("/api/trpc/canaries.act", { data: act })).ok()).toBe(true);
  }
  await open(page, "/delivery");
  const runs = page.getByRole("row").filter({ hasText: "Canary" }).filter({ hasText: "Aborted" });
  await expect(runs.filter({ hasText: "shop/catalog" }).first()).toBeVisible({ timeout: 60_000 });
  await page.getByRole("textbox", { name: /Filter by service, title or state/ }).fill("orders/checkout");
  await expect(runs.filter({ hasText: "shop/catalog" })).toHaveCount(0);
  await expect(runs.first()).toBeVisible();
  await page.getByRole("textbox", { name: /Filter by service, title or state/ }).fill("");
  await runs.filter({ hasText: "shop/catalog" }).first().getByRole("checkbox").check();
  await runs.filter({ hasText: "orders/checkout" }).first().getByRole("checkbox").check();
  await page
    .getByRole("link", { name: "Compare", exact: true })
    .or(page.getByRole("button", { name: "Compare", exact: true }))
    .first()
    .click();
  await expect(page.getByRole("heading", { name: "Two runs side by side" })).toBeVisible();
});
