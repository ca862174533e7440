import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseExposition } from "./exposition";
import { summarizeMetrics } from "./metrics-summary";

const capture = "../shared/meshbed/captures/istiod/metrics.txt";

describe("parseExposition", () => {
  it("reads names, labels with escapes, infinities, exponents and time stamps, and skips what is none", () => {
    const text = [
      "# HELP a b",
      'a{x="1",y="say \\"hi\\", \\\\ {ok}"} 1.5e+3 1700000000000',
      "b 7",
      'c_bucket{le="+Inf"} +Inf',
      "broken line here and more",
      "",
    ].join("\n");
    expect(parseExposition(text)).toEqual([
      { name: "a", labels: { x: "1", y: 'say "hi", \\ {ok}' }, value: 1500 },
      { name: "b", labels: {}, value: 7 },
      { name: "c_bucket", labels: { le: "+Inf" }, value: Number.POSITIVE_INFINITY },
    ]);
  });
});

describe("summarizeMetrics", () => {
  it("leaves what is not exported unknown", () => {
    expect(summarizeMetrics([])).toEqual({ pushes: [], pushTriggers: [], rejects: [], configProblems: [] });
  });

  it("estimates quantiles inside of a bucket, and gives the last bound when they lie above it", () => {
    const bucket = (le: string, value: number) => `pilot_proxy_convergence_time_bucket{le="${le}"} ${value}`;
    const inside = summarizeMetrics(
      parseExposition([bucket("1", 0), bucket("3", 10), bucket("+Inf", 10)].join("\n")),
    );
    expect(inside.convergenceSeconds).toEqual({ count: 10, p50: 2, p99: 1 + 2 * 0.99 });
    const above = summarizeMetrics(parseExposition([bucket("1", 0), bucket("+Inf", 10)].join("\n")));
    expect(above.convergenceSeconds).toEqual({ count: 10, p50: 1, p99: 1 });
    expect(summarizeMetrics(parseExposition(bucket("+Inf", 0))).convergenceSeconds).toEqual({ count: 0 });
  });

  it.skipIf(!existsSync(capture))("reads a real istiod", () => {
    const summary = summarizeMetrics(parseExposition(readFileSync(capture, "utf8")));
    expect(summary).toMatchObject({
      connectedProxies: 7,
      services: 8,
      virtualServices: 1,
      certsIssued: 7,
      rootCertExpiryMs: 2_110_633_223_000,
      rejects: [{ name: "lds", count: 1 }],
      configProblems: [],
    });
    expect(summary.convergenceSeconds?.count).toBe(56);
    expect(summary.pushes[0]).toEqual({ name: "cds", count: 63 });
  });
});
