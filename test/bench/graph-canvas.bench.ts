import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDemo, type RunningDemo } from "@/server/demo/start";
import { hasChromium, launchChromium } from "./browser";
import { startBenchConsole, type BenchConsole } from "./console";
import { quantile, report } from "./figure";
import { startScaledPrometheus, type ScaledPrometheus } from "./scaled-prometheus";

const nodeCount = 5000;
const edgeCount = 20_000;
const budgetFps = 50;
const usefulPaintBudgetMs = 2000;

let demo: RunningDemo;
let prometheus: ScaledPrometheus;
let served: BenchConsole;
let browser: Browser;

const services = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    namespace: `team-${index % 100}`,
    name: `service-${index}`,
  }));

beforeAll(async () => {
  if (!hasChromium) return;
  demo = await startDemo();
  prometheus = await startScaledPrometheus(services(nodeCount), edgeCount);
  served = await startBenchConsole({ ...demo.cluster, prometheus: { url: prometheus.url } });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
  await prometheus?.close();
  await demo?.close();
});

/** Times between frames while `act` runs, in ms. */
async function framesDuring(page: Page, act: () => Promise<void>): Promise<readonly number[]> {
  await page.evaluate(() => {
    const frames: number[] = [];
    Object.assign(window, { frames, isMeasuring: true });
    let last = performance.now();
    const step = (now: number) => {
      frames.push(now - last);
      last = now;
      if ((window as unknown as { isMeasuring: boolean }).isMeasuring) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
  await act();
  return page.evaluate(() => {
    Object.assign(window, { isMeasuring: false });
    return (window as unknown as { frames: number[] }).frames.slice(2);
  });
}

describe.skipIf(!hasChromium)(`a drawing of ${nodeCount} nodes in Chromium`, () => {
  it("moves smoothly under the hand", async () => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const started = performance.now();
    await page.goto(`${served.url}/graph?group=false&boxes=false`, { timeout: 120_000 });
    const canvas = page.getByTestId("graph-canvas");
    await canvas.waitFor({ timeout: 120_000 });
    const paintedMs = performance.now() - started;
    const label = (await canvas.getAttribute("aria-label")) ?? "";
    const box = await canvas.boundingBox();
    if (box === null) throw new Error("the canvas has no size");
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.waitForTimeout(1000);
    const still = await framesDuring(page, () => page.waitForTimeout(1000));
    const panned = await framesDuring(page, async () => {
      await page.mouse.move(x, y);
      await page.mouse.down();
      for (let step = 1; step <= 60; step += 1)
        await page.mouse.move(x + 120 * Math.sin(step / 6), y + step, { steps: 2 });
      await page.mouse.up();
    });
    const zoomed = await framesDuring(page, async () => {
      for (let step = 0; step < 40; step += 1) await page.mouse.wheel(0, step < 20 ? -60 : 60);
    });
    const fps = (frames: readonly number[]) => 1000 / quantile(frames, 0.5);
    const note = `${label}; standing still ${fps(still).toFixed(0)} fps`;
    const figure = { part: "graph", unit: "fps", limit: budgetFps, bound: "least" } as const;
    report({ ...figure, what: "pan: median frame", measured: fps(panned), note });
    report({ ...figure, what: "zoom: median frame", measured: fps(zoomed), note: `${zoomed.length} frames` });
    report({
      part: "graph",
      what: `${nodeCount} nodes: from address to drawing`,
      measured: paintedMs,
      unit: "ms",
      limit: usefulPaintBudgetMs,
      note: "the budget is for 1,000 services",
    });
    await page.close();
    expect(panned.length).toBeGreaterThan(10);
  });
});
