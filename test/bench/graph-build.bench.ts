import { describe, expect, it } from "vitest";
import { buildGraph } from "@/lib/graph/build";
import { enrichGraph } from "@/lib/graph/enrich/enrich";
import { indexInventory, type GraphInventory } from "@/lib/graph/inventory";
import { defaultThresholds } from "@/lib/health/thresholds";
import { edgesFromSamples } from "@/lib/telemetry/istio/edges-from-samples";
import type { Sample } from "@/lib/telemetry/series";
import { report, shortestMs } from "./figure";

/** Of the second that a whole answer may take; the rest is for the sources. */
const budgetMs = 400;
const serviceCount = 1000;
const edgeCount = 5000;

function requestSamples(): readonly Sample[] {
  let state = 7;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: edgeCount }, () => [
    Math.floor(random() * serviceCount),
    Math.floor(random() * serviceCount),
  ]).flatMap(([from = 0, to = 0]) =>
    ["source", "destination"].flatMap((reporter) =>
      ["200", "503"].map((code) => ({
        timeMs: 0,
        value: code === "200" ? 10 : 0.01,
        labels: {
          reporter,
          source_cluster: "Kubernetes",
          source_workload_namespace: `ns-${from % 100}`,
          source_workload: `s-${from}-v1`,
          source_canonical_service: `s-${from}`,
          source_canonical_revision: "v1",
          destination_cluster: "Kubernetes",
          destination_service_namespace: `ns-${to % 100}`,
          destination_service_name: `s-${to}`,
          destination_service: `s-${to}.ns-${to % 100}.svc.cluster.local`,
          destination_workload_namespace: `ns-${to % 100}`,
          destination_workload: `s-${to}-v1`,
          destination_canonical_service: `s-${to}`,
          destination_canonical_revision: "v1",
          request_protocol: "http",
          response_code: code,
          grpc_response_status: "",
          response_flags: "-",
          connection_security_policy: reporter === "source" ? "unknown" : "mutual_tls",
        },
      })),
    ),
  );
}

const inventory: GraphInventory = {
  known: true,
  services: Array.from({ length: serviceCount }, (_, i) => ({
    namespace: `ns-${i % 100}`,
    name: `s-${i}`,
    selector: { app: `s-${i}` },
  })),
  workloads: Array.from({ length: serviceCount }, (_, i) => ({
    namespace: `ns-${i % 100}`,
    name: `s-${i}-v1`,
    kind: "Deployment",
    labels: { app: `s-${i}` },
    dataplane: "sidecar" as const,
    pods: { desired: 2, available: 2 },
  })),
};

describe("from samples to an enriched graph, 1,000 services and 5,000 edges", () => {
  it("stays within its part of the answer's budget", () => {
    const requests = requestSamples();
    const once = () => {
      const graph = buildGraph(edgesFromSamples({ requests, tcpSent: [] }, "east"), inventory, "service");
      return enrichGraph(graph, {
        cluster: "east",
        mode: "service",
        namespaces: [],
        windowMs: 900_000,
        thresholds: defaultThresholds,
        inventory,
        index: indexInventory(inventory),
        config: {
          virtualServices: [],
          destinationRules: [],
          gateways: [],
          httpRoutes: [],
          serviceEntries: [],
        },
        telemetryComplete: true,
        showIdle: true,
      });
    };
    const [measured = Number.NaN] = shortestMs([once], 7);
    report({
      part: "graph",
      what: "samples to enriched graph: 1,000 services, 5,000 edges",
      measured,
      unit: "ms",
      limit: budgetMs,
      note: `${requests.length} series`,
    });
    expect(measured).toBeGreaterThan(0);
  });
});
