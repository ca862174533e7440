import type { XdsType } from "@/lib/controlplane/sync";
import { uuidOf } from "@/server/demo/world/pod-names";
import type { DemoWorld } from "@/server/demo/world/world";
import { goTime } from "./go-time";
import type { MeshProxy } from "./mesh-proxies";
import type { ConfigPush, ProxyState, TypeState } from "./push";

const typeUrls: Partial<Record<XdsType, string>> = {
  cds: "type.googleapis.com/envoy.config.cluster.v3.Cluster",
  eds: "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
  lds: "type.googleapis.com/envoy.config.listener.v3.Listener",
  rds: "type.googleapis.com/envoy.config.route.v3.RouteConfiguration",
  wds: "type.googleapis.com/istio.workload.Address",
  wads: "type.googleapis.com/istio.security.Authorization",
};
const legacyNames: Partial<Record<XdsType, string>> = {
  cds: "cluster",
  lds: "listener",
  rds: "route",
  eds: "endpoint",
};

/** A nonce: the push version with a uuid behind it, without a mark between them. */
function nonceOf(seed: number, proxy: MeshProxy, type: XdsType, push: ConfigPush): string {
  return `${push.version}${uuidOf(seed, `nonce/${proxy.id}/${type}/${push.number}`)}`;
}

/** One element of `/debug/syncz`. */
export function syncStatus(world: DemoWorld, proxy: MeshProxy, state: ProxyState): Record<string, unknown> {
  const { seed, cluster, istioVersion } = world.spec;
  const legacy: Record<string, string> = {};
  const resources: Record<string, unknown> = {};
  for (const type of ["cds", "lds", "rds", "eds", "wds", "wads"] as const) {
    const entry = state[type];
    if (entry === undefined || (proxy.type === "router" && type === "rds" && !hasRoutes(entry))) continue;
    const sent = nonceOf(seed, proxy, type, entry.sent);
    const acked = entry.acked === undefined ? "" : nonceOf(seed, proxy, type, entry.acked);
    const name = legacyNames[type];
    if (name !== undefined) Object.assign(legacy, { [`${name}_sent`]: sent, [`${name}_acked`]: acked });
    resources[typeUrls[type] ?? type] = {
      sent,
      ...(acked === "" ? {} : { acked }),
      sentTime: goTime(entry.sent.atMs + 20, sent),
      ...(entry.error === undefined ? {} : { lastError: entry.error }),
    };
  }
  return {
    cluster_id: cluster,
    proxy: proxy.id,
    proxy_type: proxy.type,
    istio_version: istioVersion,
    ...legacy,
    resources,
  };
}

/** A gateway subscribes to routes only when a Gateway opens a port on it. */
function hasRoutes(entry: TypeState): boolean {
  const { objects } = entry.sent;
  return ["networking.istio.io/Gateway", "gateway.networking.k8s.io/Gateway"].some(
    (key) => (objects[key] ?? []).length > 0,
  );
}
