import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { edgesFromSamples } from "@/lib/telemetry/istio/edges-from-samples";
import type { Labels, Sample } from "@/lib/telemetry/series";

const base: Labels = {
  reporter: "destination",
  source_cluster: "Kubernetes",
  source_workload_namespace: "shop",
  source_workload: "web-v1",
  source_canonical_service: "web",
  source_canonical_revision: "v1",
  destination_cluster: "Kubernetes",
  destination_service_namespace: "shop",
  destination_service_name: "cart",
  destination_service: "cart.shop.svc.cluster.local",
  destination_workload_namespace: "shop",
  destination_workload: "cart-v1",
  destination_canonical_service: "cart",
  destination_canonical_revision: "latest",
  request_protocol: "http",
  response_code: "200",
  grpc_response_status: "",
  response_flags: "-",
  connection_security_policy: "mutual_tls",
};
const sample = (value: number | null, labels: Labels = {}): Sample => ({
  labels: { ...base, ...labels },
  timeMs: 1000,
  value,
});
const only = (requests: readonly Sample[]) => {
  const edges = edgesFromSamples({ requests }, "east");
  expect(edges).toHaveLength(1);
  const [edge] = edges;
  if (edge === undefined) throw new Error("no edge");
  return edge;
};

describe("edgesFromSamples", () => {
  it("keeps every reporter apart on one edge", () => {
    const edge = only([sample(4), sample(5, { reporter: "source", connection_security_policy: "unknown" })]);
    expect(edge.reports.map((report) => [report.reporter, report.requestsPerSecond])).toEqual([
      ["destination", 4],
      ["source", 5],
    ]);
  });

  it("takes Istio's unknown and the revision latest for absent", () => {
    const edge = only([sample(1, { source_workload: "unknown", source_canonical_revision: "unknown" })]);
    expect(edge.source.workload).toBeUndefined();
    expect(edge.source.version).toBeUndefined();
    expect(edge.destination.version).toBeUndefined();
  });

  it("names the home cluster as the console does and keeps the id of another one", () => {
    const edge = only([sample(1, { source_cluster: "west-1" })]);
    expect([edge.source.cluster, edge.destination.cluster]).toEqual(["west-1", "east"]);
  });

  it.each([
    ["200", "", 0, "2xx"],
    ["404", "", 0, "4xx"],
    ["503", "", 1, "5xx"],
    ["0", "", 1, "none"],
    ["", "", 1, "none"],
  ])("counts HTTP code %s as %s errors", (code, _status, errors, name) => {
    const [report] = only([sample(1, { response_code: code })]).reports;
    expect([report?.errorsPerSecond, report?.byClass]).toEqual([errors, { [name]: 1 }]);
  });

  it.each([
    ["200", "0", 0, "2xx"],
    ["200", "14", 1, "grpc-error"],
    ["503", "", 1, "grpc-error"],
    ["0", "", 1, "none"],
  ])("judges gRPC code %s status %s by the status", (code, status, errors, name) => {
    const edge = only([
      sample(1, { request_protocol: "grpc", response_code: code, grpc_response_status: status }),
    ]);
    expect(edge.protocol).toBe("grpc");
    expect([edge.reports[0]?.errorsPerSecond, edge.reports[0]?.byClass]).toEqual([errors, { [name]: 1 }]);
  });

  it("counts each of several response flags and leaves the dash out", () => {
    const edge = only([sample(2, { response_code: "503", response_flags: "UF,URX" }), sample(8)]);
    expect(edge.reports[0]?.byFlag).toEqual({ UF: 2, URX: 2 });
  });

  it("measures mutual TLS only where a proxy knew the policy", () => {
    expect(only([sample(1, { connection_security_policy: "unknown" })]).mtlsRatio).toBeUndefined();
    expect(only([sample(3), sample(1, { connection_security_policy: "none" })]).mtlsRatio).toBe(0.75);
  });

  it.each(["PassthroughCluster", "BlackHoleCluster"])("makes %s a host outside of the cluster", (name) => {
    const edge = only([
      sample(1, {
        destination_service_name: name,
        destination_service: "unknown",
        destination_service_namespace: "unknown",
        destination_workload: "unknown",
      }),
    ]);
    expect(edge.destination.service).toEqual({ cluster: "east", namespace: "", name });
  });

  it("names a ServiceEntry's host as an external service although Istio gives it a namespace", () => {
    const edge = only([
      sample(1, {
        destination_service: "api.pay.example",
        destination_service_name: "api.pay.example",
        destination_workload: "unknown",
      }),
    ]);
    expect(edge.destination.service).toEqual({ cluster: "east", namespace: "", name: "api.pay.example" });
  });

  it("has no service for inbound passthrough but keeps the workload", () => {
    const edge = only([sample(1, { destination_service_name: "InboundPassthroughClusterIpv4" })]);
    expect([edge.destination.service, edge.destination.workload]).toEqual([undefined, "cart-v1"]);
  });

  it("skips NaN samples, and quantiles of edges without a rate", () => {
    expect(edgesFromSamples({ requests: [sample(null)], latencyMsP50: [sample(7)] }, "east")).toEqual([]);
  });

  it("joins quantiles to the reporter that measured them", () => {
    const edges = edgesFromSamples({ requests: [sample(1)], latencyMsP99: [sample(42)] }, "east");
    expect(edges[0]?.reports[0]?.latencyMsP99).toBe(42);
    expect(edges[0]?.reports[0]?.latencyBound).toBeUndefined();
  });

  it("adds TCP bytes without inventing requests", () => {
    const edges = edgesFromSamples({ tcpSent: [sample(10)], tcpReceived: [sample(5)] }, "east");
    expect(edges[0]).toMatchObject({ protocol: "tcp", mtlsRatio: 1 });
    expect(edges[0]?.reports[0]).toMatchObject({ sentBytesPerSecond: 10, receivedBytesPerSecond: 5 });
  });
});

const capture = new URL(
  "../../../../shared/meshbed/captures/prometheus/requests-full-labels.json",
  import.meta.url,
);

describe.skipIf(!existsSync(capture))("edgesFromSamples on a real answer", () => {
  it("finds bookinfo's ratings edges with both reporters", () => {
    const body = JSON.parse(readFileSync(capture, "utf8")) as {
      data: { result: { metric: Record<string, string>; value: [number, string] }[] };
    };
    const requests = body.data.result.map(({ metric, value }) => ({
      labels: metric,
      timeMs: value[0] * 1000,
      value: Number(value[1]),
    }));
    const edges = edgesFromSamples({ requests }, "bed");
    const edge = edges.find(
      (one) => one.source.workload === "reviews-v3" && one.destination.workload === "ratings-v1",
    );
    expect(edge?.destination.service).toEqual({ cluster: "bed", namespace: "bookinfo", name: "ratings" });
    expect(edge?.reports.map((report) => report.reporter).sort()).toEqual(["destination", "source"]);
    expect(edge?.mtlsRatio).toBe(1);
    expect(edges.every((one) => one.source.cluster === "bed")).toBe(true);
  });
});
