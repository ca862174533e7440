import { expect, firstPath, open, settled, test } from "./console-test";

test.skip(process.env["SCREENSHOTS"] !== "1", "set SCREENSHOTS=1 to draw public/screenshots anew");

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, viewport: { width: 1440, height: 900 } });
    const shot = (name: string) => `public/screenshots/${name}-${colorScheme}.png`;

    for (const [name, path] of [
      ["overview", "/overview"],
      ["topology", "/graph?sel=service%3Ademo%2Forders%2Fcheckout"],
      ["service", "/services/orders/checkout"],
    ] as const) {
      test(`${name} in ${colorScheme}`, async ({ page }) => {
        await open(page, path);
        await page.waitForLoadState("networkidle");
        await page.screenshot({ path: shot(name), animations: "disabled" });
      });
    }

    test(`split in ${colorScheme}`, async ({ page }) => {
      await open(page, "/routing/split?service=orders/checkout&step=weights&w=v1:50,v2:50");
      await page.getByRole("button", { name: "Review the change" }).click();
      await expect(page.getByText("accepts it (dry run)")).toBeVisible();
      await page.waitForLoadState("networkidle");
      await page.screenshot({ path: shot("split"), animations: "disabled" });
    });

    test(`proxy in ${colorScheme}`, async ({ page }) => {
      await open(
        page,
        `${await firstPath(page, "/proxies?proxies.q=checkout-v2", "/proxies/")}?tab=listeners`,
      );
      await page.getByRole("cell").first().click();
      await expect(page.getByRole("complementary").locator(".cm-content")).toBeVisible();
      await page.waitForLoadState("networkidle");
      await page.screenshot({ path: shot("proxy"), animations: "disabled" });
    });

    test(`explanation in ${colorScheme}`, async ({ page }) => {
      const proxy = await firstPath(page, "/proxies?proxies.q=storefront-v1", "/proxies/");
      const [, , namespace, pod] = new URL(proxy, "http://console").pathname.split("/");
      const request = "direction=outbound&host=checkout.orders&port=8080&path=%2Fcheckout&method=POST";
      await open(page, `/proxies/explain?target=envoy:/${namespace}/${pod}&${request}`);
      await expect(page.getByTestId("explain-summary")).toContainText("checkout.orders");
      await page.waitForLoadState("networkidle");
      await page.screenshot({ path: shot("explanation"), animations: "disabled" });
    });

    test(`causes in ${colorScheme}`, async ({ page, scenario }) => {
      await scenario("missing-subset");
      await open(page, "/why?source=shop/storefront-v1&destination=shop/recommendations&code=503&flag=NC");
      await expect(page.getByText("Nearly certain").first()).toBeVisible({ timeout: 30_000 });
      const observed = page.getByRole("table", { name: "Failing answers in the range" });
      await expect(observed.getByRole("cell", { name: "NC", exact: true })).toBeVisible({ timeout: 50_000 });
      await page.waitForLoadState("networkidle");
      await page.screenshot({ path: shot("causes"), animations: "disabled" });
    });

    test(`trace in ${colorScheme}`, async ({ page }) => {
      await open(page, await firstPath(page, "/traces?service=checkout.orders", "/traces/"));
      await page.getByRole("treegrid").getByRole("row").nth(4).click();
      await expect(page.getByRole("complementary")).toBeVisible();
      await settled(page);
      await page.screenshot({ path: shot("trace"), animations: "disabled" });
    });
  });
}
