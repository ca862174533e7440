import { describe, expect, it } from "vitest";
import { edgeQueries } from "@/lib/telemetry/istio/edge-queries";
import { signalsQueries } from "@/lib/telemetry/istio/signal-queries";
import { instantWindowMs, promDuration, rateWindowMs } from "@/lib/telemetry/rate-window";

describe("edgeQueries", () => {
  it("sends the same number of queries for one namespace and for eight hundred", () => {
    const many = Array.from({ length: 800 }, (_, index) => `ns-${index}`);
    expect(edgeQueries({ namespaces: ["a"] }, 60_000)).toHaveLength(7);
    expect(edgeQueries({ namespaces: many }, 60_000)).toHaveLength(7);
    expect(edgeQueries({ namespaces: [] }, 60_000)).toHaveLength(7);
  });

  it("selects traffic that touches a chosen namespace at either end, each series once", () => {
    const [requests] = edgeQueries({ namespaces: ["b.c", "a"] }, 60_000);
    expect(requests?.promql).toContain(
      'rate(istio_requests_total{source_workload_namespace=~"a|b\\\\.c"}[60s]) or rate(',
    );
    expect(requests?.promql).toContain('destination_service_namespace=~"a|b\\\\.c"');
  });

  it("cannot be broken out of by a name with quotes", () => {
    const [requests] = edgeQueries(
      { namespaces: [], around: { kind: "workload", namespace: "x", name: 'a"} or up{' } },
      60_000,
    );
    expect(requests?.promql).toContain('destination_workload="a\\"} or up{"');
  });

  it("asks for standing edges only when idle ones are wanted", () => {
    expect(edgeQueries({ namespaces: [] }, 60_000)[0]?.promql).toMatch(/ > 0$/);
    expect(edgeQueries({ namespaces: [] }, 60_000, true)[0]?.promql).not.toContain("> 0");
  });
});

describe("signalsQueries", () => {
  it("looks at one direction only", () => {
    const scope = { namespaces: ["shop"] };
    const request = { kind: "service", scope, windowMs: 60_000 } as const;
    expect(signalsQueries({ ...request, direction: "inbound" })[0]?.promql).not.toContain(
      'source_workload_namespace="shop"',
    );
    expect(signalsQueries({ ...request, direction: "outbound" })[0]?.promql).toContain(
      'source_workload_namespace="shop"',
    );
  });
});

describe("rate windows", () => {
  it("hold four scrapes, or the step when it is longer", () => {
    expect([rateWindowMs(5000), rateWindowMs(300_000)]).toEqual([60_000, 300_000]);
  });

  it("of one figure cover the span up to a day", () => {
    expect([instantWindowMs(1000), instantWindowMs(900_000), instantWindowMs(1e12)]).toEqual([
      60_000, 900_000, 86_400_000,
    ]);
  });

  it("are printed as PromQL reads them", () => {
    expect([promDuration(60_000), promDuration(1500), promDuration(0)]).toEqual(["60s", "1500ms", "1ms"]);
  });
});
