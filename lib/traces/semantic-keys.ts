/** One meaning, all its attribute names: Envoy's own, OpenTelemetry's, older OpenTelemetry's; first found wins. */
export const semanticKeys = {
  httpMethod: ["http.method", "http.request.method"],
  httpUrl: ["http.url", "url.full"],
  httpStatus: ["http.status_code", "http.response.status_code"],
  httpProtocol: ["http.protocol", "network.protocol.version"],
  grpcStatus: ["grpc.status_code", "rpc.grpc.status_code"],
  peerAddress: ["peer.address", "network.peer.address", "net.peer.ip"],
  upstreamAddress: ["upstream_address"],
  upstreamCluster: ["upstream_cluster.name", "upstream_cluster"],
  requestId: ["guid:x-request-id", "http.request.header.x-request-id"],
  responseFlags: ["response_flags"],
  nodeId: ["node_id"],
  canonicalService: ["istio.canonical_service"],
  canonicalRevision: ["istio.canonical_revision"],
  meshNamespace: ["istio.namespace"],
  clusterId: ["istio.cluster_id"],
  retryCount: ["retry.count", "http.request.resend_count"],
} as const satisfies Record<string, readonly string[]>;
