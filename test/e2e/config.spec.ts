import type { Page } from "@playwright/test";
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
  await page.keyboard.press("Control+Space");
  await page.getByRole("option", { name: "v2" }).click();
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

test("an object is deleted through the review only", async ({ page }) => {
  await open(page, object);
  await page.getByRole("button", { name: "Delete…" }).click();
  await expect(page.getByRole("heading", { name: "Objects to write" })).toBeVisible({ timeout: 30_000 });
  await open(page, object);
  await expect(page.getByRole("heading", { level: 1, name: /checkout/ })).toBeVisible();
});
