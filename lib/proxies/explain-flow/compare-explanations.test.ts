import { describe, expect, it } from "vitest";
import { compareExplanations } from "@/lib/proxies/explain-flow/compare-explanations";
import { explainFlow } from "@/lib/proxies/explain-flow/explain-flow";
import type { Explanation } from "@/lib/proxies/explain-flow/explanation";
import {
  capture,
  dumpOf,
  eds,
  filterOf,
  hosts,
  httpChain,
  listener,
  requestOf,
  routeTo,
  table,
} from "@/lib/proxies/explain-flow/flow-fixture";

type Json = Readonly<Record<string, unknown>>;

function explained(
  routes: readonly Json[],
  { ips = ["10.1.0.1"], filters = [], more = {} }: { ips?: string[]; filters?: Json[]; more?: Json } = {},
): Explanation {
  const healthy = Object.fromEntries(ips.map((ip) => [ip, ["HEALTHY"] as const]));
  const dump = dumpOf({
    listeners: [capture, listener("0.0.0.0", 80, [httpChain(table("80", ["*"], routes), {}, filters)])],
    clusters: [eds("v1", more), eds("v2")],
    endpoints: [hosts("v1", healthy), hosts("v2", { "10.2.0.1": ["HEALTHY"] })],
  });
  return explainFlow(dump, {}, requestOf());
}

const split = (first: number): Json => ({
  name: "split",
  match: { prefix: "/" },
  route: {
    weighted_clusters: {
      clusters: [
        { name: "v1", weight: first },
        { name: "v2", weight: 100 - first },
      ],
    },
  },
});

const firstOf = (left: Explanation, right: Explanation) => {
  const { first, pairs } = compareExplanations(left, right);
  const pair = first === undefined ? undefined : pairs[first];
  return [(pair?.left ?? pair?.right)?.kind, ...(pair?.facts.map(({ name }) => name) ?? [])];
};

describe("compareExplanations", () => {
  it("finds nothing between the same two", () => {
    const comparison = compareExplanations(explained([split(80)]), explained([split(80)]));
    expect(comparison.first).toBeUndefined();
    expect(comparison.endsAreSame).toBe(true);
    expect(comparison.pairs.length).toBeGreaterThan(6);
  });

  it("names the route where the two lead to different clusters", () => {
    const [left, right] = [explained([routeTo("v1")]), explained([routeTo("v2")])];
    expect(firstOf(left, right)).toEqual(["route", "route"]);
    expect(compareExplanations(left, right).endsAreSame).toBe(false);
  });

  it("sees weights that differ though the clusters are the same", () => {
    expect(firstOf(explained([split(80)]), explained([split(50)]))).toEqual(["cluster", "share"]);
    expect(compareExplanations(explained([split(80)]), explained([split(50)])).endsAreSame).toBe(false);
  });

  it("puts a straight way beside the way of a split that leads to the same cluster", () => {
    const { pairs } = compareExplanations(explained([routeTo("v1")]), explained([split(90)]));
    const v1 = pairs.find(({ within, left }) => within[0] === "v1" && left?.kind === "cluster");
    expect([v1?.left?.kind, v1?.right?.kind]).toEqual(["cluster", "cluster"]);
    expect(v1?.facts).toEqual([{ name: "share", left: "100%", right: "90%" }]);
    const v2 = pairs.filter(({ within }) => within[0] === "v2");
    expect(v2.every(({ left, right }) => left === undefined && right !== undefined)).toBe(true);
  });

  it("tells another timeout, although the same becomes of the request", () => {
    const slow = { ...routeTo("v1"), route: { cluster: "v1", timeout: "2s" } };
    const comparison = compareExplanations(explained([routeTo("v1")]), explained([slow]));
    expect(comparison.endsAreSame).toBe(true);
    expect(comparison.pairs[comparison.first ?? -1]?.facts).toEqual([
      {
        name: "timeouts",
        left: "request 15000 ms, idle 300000 ms",
        right: "request 2000 ms, idle 300000 ms",
      },
    ]);
  });

  it("tells a filter that only one side has, and an endpoint that only one side picks", () => {
    const fault = filterOf("fault", "fault.v3.HTTPFault", {
      abort: { http_status: 503, percentage: { numerator: 10 } },
    });
    expect(firstOf(explained([routeTo("v1")]), explained([routeTo("v1")], { filters: [fault] }))).toContain(
      "filters",
    );
    expect(
      firstOf(explained([routeTo("v1")]), explained([routeTo("v1")], { ips: ["10.1.0.1", "10.1.0.9"] })),
    ).toEqual(["endpoints", "endpoints"]);
  });

  it("tells the side that has no route and so no cluster", () => {
    const none = explained([{ ...routeTo("v1"), match: { prefix: "/other" } }]);
    const { pairs, first } = compareExplanations(explained([routeTo("v1")]), none);
    expect(pairs[first ?? -1]?.left?.kind).toBe("route");
    expect(pairs.at(-1)?.right).toBeUndefined();
  });
});
