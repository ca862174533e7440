import { describe, expect, it } from "vitest";
import { atOnce, type Steps } from "@/lib/steps";
import type { DumpEntry, DumpSection } from "./dump/entry";
import { endpointRowSteps } from "./endpoint-rows";
import { linkSteps } from "./links";
import { routeRowSteps } from "./route-rows";
import { listenerRowSteps } from "./section-rows";

const count = 400;

function entryOf(section: DumpSection, group: string, sizeBytes: number): DumpEntry {
  return { id: `${group}/x`, section, group, name: "x", start: 0, end: sizeBytes };
}

function stepsOf(work: Steps<unknown>): number {
  for (let steps = 0; ; steps += 1) if (work.next().done === true) return steps;
}

const listener = {
  active_state: {
    listener: {
      filter_chains: Array.from({ length: count }, (_, index) => ({
        name: `chain-${index}`,
        filters: [
          {
            typed_config: {
              "@type": "type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
              cluster: `c-${index % 7}`,
            },
          },
        ],
      })),
      default_filter_chain: { name: "rest", filters: [] },
    },
  },
};
const table = {
  route_config: {
    name: "80",
    virtual_hosts: [
      { name: "none", domains: ["none"] },
      {
        name: "all",
        domains: ["*"],
        routes: Array.from({ length: count }, (_, index) => ({
          match: { prefix: `/${index}` },
          route:
            index === 0
              ? { weightedClusters: { clusters: [{ name: "a" }, { name: "b" }] } }
              : { cluster: `c-${index % 5}` },
        })),
      },
    ],
  },
};
const assignment = {
  endpoint_config: {
    cluster_name: "x",
    endpoints: [
      { priority: 1, lb_endpoints: Array.from({ length: count }, () => ({ health_status: "HEALTHY" })) },
    ],
  },
};

describe("one resource with thousands of parts", () => {
  it.each([
    ["filter chains", () => listenerRowSteps(entryOf("listeners", "dynamic_listeners", 1), listener)],
    ["routes", () => routeRowSteps(entryOf("routes", "dynamic_route_configs", 1), table)],
    ["endpoints", () => endpointRowSteps(entryOf("endpoints", "dynamic_endpoint_configs", 1), assignment)],
    ["links", () => linkSteps(entryOf("routes", "dynamic_route_configs", 1_000_000), table)],
  ] as const)("is read with a pause at each of its %s", (_, steps) => {
    expect(stepsOf(steps() as Steps<unknown>)).toBeGreaterThanOrEqual(count);
  });

  it("keeps places and order: the default chain last, a virtual host without routes in its place", () => {
    const chains = atOnce(listenerRowSteps(entryOf("listeners", "dynamic_listeners", 1), listener));
    expect(chains.map(({ at }) => at)).toEqual(Array.from({ length: count + 1 }, (_, at) => at));
    expect(chains.at(-1)?.chain).toBe("rest");
    const routes = atOnce(routeRowSteps(entryOf("routes", "dynamic_route_configs", 1), table));
    expect(routes.slice(0, 3).map(({ at }) => at)).toEqual(["0", "1.0", "1.1"]);
    expect(routes).toHaveLength(count + 1);
  });

  it.each([
    ["listeners", "dynamic_listeners", listener],
    ["routes", "dynamic_route_configs", table],
  ] as const)("has the same links as when it is small: %s", (section, group, value) => {
    const small = atOnce(linkSteps(entryOf(section, group, 1), value));
    const large = atOnce(linkSteps(entryOf(section, group, 1_000_000), value));
    expect(large).toEqual(small);
    expect(large.uses.length).toBeGreaterThan(4);
  });
});
