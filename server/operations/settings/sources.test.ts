import { describe, expect, it } from "vitest";
import { SourceError } from "@/lib/errors";
import type { ClusterSources } from "@/server/ports";
import { signedOutSources } from "@/server/unavailable";
import { testSources } from "./sources";

const nowMs = () => 1_000_000;
const nothing = { warnings: [], evidence: [] };

/** A cluster whose sources all fail, with some of them replaced. */
function report(parts: Partial<ClusterSources>) {
  const cluster = {
    ...signedOutSources("east", { reason: "refused", message: "connect ECONNREFUSED" }),
    ...parts,
  };
  return testSources({ clusters: new Map([["east", cluster]]), nowMs, signal: new AbortController().signal });
}

const metrics = (series: number, serverTimeMs: number): ClusterSources["metrics"] => ({
  ...signedOutSources("east").metrics,
  buildInfo: async () => ({ ...nothing, data: { version: "3.5.0", flavour: "Prometheus", serverTimeMs } }),
  query: async () => ({ ...nothing, data: series === 0 ? [] : [{ labels: {}, timeMs: 0, value: series }] }),
});

describe("the test of the sources", () => {
  it("says of every source that fails which setting to correct, and fails none of the others for it", async () => {
    const reports = await report({ metrics: metrics(12, nowMs()) });
    const bySource = new Map(reports.map((each) => [each.source, each]));
    expect(bySource.get("prometheus")).toMatchObject({ state: "ok", problems: [] });
    expect(bySource.get("prometheus")?.facts).toContain("Prometheus 3.5.0");
    expect(bySource.get("jaeger")).toMatchObject({ state: "failed", problems: [{ reason: "refused" }] });
    expect(bySource.get("kubernetes")?.problems).toHaveLength(1);
  });

  it("tells a Prometheus without Istio's metrics from one that is down", async () => {
    const [prometheus] = (await report({ metrics: metrics(0, nowMs()) })).filter(
      ({ source }) => source === "prometheus",
    );
    expect(prometheus).toMatchObject({
      state: "degraded",
      problems: [{ reason: "empty", part: "istio_requests_total" }],
    });
  });

  it.each([
    [-60_000, "60 s behind"],
    [90_000, "90 s ahead of"],
  ])("sees a clock that is off by %i ms", async (skewMs, text) => {
    const [prometheus] = (await report({ metrics: metrics(1, nowMs() + skewMs) })).filter(
      ({ source }) => source === "prometheus",
    );
    expect(prometheus?.problems[0]).toMatchObject({ reason: "clock_skew" });
    expect(prometheus?.problems[0]?.message).toContain(text);
  });

  it("names the address setting when a host does not resolve", async () => {
    const down = () =>
      Promise.reject(
        new SourceError("no such host", { source: "prometheus", cluster: "east", reason: "dns" }),
      );
    const reports = await report({
      metrics: { query: down, queryRange: down, labelValues: down, buildInfo: down },
    });
    expect(reports.find(({ source }) => source === "prometheus")?.problems[0]?.hint).toContain(
      "prometheus.url",
    );
  });
});
