import type { EnvoyEndpoint, EnvoyTruth } from "./model";
import { parseEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import type { Cluster } from "@/lib/proxies/cluster";
import type { DumpEntry } from "@/lib/proxies/dump/entry";
import { localityText } from "@/lib/proxies/endpoint";
import type { ClustersPage } from "@/lib/proxies/live-clusters";
import {
  addressFromProto,
  fieldAt,
  itemsField,
  numberField,
  objectField,
  textField,
} from "@/lib/proxies/proto-json";

/** A load assignment with all that is compared. */
export type Assignment = { readonly cluster: string; readonly endpoints: readonly EnvoyEndpoint[] };

/** The assignment of one entry of the dump's endpoint section. */
export function assignmentFromEntry(entry: DumpEntry, value: unknown): Assignment {
  const assignment = objectField(value, "endpoint_config");
  const cluster = textField(assignment, "cluster_name") ?? entry.name;
  const parts = parseEnvoyClusterName(cluster);
  return {
    cluster,
    endpoints: itemsField(assignment, "endpoints").flatMap((group) => {
      const place = {
        cluster,
        servicePort: parts?.port ?? 0,
        subset: parts?.subset ?? "",
        locality: localityText(objectField(group, "locality")),
        priority: numberField(group, "priority") ?? 0,
      };
      return itemsField(group, "lb_endpoints").flatMap((item) => endpointsFrom(item, place));
    }),
  };
}

type Place = Pick<EnvoyEndpoint, "cluster" | "servicePort" | "subset" | "locality" | "priority">;

function endpointsFrom(item: unknown, place: Place): readonly EnvoyEndpoint[] {
  const endpoint = objectField(item, "endpoint");
  const metadata = fieldAt(item, "metadata", "filter_metadata");
  const weight = numberField(item, "load_balancing_weight");
  const match = objectField(metadata, "envoy.transport_socket_match");
  const addresses = [
    objectField(endpoint, "address"),
    ...itemsField(endpoint, "additional_addresses").map((each) => objectField(each, "address")),
  ];
  return addresses.map((address) => {
    const reached = reachedAddress(address);
    return {
      ...place,
      ...reached,
      configuredHealth: textField(item, "health_status") ?? "UNKNOWN",
      tlsMode: textField(match, "tlsMode") ?? "",
      ...(weight === undefined ? {} : { weight }),
    };
  });
}

/** Where an endpoint leads: itself, or what an HBONE tunnel through an internal listener is asked for. */
function reachedAddress(address: unknown): Pick<EnvoyEndpoint, "address" | "port" | "isTunnelled"> {
  const internal = objectField(address, "envoy_internal_address");
  if (internal === undefined) {
    const { host, port } = addressFromProto(address);
    return { address: host, port, isTunnelled: false };
  }
  const id = textField(internal, "endpoint_id") ?? "";
  const colon = id.lastIndexOf(":");
  const host = id.slice(0, colon).replace(/^\[|\]$/g, "");
  return { address: host, port: Number(id.slice(colon + 1)) || 0, isTunnelled: true };
}

/** What a proxy has for `host`: its outbound clusters and their endpoints, with live faults where `/clusters` was read. */
export function envoyTruth(
  host: string,
  dump: { readonly clusters: readonly Cluster[]; readonly assignments: readonly Assignment[] },
  live: ClustersPage | undefined,
): EnvoyTruth {
  const clusters = dump.clusters.filter(
    ({ parts, states }) =>
      parts?.host === host && parts.direction === "outbound" && !states.includes("warming"),
  );
  const names = new Set(clusters.map(({ name, edsServiceName }) => edsServiceName || name));
  const faults = live === undefined ? undefined : faultsByHost(live);
  return {
    clusters: clusters.map(({ name, type, parts }) => ({
      name,
      type,
      servicePort: parts?.port ?? 0,
      subset: parts?.subset ?? "",
    })),
    endpoints: dump.assignments
      .filter(({ cluster }) => names.has(cluster))
      .flatMap(({ endpoints }) => endpoints)
      .map((endpoint) => {
        const found = faults?.get(`${endpoint.cluster}\n${endpoint.address}\n${endpoint.port}`);
        return found === undefined ? endpoint : { ...endpoint, liveFaults: found };
      }),
    hasLive: live !== undefined,
  };
}

function faultsByHost(page: ClustersPage): ReadonlyMap<string, readonly string[]> {
  return new Map(
    page.cluster_statuses.flatMap((cluster) =>
      cluster.host_statuses.map((status) => {
        const { address, port } = reachedAddress(status.address);
        const faults = Object.entries(status.health_status).flatMap(([name, value]) =>
          value === true ? [name] : [],
        );
        return [`${cluster.name}\n${address}\n${port}`, faults] as const;
      }),
    ),
  );
}
