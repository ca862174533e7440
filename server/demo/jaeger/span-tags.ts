import type { MeshSpec } from "@/server/demo/world/spec";
import type { DemoSpan, DemoTrace } from "./span";
import { isErrorSpan } from "./span";

/** A span's tags as Envoy and Istio write them, all values being texts. */
export function tagsOf(spec: MeshSpec, trace: DemoTrace, span: DemoSpan): Readonly<Record<string, string>> {
  const { workload, pod } = span.reporter;
  const role = workload.dataplane === "gateway" ? "router" : "sidecar";
  const istio = {
    "istio.canonical_revision": workload.labels["service.istio.io/canonical-revision"] ?? "latest",
    "istio.canonical_service": workload.labels["service.istio.io/canonical-name"] ?? workload.app,
    "istio.cluster_id": spec.cluster,
    "istio.mesh_id": spec.trustDomain,
    "istio.namespace": workload.namespace,
  };
  const outcome = {
    ...(isErrorSpan(span) ? { error: "true" } : {}),
    ...(span.grpcStatus === undefined ? {} : { "grpc.status_code": span.grpcStatus }),
    "http.protocol": span.grpc ? "HTTP/2" : "HTTP/1.1",
    "http.status_code": String(span.status),
    response_flags: span.flags,
    ...(span.cluster === ""
      ? {}
      : { upstream_cluster: span.cluster, "upstream_cluster.name": `${span.cluster};` }),
    ...(span.upstreamAddress === "" ? {} : { upstream_address: span.upstreamAddress }),
  };
  if (span.upstreamOnly)
    return { component: "proxy", ...istio, ...outcome, "peer.address": span.upstreamAddress };
  const path = span.url.replace(/^https?:\/\/[^/]+/, "");
  return {
    component: "proxy",
    downstream_cluster: "-",
    "guid:x-request-id": trace.requestId,
    "http.method": span.method,
    "http.url": span.url,
    ...istio,
    ...outcome,
    node_id: `${role}~${pod.ip}~${pod.name}.${workload.namespace}~${workload.namespace}.svc.cluster.local`,
    "peer.address": span.peerAddress,
    request_size: String(span.requestBytes),
    response_size: String(span.responseBytes),
    ...(span.grpc ? { "grpc.path": path, "grpc.content_type": "application/grpc" } : {}),
    ...(span.retries === 0 ? {} : { "retry.count": String(span.retries) }),
    user_agent: span.grpc ? "grpc-go/1.71.0" : "Go-http-client/1.1",
    zone: "",
  };
}
