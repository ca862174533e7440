import type { Locator, Page } from "@playwright/test";
import { expect, open, settled, test } from "./console-test";
import { expectSoundPage } from "./sound-page";

/** Chooses the `nth` proxy whose name holds `text` for a side. */
async function pick(page: Page, side: "Left" | "Right", text: string, nth = 0): Promise<void> {
  const field = page.getByRole("combobox", { name: `${side}: Proxy` });
  await field.click();
  await field.fill(text);
  await page.getByRole("option", { name: text }).nth(nth).click();
}

test("two pods of one workload differ in nothing but what is each pod's own", async ({ page }) => {
  await open(page, "/proxies/diff");
  await expect(page.getByText("Choose two configurations")).toBeVisible();
  await pick(page, "Left", "orders/checkout-v1", 0);
  await pick(page, "Right", "orders/checkout-v1", 1);
  await settled(page);
  const summary = page.getByRole("region", { name: "Resources compared" });
  await expect(summary).toContainText("No difference but what is each pod’s own");
  await expect(summary.getByRole("row", { name: /Clusters/ })).toBeVisible();
  await expect(page).toHaveURL(/left=envoy.*right=envoy/);
});

test("two workloads differ by objects that are named, and a filter narrows to what touches security", async ({
  page,
}) => {
  await open(page, "/proxies/diff");
  await pick(page, "Left", "orders/checkout-v1");
  await pick(page, "Right", "shop/cart-v1");
  await settled(page);
  const changes = page.getByRole("region", { name: "Changes" }).first();
  await expect(changes.getByRole("link", { name: /^AuthorizationPolicy / })).toBeVisible();
  await page.getByRole("combobox", { name: "Touches" }).click();
  await page.getByRole("option", { name: /Security/ }).click();
  await expect(page).toHaveURL(/severity=security/);
  await expect(changes.getByText("Observability")).toHaveCount(0);
  await changes.getByRole("button", { name: "Compare the values" }).first().click();
  await expect(changes.locator(".cm-mergeView, .cm-editor").first()).toBeVisible();
  await expectSoundPage(page);
});

test("what Envoy has stands beside what istiod would send, and sides swap", async ({ page }) => {
  await open(page, "/proxies/diff");
  await pick(page, "Left", "orders/checkout-v1");
  await page.getByRole("button", { name: "Envoy beside istiod" }).click();
  await settled(page);
  await expect(page).toHaveURL(/left=envoy.*right=istiod/);
  await expect(page.getByRole("region", { name: "Resources compared" })).toBeVisible();
  await page.getByRole("button", { name: "Swap sides" }).click();
  await expect(page).toHaveURL(/left=istiod.*right=envoy/);
});

test("all pods of a workload stand in groups of equal configuration", async ({ page }) => {
  await open(page, "/proxies/diff");
  await pick(page, "Left", "orders/checkout-v1");
  await page.getByRole("button", { name: /^All pods of checkout-v1/ }).click();
  await expect(page.getByRole("complementary", { name: /checkout-v1/ })).toContainText(/3 pods/);
  await page.getByRole("button", { name: "Close" }).click();
  await expect(page).not.toHaveURL(/fleet=/);
});

test("a comparison is kept as a file", async ({ page }) => {
  await open(page, "/proxies/diff");
  await pick(page, "Left", "orders/checkout-v1");
  await pick(page, "Right", "shop/cart-v1");
  await settled(page);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export", exact: true }).click();
  await page.getByRole("menuitem", { name: "All differences as CSV" }).click();
  expect((await download).suggestedFilename()).toBe("comparison.csv");
});

const dump = (timeout: string) => ({
  name: `${timeout}.json`,
  mimeType: "application/json",
  buffer: Buffer.from(
    JSON.stringify({
      configs: [
        {
          "@type": "type.googleapis.com/envoy.admin.v3.ClustersConfigDump",
          dynamic_active_clusters: [{ cluster: { name: "outbound|80||a.test", connect_timeout: timeout } }],
        },
      ],
    }),
  ),
});

test("two files are compared without a snapshot being chosen, and a bad one leaves the other side", async ({
  page,
  complaints,
}) => {
  await open(page, "/proxies/diff");
  const choose = async (side: string, files: Parameters<Locator["setInputFiles"]>[0]) => {
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: `${side}: From a file` }).click();
    await (await chooser).setFiles(files);
  };
  await choose("Left", [dump("1s"), dump("2s")]);
  await expect(page.getByRole("region", { name: "Resources compared" })).toContainText("1 difference in 1");
  await expect(page).toHaveURL(/left=snapshot.*right=snapshot/);
  const before = page.url();
  await choose("Right", { ...dump("1s"), buffer: Buffer.from("no json at all") });
  await expect(page.getByRole("list", { name: "Uploads" })).toContainText("no json at all");
  // The browser tells of the refused file, too.
  expect(complaints.filter((complaint) => !complaint.includes("422"))).toEqual([]);
  complaints.length = 0;
  expect(page.url()).toBe(before);
  await page.keyboard.press("n");
  await expect(page.locator("[data-change]").first()).toBeFocused();
  await page.getByRole("button", { name: "Compare the values" }).click();
  await page.reload();
  await expect(page.getByRole("button", { name: "Hide the comparison" })).toBeVisible();
});
