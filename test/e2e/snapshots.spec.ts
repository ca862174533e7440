import { expect, open, rowsOf, test } from "./console-test";

const dump = JSON.stringify({
  configs: [
    {
      "@type": "type.googleapis.com/envoy.admin.v3.BootstrapConfigDump",
      bootstrap: { node: { id: "sidecar~10.0.0.1~uploaded-1.elsewhere~elsewhere.svc.cluster.local" } },
    },
    {
      "@type": "type.googleapis.com/envoy.admin.v3.ClustersConfigDump",
      dynamic_active_clusters: [
        {
          version_info: "v1",
          cluster: {
            "@type": "type.googleapis.com/envoy.config.cluster.v3.Cluster",
            name: "outbound|80||far.elsewhere.svc.cluster.local",
            type: "EDS",
          },
          last_updated: "2026-05-01T09:00:00.000Z",
        },
      ],
    },
  ],
});

test("a dump from a file is kept, opens with the same pages, and is deleted", async ({
  page,
  complaints,
}) => {
  await open(page, "/proxies/snapshots");
  const files = page.locator('input[type="file"]');
  await files.setInputFiles([
    { name: "far.json", mimeType: "application/json", buffer: Buffer.from(dump) },
    { name: "page.html", mimeType: "text/html", buffer: Buffer.from("<!doctype html><title>x</title>") },
  ]);
  const results = page.getByRole("list", { name: "Uploads" });
  await expect(results).toContainText("1 dump kept");
  await expect(results).toContainText("it is an HTML page");
  // The browser tells of the refused file, too.
  expect(complaints.filter((complaint) => !complaint.includes("422"))).toEqual([]);
  complaints.length = 0;
  await results.getByRole("link", { name: "Open uploaded-1" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("uploaded-1");
  await page.getByRole("tab", { name: "Clusters" }).click();
  await expect(rowsOf(page, "Clusters").filter({ hasText: "far.elsewhere" })).toHaveCount(1);
  await page.getByRole("button", { name: "Delete the snapshot of uploaded-1" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page).toHaveURL(/\/proxies\/snapshots(\?|$)/);
  await expect(rowsOf(page, "Kept configurations").filter({ hasText: "uploaded-1" })).toHaveCount(0);
});
