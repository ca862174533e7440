import { describe, expect, it } from "vitest";
import { canaryPlanSchema } from "@/lib/canaries/plan";
import type { Labels, Sample } from "@/lib/telemetry/series";
import { countersFrom, customSamples, grown, istioQuery, seriesKey } from "./counters";
import { queryFor } from "./look";
import type { Side } from "./sides";

const plan = (more: Readonly<Record<string, unknown>> = {}) =>
  canaryPlanSchema.parse({
    api: "istio",
    service: { namespace: "shop", name: "cart" },
    stable: { name: "v1" },
    canary: { name: "v2" },
    steps: [{ weightPercent: 10, minMinutes: 1 }],
    metrics: [{ kind: "success" }],
    ...more,
  });
const side = (version: string, more: Partial<Side> = {}): Side => ({
  name: version,
  pods: 1,
  readyPods: 1,
  workloads: [`cart-${version}`],
  versions: [version],
  version,
  ...more,
});
const sides = { canary: side("v2"), stable: side("v1") };

const sample = (labels: Labels, value: number | null = 10): Sample => ({
  labels: {
    __name__: "istio_requests_total",
    destination_workload: "cart-v2",
    destination_service_name: "cart",
    response_code: "200",
    response_flags: "-",
    ...labels,
  },
  timeMs: 0,
  value,
});
const badOf = (labels: Labels) => {
  const [counters] = countersFrom(plan(), sides, [sample(labels)], 0);
  return counters?.bad[0]?.value;
};

describe("a bad request", () => {
  it.each([
    [{ response_code: "200" }, 0],
    [{ response_code: "404" }, 0],
    [{ response_code: "503" }, 10],
    [{ response_code: "0", response_flags: "UC" }, 10],
    // The caller hung up.
    [{ response_code: "0", response_flags: "DC" }, 0],
    [{ response_code: "200", grpc_response_status: "0" }, 0],
    [{ response_code: "200", grpc_response_status: "5" }, 0],
    [{ response_code: "200", grpc_response_status: "14" }, 10],
  ])("%j counts %d of 10", (labels, bad) => {
    expect(badOf(labels)).toBe(bad);
  });

  it("that a fault of ours made is counted in neither number", () => {
    const samples = [
      sample({ response_flags: "FI", response_code: "503" }),
      sample({ response_flags: "DI,UT" }),
      sample({}),
    ];
    const [counters] = countersFrom(plan(), sides, samples, 0);
    expect(counters?.all.map(({ value }) => value)).toEqual([10]);
  });

  it("of which nobody knows the version is told apart, not dropped", () => {
    const lost = sample({ destination_workload: "unknown", response_code: "503", response_flags: "UF" });
    const [counters] = countersFrom(plan(), sides, [lost, sample({})], 0);
    expect(counters?.unattributed.map(({ value }) => value)).toEqual([10]);
    expect(counters?.all).toHaveLength(1);
  });
});

describe("the version of a series", () => {
  const versionOf = (labels: Labels, of = sides) =>
    countersFrom(plan(), of, [sample(labels)], 0)[0]?.all[0]?.version;

  it("is the workload's, and without one the Service's or the version's", () => {
    expect(versionOf({ destination_workload: "cart-v1" })).toBe("stable");
    const backends = {
      canary: side("v2", { backend: "cart-v2" }),
      stable: side("v1", { backend: "cart-v1" }),
    };
    const toBackend = { destination_workload: "unknown", destination_service_name: "cart-v2" };
    expect(versionOf(toBackend, backends)).toBe("canary");
    expect(versionOf({ destination_workload: "cart-canary-new", destination_version: "v2" })).toBe("canary");
    expect(versionOf({ destination_workload: "cart-v9", destination_version: "v9" })).toBeUndefined();
  });
});

describe("latency", () => {
  const latency = plan({ metrics: [{ kind: "latency", edgeMs: 250 }] });
  const count = (value: number, pod = "a") =>
    sample({ __name__: "istio_request_duration_milliseconds_count", pod }, value);
  const bucket = (le: string, value: number, pod = "a") =>
    sample({ __name__: "istio_request_duration_milliseconds_bucket", le, pod }, value);

  it.each(["250", "250.0"])("is all requests less those in the bucket %s", (le) => {
    const [counters] = countersFrom(latency, sides, [count(100), bucket(le, 93)], 0);
    expect([counters?.key, counters?.all[0]?.value, counters?.bad[0]?.value]).toEqual([
      "latency:250",
      100,
      7,
    ]);
  });

  it("of a proxy with other edges is not counted, and of none at all is unknown", () => {
    const [counters] = countersFrom(latency, sides, [count(100), bucket("250", 93), count(50, "b")], 0);
    expect(counters?.all).toHaveLength(1);
    expect(countersFrom(latency, sides, [count(100)], 0)).toEqual([]);
  });
});

describe("the query", () => {
  it("asks the callers for everything at once, and the receivers for copies", () => {
    const both = plan({ metrics: [{ kind: "success" }, { kind: "latency", edgeMs: 250 }] });
    expect(istioQuery(both, false)).toBe(
      '{__name__=~"istio_request_duration_milliseconds_bucket|istio_request_duration_milliseconds_count|istio_requests_total",reporter="source",destination_service_namespace="shop",destination_service_name="cart",le=~"|250|250\\\\.0"}',
    );
    expect(istioQuery(both, true)).toContain('reporter="destination"');
    const own = { kind: "promql", name: "mine", badQuery: "bad", totalQuery: "all" };
    expect(istioQuery(plan({ metrics: [own] }), false)).toBeUndefined();
  });

  it("of one's own gets the version as text", () => {
    expect(queryFor('errors{v="$version"}', 'a"b')).toBe('errors{v="a\\"b"}');
    expect(customSamples([sample({}), sample({}, null)], "canary")).toHaveLength(1);
  });
});

describe("what grew", () => {
  const look = (values: Readonly<Record<string, number>>, atMs: number) => {
    const samples = Object.entries(values).map(([pod, value]) => sample({ pod }, value));
    const [counters] = countersFrom(plan(), sides, samples, atMs);
    if (counters === undefined) throw new Error("no counters");
    return counters;
  };
  const keyOf = (pod: string) => seriesKey(sample({ pod }).labels);

  it("counts a new series whole, and one that was away for a look not at all", () => {
    const [before, after] = [look({ a: 100 }, 0), look({ a: 110, b: 40 }, 1)];
    expect(grown(before, after, new Set([keyOf("a")])).interval.canaryRequests).toBe(50);
    expect(grown(before, after, new Set([keyOf("a"), keyOf("b")])).interval.canaryRequests).toBe(10);
  });
});
