import { describe, expect, it } from "vitest";
import { hitRows, retryLines, type Caller } from "./hit-rows";

const caller = (workload: string, more: Partial<Caller> = {}): Caller => ({
  namespace: "shop",
  workload,
  requestsPerSecond: 10,
  isGateway: false,
  retries: [],
  ...more,
});
const strength = (byCaller: { workload: string; hitPerSecond: number }[]) => ({
  index: 0,
  share: 1,
  fromMs: 0,
  toMs: 1,
  abortPercent: 20,
  delayPercent: 0,
  byCaller: byCaller.map((one) => ({ namespace: "shop", seenPercent: 0.8, loadFactor: 1.24, ...one })),
});

describe("callers of a faulted service", () => {
  it("take the figures of the full strength", () => {
    const preview = {
      strengths: [
        strength([{ workload: "web", hitPerSecond: 0.2 }]),
        strength([{ workload: "web", hitPerSecond: 2 }]),
      ],
    };
    expect(hitRows([caller("web", { hasProxy: true })], preview)[0]).toMatchObject({
      hitPerSecond: 2,
      loadFactor: 1.24,
    });
  });

  it("are untouched without a proxy, whatever was predicted, and out of scope without a prediction", () => {
    const preview = { strengths: [strength([{ workload: "cron", hitPerSecond: 2 }])] };
    const [cron, batch] = hitRows([caller("cron", { hasProxy: false }), caller("batch")], preview);
    expect(cron?.hitPerSecond).toBe(0);
    expect(batch?.hitPerSecond).toBe(0);
  });

  it("are unknown, not untouched, before anything was predicted", () => {
    expect(hitRows([caller("web")], undefined)[0]?.hitPerSecond).toBeUndefined();
  });
});

describe("retries before the callers", () => {
  const effect = (loadFactor: number, isRetried: boolean) => ({
    service: { namespace: "shop", name: "web" },
    attempts: 2,
    retryOn: "5xx",
    isRetried,
    isDefault: false,
    seenShare: 0.008,
    loadFactor,
  });

  it("come with those first that change most, and none before a caller that no fault meets", () => {
    const lines = retryLines([
      caller("a", { retries: [effect(1, false)] }),
      caller("b", { retries: [effect(1.24, true)] }),
      caller("c", { hasProxy: false, retries: [effect(3, true)] }),
    ]);
    expect(lines.map(({ caller: name }) => name)).toEqual(["shop/b", "shop/a"]);
  });
});
