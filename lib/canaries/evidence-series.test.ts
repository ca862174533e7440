import { describe, expect, it } from "vitest";
import { begun, countsAt, newRun, scrapeMs, startMs } from "@/lib/canaries/canary-fixture";
import { evidenceSeries } from "@/lib/canaries/evidence-series";
import { verdictOf } from "@/lib/canaries/step-verdict";

const metrics = [{ kind: "success" }, { kind: "latency", edgeMs: 250 }];

describe("evidence over time", () => {
  it("ends where the verdict is, with all that was counted", () => {
    const { run, nowMs } = begun({ metrics }).pass(3);
    const { points, rollbackLimit, promotionLimit } = evidenceSeries(run);
    const verdict = verdictOf(run, nowMs);
    const last = points.at(-1);
    expect(last?.rollbackE).toBeCloseTo(verdict.rollbackE, 9);
    expect(last?.promotionE).toBeCloseTo(verdict.promotionE, 9);
    expect(last?.metrics["latency:250"]?.counts).toEqual(verdict.metrics[1]?.counts);
    expect([rollbackLimit, promotionLimit]).toEqual([100, 20]);
    expect(points.map(({ atMs }) => atMs)).toEqual(
      run.body.evidence[0]?.intervals.map(({ atMs }) => atMs) ?? [],
    );
  });

  it("begins again with nothing behind the mirror", () => {
    const { run } = begun({ mirrorFirst: { percent: 100, minutes: 4 } }).pass(6);
    const { points } = evidenceSeries(run);
    const mirrored = points.filter(({ step }) => step === -1).at(-1)?.metrics["success"]?.counts;
    const first = points.find(({ step }) => step === 0)?.metrics["success"]?.counts;
    expect(mirrored?.canaryRequests).toBeGreaterThan(countsAt(5).canaryRequests);
    expect(first?.canaryRequests).toBe(countsAt(5).canaryRequests);
  });

  it("has a point for every look, though a metric said nothing then", () => {
    const interval = { ...countsAt(5), step: 0 };
    const at = (look: number) => ({ ...interval, atMs: startMs + look * scrapeMs });
    const evidence = [
      { key: "success", intervals: [at(1), at(2)] },
      { key: "latency:250", intervals: [at(2)] },
    ];
    const { points } = evidenceSeries(newRun({ metrics }, { evidence }));
    expect(points.map(({ metrics: of }) => Object.keys(of))).toEqual([
      ["success"],
      ["success", "latency:250"],
    ]);
  });
});
