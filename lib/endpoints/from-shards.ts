import type { IstiodTruth, ShardEndpoint } from "./model";
import {
  booleanField,
  isProtoObject,
  numberField,
  objectField,
  textField,
  textsField,
} from "@/lib/proxies/proto-json";

/** Go's numbers of `model.HealthStatus`. */
const healthWords: Readonly<Record<number, ShardEndpoint["health"]>> = {
  1: "healthy",
  2: "unhealthy",
  3: "draining",
  4: "terminating",
};

/**
 * istiod's endpoints of a host in `namespace`, of all replicas that answered `endpointShardz`, each endpoint once with
 * the replicas that have it. Source: model.IstioEndpoint, printed by Go's JSON.
 */
export function endpointsFromShards(
  pages: readonly { readonly replica: string; readonly body: unknown }[],
  host: string,
  namespace: string,
): IstiodTruth {
  const merged = new Map<string, ShardEndpoint>();
  let isUnheardOf = true;
  for (const { replica, body } of pages) {
    const entry = isProtoObject(body) ? body[host] : undefined;
    const own = isProtoObject(entry) ? entry[namespace] : undefined;
    if (own !== undefined) isUnheardOf = false;
    for (const endpoint of shardEndpoints(own, replica)) {
      const key = `${endpoint.shard} ${endpoint.address} ${endpoint.port} ${endpoint.portName}`;
      const known = merged.get(key);
      merged.set(
        key,
        known === undefined ? endpoint : { ...known, replicas: [...known.replicas, ...endpoint.replicas] },
      );
    }
  }
  return { endpoints: [...merged.values()], replicas: pages.map(({ replica }) => replica), isUnheardOf };
}

function shardEndpoints(value: unknown, replica: string): readonly ShardEndpoint[] {
  return Object.entries(objectField(value, "Shards") ?? {}).flatMap(([shard, list]) =>
    (Array.isArray(list) ? list : []).flatMap((item: unknown) =>
      addressesOf(item).map((address) => endpointFrom(item, address, shard, replica)),
    ),
  );
}

/** Before 1.26 an endpoint had one `Address`. */
function addressesOf(item: unknown): readonly string[] {
  const listed = textsField(item, "Addresses");
  if (listed.length > 0) return listed;
  const single = textField(item, "Address");
  return single === undefined ? [] : [single];
}

function endpointFrom(item: unknown, address: string, shard: string, replica: string): ShardEndpoint {
  const locality = objectField(item, "Locality");
  const weight = numberField(item, "LbWeight");
  const labels = Object.entries(objectField(item, "Labels") ?? {}).flatMap(([key, value]) =>
    typeof value === "string" ? [[key, value] as const] : [],
  );
  return {
    address,
    port: numberField(item, "EndpointPort") ?? 0,
    portName: textField(item, "ServicePortName") ?? "",
    health: healthWords[numberField(item, "HealthStatus") ?? 0] ?? "unknown",
    shard,
    cluster: textField(locality, "ClusterID") ?? shard.slice(shard.indexOf("/") + 1),
    network: textField(item, "Network") ?? "",
    locality: (textField(locality, "Label") ?? "").replace(/\/+$/, ""),
    tlsMode: textField(item, "TLSMode") ?? "",
    labels: Object.fromEntries(labels),
    serviceAccount: textField(item, "ServiceAccount") ?? "",
    workload: textField(item, "WorkloadName") ?? "",
    namespace: textField(item, "Namespace") ?? "",
    sendsUnhealthy: booleanField(item, "SendUnhealthyEndpoints"),
    replicas: [replica],
    ...(weight === undefined || weight === 0 ? {} : { weight }),
  };
}
