import { redactText } from "@/lib/proxies/dump/secret-text";
import type { ProxySync, SyncState, TypeSync, XdsType } from "@/lib/controlplane/sync";
import { syncState } from "@/lib/controlplane/sync-state";
import { parseProxyId } from "@/lib/mesh/proxy-id";
import type { SynczResource, SynczRow } from "./wire";

const typeByMessage: Readonly<Record<string, XdsType>> = {
  "envoy.config.cluster.v3.Cluster": "cds",
  "envoy.config.listener.v3.Listener": "lds",
  "envoy.config.endpoint.v3.ClusterLoadAssignment": "eds",
  "envoy.config.route.v3.RouteConfiguration": "rds",
  "envoy.extensions.transport_sockets.tls.v3.Secret": "sds",
  "envoy.config.core.v3.TypedExtensionConfig": "ecds",
  "istio.networking.nds.v1.NameTable": "nds",
  "istio.workload.Address": "wds",
  "istio.workload.Workload": "wds",
  "istio.security.Authorization": "wads",
  "istio.mesh.v1alpha1.ProxyConfig": "pcds",
};

const stateByStatus: Readonly<Record<string, SyncState>> = {
  SYNCED: "synced",
  STALE: "stale",
  NOT_SENT: "not_sent",
  ERROR: "error",
};

/** Undefined for a status that is none of syncz's four. */
function typeSync({ sent, acked, sentTime, lastError, status }: SynczResource): TypeSync | undefined {
  const sentAtMs = sentTime === undefined ? Number.NaN : Date.parse(sentTime);
  const state =
    status === undefined
      ? syncState({ sent, acked, ...(lastError === undefined ? {} : { lastError }) })
      : stateByStatus[status];
  if (state === undefined) return undefined;
  return {
    state,
    sentNonce: sent,
    ackedNonce: acked,
    ...(Number.isNaN(sentAtMs) ? {} : { sentAtMs }),
    ...(lastError === undefined || lastError === "" ? {} : { error: redactText(lastError) }),
  };
}

/** Before 1.23 a type that is not subscribed and one that was not sent look the same: an empty pair is left out. */
function flatTypes(row: SynczRow): ProxySync["types"] {
  const pairs = [
    ["cds", row.cluster_sent, row.cluster_acked],
    ["lds", row.listener_sent, row.listener_acked],
    ["eds", row.endpoint_sent, row.endpoint_acked],
    ["rds", row.route_sent, row.route_acked],
    ["ecds", row.extensionconfig_sent, row.extensionconfig_acked],
  ] as const;
  return Object.fromEntries(
    pairs
      .filter(([, sent, acked]) => sent !== "" || acked !== "")
      .map(([type, sent, acked]) => [type, typeSync({ sent, acked })]),
  );
}

function typesFromRow(row: SynczRow): ProxySync["types"] {
  if (row.resources === undefined) return flatTypes(row);
  const types: Partial<Record<XdsType, TypeSync>> = {};
  for (const [url, resource] of Object.entries(row.resources)) {
    const type = typeByMessage[url.slice(url.lastIndexOf("/") + 1)];
    const sync = type === undefined ? undefined : typeSync(resource);
    if (type !== undefined && sync !== undefined) types[type] = sync;
  }
  return types;
}

/** A proxy's sync state as `replica` tells it; undefined for a row without a proxy id. */
export function proxySyncFromRow(row: SynczRow, cluster: string, replica: string): ProxySync | undefined {
  const { proxy, namespace } = row;
  const id = parseProxyId(proxy) ?? (namespace === undefined ? undefined : { pod: proxy, namespace });
  if (id === undefined) return undefined;
  return {
    cluster,
    ...id,
    proxyType: row.proxy_type,
    istioVersion: row.istio_version,
    replica,
    types: typesFromRow(row),
  };
}
