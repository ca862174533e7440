import type { Browser } from "@playwright/test";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDemo, type RunningDemo } from "@/server/demo/start";
import { hasChromium, launchChromium } from "./browser";
import { startBenchConsole, type BenchConsole } from "./console";
import { quantile, report } from "./figure";

const size = { services: 1000, podsPerWorkload: 2 };
const podCount = size.services * size.podsPerWorkload;
const usefulPaintBudgetMs = 2000;
const budgetFps = 50;
const filterBudgetMs = 200;

let demo: RunningDemo;
let served: BenchConsole;
let browser: Browser;

beforeAll(async () => {
  if (!hasChromium) return;
  demo = await startDemo({ size });
  served = await startBenchConsole(demo.cluster);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
  await demo?.close();
});

describe.skipIf(!hasChromium)(`the sync board of a mesh of ${podCount} pods in Chromium`, () => {
  it("is there soon, scrolls smoothly, and filters at once", async () => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    // The first look reads every source for the first time.
    await page.goto(`${served.url}/controlplane/sync`, { timeout: 120_000 });
    const table = page.getByRole("table", { name: "Proxies by xDS type" });
    const rows = table.getByRole("row");
    await rows.nth(5).waitFor({ timeout: 120_000 });
    const started = performance.now();
    await page.goto(`${served.url}/controlplane/sync`, { timeout: 120_000 });
    await rows.nth(5).waitFor({ timeout: 120_000 });
    const paintedMs = performance.now() - started;
    const total = Number(await table.getAttribute("aria-rowcount"));
    await rows.nth(5).hover();
    await page.evaluate(startFrames);
    for (let step = 0; step < 60; step += 1) await page.mouse.wheel(0, 240);
    const frames = await page.evaluate(readFrames);
    const before = performance.now();
    await page.getByPlaceholder("Pod, version, state …").fill("team-7");
    await page.waitForFunction(() => document.body.innerText.includes("team-7"));
    const filteredMs = performance.now() - before;
    const part = `sync board, ${podCount} pods in the browser`;
    report({
      part,
      what: "from address to rows",
      measured: paintedMs,
      unit: "ms",
      limit: usefulPaintBudgetMs,
    });
    report({
      part,
      what: "scroll: median frame",
      measured: 1000 / quantile(frames, 0.5),
      unit: "fps",
      limit: budgetFps,
      bound: "least",
      note: `slowest of ten ${quantile(frames, 0.9).toFixed(0)} ms`,
    });
    report({ part, what: "filter by text", measured: filteredMs, unit: "ms", limit: filterBudgetMs });
    await page.close();
    expect(total).toBeGreaterThan(podCount * 0.8);
  });
});

type Frames = { frames: number[]; isMeasuring: boolean };

function startFrames(): void {
  const state: Frames = { frames: [], isMeasuring: true };
  Object.assign(window, { benchFrames: state });
  let last = performance.now();
  const step = (now: number) => {
    state.frames.push(now - last);
    last = now;
    if (state.isMeasuring) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function readFrames(): readonly number[] {
  const { benchFrames } = window as unknown as { benchFrames: Frames };
  benchFrames.isMeasuring = false;
  return benchFrames.frames.slice(2);
}
