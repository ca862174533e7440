import type { Labels } from "@/lib/telemetry/series";
import { randomOf } from "@/server/demo/world/random";
import { hostOf, principalOf } from "@/server/demo/world/mesh-index";
import type { MeshSpec, PodSpec, WorkloadSpec } from "@/server/demo/world/spec";
import type { TrafficIdentity } from "@/server/demo/world/traffic-record";

/** A scraped pod, with its share of what its workload counts. */
export type ReportingPod = {
  readonly pod: PodSpec;
  readonly share: number;
  readonly labels: Labels;
};

function targetLabels(pod: PodSpec, namespace: string, labels: Labels): Labels {
  return { ...labels, instance: `${pod.ip}:15020`, job: "kubernetes-pods", namespace, pod: pod.name };
}

function sharesOf(spec: MeshSpec, pods: readonly PodSpec[]): number[] {
  const weights = pods.map((pod) => 0.94 + 0.12 * randomOf(spec.seed, `share/${pod.name}`));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** The pods whose proxies count a workload's traffic: its own, or the ztunnels of their nodes. */
export function reportingPods(spec: MeshSpec, workload: WorkloadSpec): readonly ReportingPod[] {
  const shares = sharesOf(spec, workload.pods);
  if (workload.dataplane !== "ambient") {
    const labels = { app: workload.app, version: workload.version };
    return workload.pods.map((pod, index) => ({
      pod,
      share: shares[index] ?? 0,
      labels: targetLabels(pod, workload.namespace, labels),
    }));
  }
  return (spec.ztunnelPods ?? []).flatMap((pod) => {
    const share = workload.pods.reduce(
      (sum, own, index) => sum + (own.node === pod.node ? (shares[index] ?? 0) : 0),
      0,
    );
    return share === 0 ? [] : [{ pod, share, labels: targetLabels(pod, "istio-system", { app: "ztunnel" }) }];
  });
}

function sourceLabels(spec: MeshSpec, source: WorkloadSpec): Labels {
  return {
    source_app: source.app,
    source_canonical_revision: source.version,
    source_canonical_service: source.app,
    source_cluster: spec.cluster,
    source_principal: principalOf(spec, source),
    source_version: source.version,
    source_workload: source.name,
    source_workload_namespace: source.namespace,
  };
}

function destinationLabels(spec: MeshSpec, destination: WorkloadSpec | undefined): Labels {
  return {
    destination_app: destination?.app ?? "unknown",
    destination_canonical_revision: destination?.version ?? "latest",
    destination_canonical_service: destination?.app ?? "unknown",
    destination_cluster: destination === undefined ? "unknown" : spec.cluster,
    destination_principal: destination === undefined ? "unknown" : principalOf(spec, destination),
    destination_version: destination?.version ?? "unknown",
    destination_workload: destination?.name ?? "unknown",
    destination_workload_namespace: destination?.namespace ?? "unknown",
  };
}

/** The labels of the standard metrics, in Istio's words, without those of the scrape. */
export function identityLabels(spec: MeshSpec, identity: TrafficIdentity): Labels {
  const { service, source, destination, security } = identity;
  // Without mutual TLS neither side knows who the other is.
  const anonymous: Labels =
    security === "none" ? { source_principal: "unknown", destination_principal: "unknown" } : {};
  // Prometheus drops empty labels: only gRPC requests have this one.
  const grpcStatus: Labels = identity.grpcStatus === "" ? {} : { grpc_response_status: identity.grpcStatus };
  const responseCode: Labels = identity.protocol === "tcp" ? {} : { response_code: identity.code };
  return {
    reporter: identity.reporter,
    ...sourceLabels(spec, source),
    ...destinationLabels(spec, destination),
    ...anonymous,
    destination_service: hostOf(service),
    destination_service_name: service.telemetryName ?? service.externalHost ?? service.name,
    destination_service_namespace: service.namespace,
    request_protocol: identity.protocol,
    response_flags: identity.flags,
    connection_security_policy: security,
    ...responseCode,
    ...grpcStatus,
  };
}

const messageOnly = new Set(["response_code", "response_flags", "request_protocol", "grpc_response_status"]);

/** gRPC message counters do not know how the stream will end. */
export function messageLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !messageOnly.has(name)));
}

/** Labels in order of their names, as Prometheus returns them. */
export function sortedLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
