import type { PickableEndpoint } from "@/lib/proxies/explain-flow/explanation";
import {
  anyField,
  field,
  fieldAt,
  isProtoObject,
  itemsField,
  objectField,
  textField,
  textsField,
} from "@/lib/proxies/proto-json";

/** How Envoy speaks to one endpoint. */
export type UpstreamSocket = {
  readonly tls: PickableEndpoint["tls"];
  readonly sni: string;
  /** What it offers before a filter such as Istio's ALPN filter changes it. */
  readonly applications: readonly string[];
};

const plain: UpstreamSocket = { tls: "none", sni: "", applications: [] };

/**
 * The transport socket for an endpoint: the first of the cluster's matches that its metadata has, otherwise the cluster's
 * own. Source: envoy.config.cluster.v3.Cluster.transport_socket_matches.
 */
export function upstreamSocket(cluster: unknown, endpoint: unknown): UpstreamSocket {
  const labels = fieldAt(endpoint, "metadata", "filter_metadata", "envoy.transport_socket_match");
  const match = itemsField(cluster, "transport_socket_matches").find((each) =>
    Object.entries(objectField(each, "match") ?? {}).every(([key, wanted]) => textOf(labels, key) === wanted),
  );
  return socketFrom(objectField(match ?? cluster, "transport_socket"));
}

function textOf(labels: unknown, key: string): unknown {
  return isProtoObject(labels) ? labels[key] : undefined;
}

function socketFrom(socket: unknown): UpstreamSocket {
  const { type, content } = anyField(socket, "typed_config");
  // What goes to an internal listener leaves it in an HBONE tunnel, which is mTLS.
  if (type.endsWith("InternalUpstreamTransport"))
    return { tls: "istio_mutual", sni: "", applications: ["h2"] };
  if (!type.endsWith("UpstreamTlsContext")) {
    const inner = objectField(content, "transport_socket");
    return inner === undefined ? plain : socketFrom(inner);
  }
  const common = objectField(content, "common_tls_context");
  const applications = textsField(common, "alpn_protocols");
  const hasCertificate =
    itemsField(common, "tls_certificate_sds_secret_configs").length > 0 ||
    field(common, "tls_certificates") !== undefined;
  const isIstio = applications.some((one) => one.startsWith("istio"));
  return {
    tls: isIstio ? "istio_mutual" : hasCertificate ? "mutual" : "simple",
    sni: textField(content, "sni") ?? "",
    applications,
  };
}
