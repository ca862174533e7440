import { expect, it } from "vitest";
import type { EdgeTraffic, ReportedTraffic } from "@/lib/graph/edge-traffic";
import { serviceTraffic } from "@/lib/services/peers";

function report(
  reporter: ReportedTraffic["reporter"],
  requests: number,
  errors: number,
  latencyMsP95?: number,
  byFlag = {},
): ReportedTraffic {
  return {
    reporter,
    requestsPerSecond: requests,
    errorsPerSecond: errors,
    byClass: {},
    byFlag,
    ...(latencyMsP95 === undefined ? {} : { latencyMsP95 }),
  };
}
function edge(from: string, to: string, version: string, reports: ReportedTraffic[]): EdgeTraffic {
  return {
    source: { cluster: "east", namespace: "shop", workload: from },
    destination: {
      cluster: "east",
      namespace: "shop",
      workload: `${to}-${version}`,
      version,
      service: { cluster: "east", namespace: "shop", name: to },
    },
    protocol: "http",
    reports,
    sampleTimeMs: 0,
  };
}

const edges = [
  edge("web", "cart", "v1", [report("source", 9, 0, 40), report("destination", 9, 0, 35)]),
  edge("web", "cart", "v2", [report("source", 1, 1, 50, { FI: 0.5 }), report("destination", 0.5, 0.5, 45)]),
  edge("cart-v1", "db", "v1", [report("source", 20, 0, 3)]),
  edge("web", "search", "v1", [report("source", 5, 0, 3)]),
];
const traffic = serviceTraffic(edges, { namespace: "shop", name: "cart" }, new Set(["cart-v1", "cart-v2"]));

it("adds what a caller sends to every version, never both reporters", () => {
  expect(traffic.callers).toHaveLength(1);
  expect(traffic.callers[0]).toMatchObject({
    workload: "web",
    requestsPerSecond: 10,
    errorRatio: 0.1,
    latencyMsP95: 45,
  });
});

it("keeps versions apart and failures that only the caller saw in sight", () => {
  expect(traffic.workloads.map((row) => [row.workload, row.requestsPerSecond, row.errorRatio])).toEqual([
    ["cart-v1", 9, 0],
    ["cart-v2", 1, 1],
  ]);
  expect(traffic.workloads[1]?.byFlag).toEqual({ FI: 0.5 });
});

it("takes for callees what its own workloads call", () => {
  expect(traffic.callees.map((row) => row.service)).toEqual(["db"]);
});
