import type { Browser, Page, Response } from "@playwright/test";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDemo, type RunningDemo } from "@/server/demo/start";
import { hasChromium, launchChromium } from "./browser";
import { startBenchConsole, type BenchConsole } from "./console";
import { report } from "./figure";
import { benchPages, pageRoutes } from "./page-paths";
import { pageScripts } from "./page-scripts";

const scriptBudgetKb = 320;
const htmlBudgetKb = 120;
const paintBudgetMs = 2000;
const shiftBudget = 0.05;
const inputBudgetMs = 150;

let demo: RunningDemo;
let served: BenchConsole;
let browser: Browser;

/** What a person meets first on each kind of page; an entry that starts with "link" opens the first such link of the page before. */
const paths = [
  "/overview",
  "/graph",
  "/services",
  "link /services/",
  "/traces?service=*",
  "link /traces/",
  "/proxies",
  "link /proxies/",
  "/config",
  "link /config/",
  "/routing",
  "/controlplane",
  "/activity",
  "/settings/sources",
] as const;

type Vitals = { readonly paintMs: number; readonly shift: number; readonly inputMs: number };

/** Runs in the page before its own scripts. */
function observe(): void {
  const vitals = { paintMs: 0, shift: 0, inputMs: 0 };
  Object.assign(window, { vitals });
  const watch = (type: string, take: (entry: PerformanceEntry) => void, more: object = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({
      type,
      buffered: true,
      ...more,
    });
  watch("largest-contentful-paint", (entry) => (vitals.paintMs = entry.startTime));
  watch("layout-shift", (entry) => {
    const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
    if (!hadRecentInput) vitals.shift += value;
  });
  watch("event", (entry) => (vitals.inputMs = Math.max(vitals.inputMs, entry.duration)), {
    durationThreshold: 16,
  });
}

const vitalsOf = (page: Page) => page.evaluate(() => (window as unknown as { vitals: Vitals }).vitals);

async function encodedBytes(responses: readonly Response[]): Promise<number> {
  const sizes = await Promise.all(responses.map((response) => response.request().sizes()));
  return sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
}

/** Loads `path` in a fresh profile, so that nothing of another page is in its cache. */
async function load(path: string) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addInitScript(observe);
  const page = await context.newPage();
  const scripts: Response[] = [];
  let loaded = false;
  page.on("response", (response) => {
    if (!loaded && response.request().resourceType() === "script") scripts.push(response);
  });
  await page.goto(`${served.url}${path}`, { waitUntil: "load", timeout: 60_000 });
  loaded = true;
  await page.waitForLoadState("networkidle", { timeout: 10_000 }).catch(() => undefined);
  const scriptKb = (await encodedBytes(scripts)) / 1024;
  return { page, context, scriptKb, files: scripts.length };
}

beforeAll(async () => {
  demo = await startDemo();
  served = await startBenchConsole(demo.cluster);
  if (hasChromium) browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
  await demo?.close();
});

describe("every page of the built console", () => {
  it("asks for no more JavaScript than the budget before it is complete", async () => {
    const pages = benchPages(demo.world.spec);
    expect(new Set(pages.map(({ route }) => route))).toEqual(new Set(pageRoutes(process.cwd())));
    let heaviestKb = 0;
    for (const { path } of pages) {
      // oxlint-disable-next-line no-await-in-loop -- pages are drawn one after another, as for a person
      const { files, bytes, htmlBytes } = await pageScripts(served.url, path);
      heaviestKb = Math.max(heaviestKb, htmlBytes / 1024);
      report({
        part: "page weight",
        what: `${path}: scripts of the page, gzip`,
        measured: bytes / 1024,
        unit: "KB",
        limit: scriptBudgetKb,
        note: `${files} files`,
      });
      expect(bytes).toBeGreaterThan(50 * 1024);
    }
    report({
      part: "page weight",
      what: "the heaviest HTML, gzip",
      measured: heaviestKb,
      unit: "KB",
      limit: htmlBudgetKb,
    });
  });
});

describe.skipIf(!hasChromium)("pages of the built console on the demo mesh", () => {
  let link: string | undefined;

  it.each(paths)("%s", async (wanted) => {
    const prefix = wanted.startsWith("link ") ? wanted.slice("link ".length) : undefined;
    const path = prefix === undefined ? wanted : link;
    if (path === undefined) throw new Error(`no link to ${prefix ?? wanted} on the page before`);
    // The first visit compiles and fills caches of the server.
    const first = await load(path);
    const next = paths[paths.indexOf(wanted) + 1];
    if (next?.startsWith("link ") === true) {
      const found = first.page.locator(`a[href^="${next.slice("link ".length)}"]`).first();
      link = (await found.getAttribute("href", { timeout: 30_000 }).catch(() => null)) ?? undefined;
    }
    await first.context.close();
    const { page, context, scriptKb, files } = await load(path);
    const { paintMs, shift } = await vitalsOf(page);
    await page.keyboard.press("Tab");
    await page.mouse.click(700, 120);
    await page.waitForTimeout(300);
    const { inputMs } = await vitalsOf(page);
    await context.close();
    const name = prefix === undefined ? path : `${prefix}…`;
    const figure = { part: "pages" } as const;
    report({
      ...figure,
      what: `${name}: JavaScript before load, gzip`,
      measured: scriptKb,
      unit: "KB",
      limit: scriptBudgetKb,
      note: `${files} files`,
    });
    report({
      ...figure,
      what: `${name}: largest paint`,
      measured: paintMs,
      unit: "ms",
      limit: paintBudgetMs,
    });
    report({ ...figure, what: `${name}: layout shift`, measured: shift, unit: "ratio", limit: shiftBudget });
    report({
      ...figure,
      what: `${name}: slowest input`,
      measured: inputMs,
      unit: "ms",
      limit: inputBudgetMs,
    });
    expect(scriptKb).toBeGreaterThan(50);
  });
});
