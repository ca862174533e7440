import type { APIRequestContext, Page } from "@playwright/test";
import { parse } from "yaml";
import { z } from "zod";
import { expect, open, rowsOf, test } from "./console-test";
import { expectSoundPage } from "./sound-page";

const object = "/config/VirtualService/orders/checkout?group=networking.istio.io";
const editorOf = (page: Page) => page.locator("[data-yaml-editor]");
const problemsOf = (page: Page) => page.getByRole("region", { name: "Problems" });

/** Puts a text in place of all that the editor holds. */
async function write(page: Page, text: string): Promise<void> {
  await editorOf(page).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}

const route = (name: string, subset: string) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: ${name}
  namespace: orders
spec:
  hosts:
    - checkout
  http:
    - route:
        - destination:
            host: checkout
            subset: ${subset}
`;

const manifestSchema = z.looseObject({
  metadata: z.looseObject({ labels: z.record(z.string(), z.string()).optional() }),
});

/** The object as the API server has it, without what that adds. */
async function liveCart(request: APIRequestContext) {
  const input = JSON.stringify({ cluster: "", kind: "VirtualService", namespace: "shop", name: "cart" });
  const answer: unknown = await (await request.get("/api/trpc/config.read", { params: { input } })).json();
  const read = z.object({ result: z.object({ data: z.object({ data: z.object({ yaml: z.string() }) }) }) });
  const { yaml } = read.parse(answer).result.data.data;
  return { yaml, manifest: manifestSchema.parse(parse(yaml)) };
}

/** Plans and applies, as somebody else would. Returns the change's id. */
async function writePlanned(
  request: APIRequestContext,
  how: "plan" | "undo",
  input: object,
): Promise<string> {
  const planned: unknown = await (await request.post(`/api/trpc/changes.${how}`, { data: input })).json();
  const plan = z.object({
    result: z.object({ data: z.object({ data: z.object({ planHash: z.string() }) }) }),
  });
  const { planHash } = plan.parse(planned).result.data.data;
  const data = { planHash, reason: "somebody else", force: true };
  const applied: unknown = await (await request.post("/api/trpc/changes.applyPlan", { data })).json();
  const change = z.object({
    result: z.object({ data: z.object({ id: z.string(), state: z.literal("applied") }) }),
  });
  return change.parse(applied).result.data.id;
}

test("the browser narrows by kind, keeps it in the URL, and shows references both ways", async ({ page }) => {
  await open(page, "/config?kind=DestinationRule");
  const rows = rowsOf(page, "Mesh configuration objects");
  await expect(rows.first()).toContainText("DestinationRule");
  await expect(rows.filter({ hasText: "AuthorizationPolicy" })).toHaveCount(0);
  await open(page, object);
  await expect(page.getByRole("heading", { name: /^Refers to/ })).toBeVisible();
  await page.getByRole("link", { name: "Service orders/checkout" }).first().click();
  await expect(page.getByRole("heading", { name: /^Referred to by \(\d+\)/ })).toBeVisible();
  await expect(page.getByRole("link", { name: "VirtualService orders/checkout" }).first()).toBeVisible();
});

test("the editor names lines, completes from the mesh, and keeps the text over a reload", async ({
  page,
}) => {
  await open(page, `${object}&yaml=edit`);
  await write(page, route("checkout", "nowhere").replace("  http:", "  htp:\n    - name: x\n  http:"));
  await expect(
    problemsOf(page).getByRole("button", { name: /There is no field htp here. Did you mean http/ }),
  ).toBeVisible();
  await expect(problemsOf(page).getByRole("button", { name: /subset nowhere/ })).toBeVisible();
  await page.reload();
  await expect(editorOf(page)).toContainText("subset: nowhere");
  await write(page, route("checkout", ""));
  await page.keyboard.press("ArrowLeft");
  const v2 = page.getByRole("option", { name: "v2" });
  await expect(async () => {
    // The names of the mesh may still be on their way after the reload.
    await page.keyboard.press("Control+Space");
    await expect(v2).toBeVisible({ timeout: 2000 });
  }).toPass();
  await v2.click();
  await expect(editorOf(page)).toContainText("subset: v2");
  await expectSoundPage(page);
});

test("several pasted documents become several objects of one plan, which can be taken back", async ({
  page,
}) => {
  await open(page, "/config/new");
  await write(page, `${route("pasted-a", "v1")}---\n${route("pasted-b", "v2")}`);
  await page.getByRole("button", { name: "Review the change" }).click();
  await expect(page.getByRole("heading", { name: "Objects to write" })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("pasted-a").first()).toBeVisible();
  await expect(page.getByText("pasted-b").first()).toBeVisible();
  await page
    .getByRole("button", { name: /change something|Back to/i })
    .first()
    .click();
  await expect(editorOf(page)).toContainText("pasted-b");
});

test("an edit outlives a change of the live object, is compared with it, and goes on from it", async ({
  page,
  request,
}) => {
  test.setTimeout(240_000);
  const notice = page.getByRole("alert").filter({ hasText: "The live object changed since you began" });
  await open(page, "/config/VirtualService/shop/cart?group=networking.istio.io&yaml=edit");
  await expect(editorOf(page)).toContainText("kind: VirtualService");
  const { yaml, manifest } = await liveCart(request);
  await write(page, yaml.replace("timeout: 8s", "timeout: 9s"));
  await expect(page.getByRole("button", { name: "Review the change" })).toBeEnabled();
  await expect(notice).toHaveCount(0);
  const labels = { ...manifest.metadata.labels, "moved-by": "somebody" };
  const moved = { ...manifest, metadata: { ...manifest.metadata, labels } };
  const changeId = await writePlanned(request, "plan", {
    request: { kind: "manifests", edits: [{ action: "put", manifest: moved }] },
  });
  try {
    await expect(notice).toBeVisible({ timeout: 60_000 });
    await expect(editorOf(page)).toContainText("timeout: 9s");
    await test.step("the version that it began with is not written over", async () => {
      await page.getByRole("button", { name: "Review the change" }).click();
      await expect(page.getByText("VirtualService shop/cart changed since you opened it")).toBeVisible();
      await expect(page.getByRole("heading", { name: "Objects to write" })).toHaveCount(0);
      await expect(editorOf(page)).toContainText("timeout: 9s");
    });
    await test.step("the comparison has both sides, and what is live is taken over", async () => {
      await notice.getByRole("button", { name: "Compare with live" }).click();
      const theirs = page.locator(".cm-deletedChunk").filter({ hasText: "moved-by" });
      await expect(theirs).toBeVisible();
      await theirs.getByRole("button", { name: "Take live" }).click();
      await expect(theirs).toHaveCount(0);
      await expect(editorOf(page)).toContainText("moved-by");
      await expect(editorOf(page)).toContainText("timeout: 9s");
    });
    await test.step("from the new version only what was meant is planned", async () => {
      await notice.getByRole("button", { name: "Go on from the new version" }).click();
      await expect(notice).toHaveCount(0);
      await page.getByRole("button", { name: "Review the change" }).click();
      await expect(page.getByRole("heading", { name: "Objects to write" })).toBeVisible({ timeout: 60_000 });
      const object = page.getByRole("article", { name: "VirtualService shop/cart" });
      await expect(object).toContainText("8s → 9s");
      await expect(object).toContainText("accepts it (dry run)");
      await expect(object).not.toContainText("moved-by");
    });
  } finally {
    await writePlanned(request, "undo", { changeId });
  }
});

test("an object is deleted through the review only", async ({ page }) => {
  await open(page, object);
  await page.getByRole("button", { name: "Delete…" }).click();
  await expect(page.getByRole("heading", { name: "Objects to write" })).toBeVisible({ timeout: 30_000 });
  await open(page, object);
  await expect(page.getByRole("heading", { level: 1, name: /checkout/ })).toBeVisible();
});
