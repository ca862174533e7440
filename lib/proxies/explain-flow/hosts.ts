import { endpointHealth, endpointsFromEntry, type Endpoint } from "@/lib/proxies/endpoint";
import type { HboneTunnel, PickableEndpoint } from "@/lib/proxies/explain-flow/explanation";
import type { FlowDump } from "@/lib/proxies/explain-flow/flow-dump";
import type { FlowFacts } from "@/lib/proxies/explain-flow/flow-facts";
import { upstreamSocket } from "@/lib/proxies/explain-flow/upstream-socket";
import { joinLiveEndpoints, type ClustersPage } from "@/lib/proxies/live-clusters";
import { fieldAt, itemsField, numberField, objectField, textField } from "@/lib/proxies/proto-json";

/** One host of a cluster, with the protobuf JSON that it was configured by. */
export type Host = {
  readonly proto: unknown;
  readonly localityWeight: number;
  readonly endpoint: PickableEndpoint;
};

export type ClusterHosts = {
  readonly hosts: readonly Host[];
  readonly overprovisioningPercent: number;
  /** Entry of the dump that they were read from. */
  readonly from: "assignment" | "cluster" | "live";
};

/** The hosts of a cluster: of its load assignment, of itself, or of Envoy's live page; undefined when none of them says. */
export function hostsOf(
  dump: FlowDump,
  facts: FlowFacts,
  name: string,
  cluster: unknown,
): ClusterHosts | undefined {
  const serviceName = textField(objectField(cluster, "eds_cluster_config"), "service_name") ?? "";
  const entry = dump.assignment(serviceName === "" ? name : serviceName) ?? dump.assignment(name);
  const own = objectField(cluster, "load_assignment");
  const assignment = entry?.proto ?? (isResolved(cluster) ? undefined : own);
  if (assignment === undefined) return liveHosts(facts, name, cluster);
  const head = entry?.entry ?? { id: "", section: "endpoints" as const, group: "", name, start: 0, end: 0 };
  const endpoints = endpointsFromEntry(head, { endpoint_config: assignment }).map((each) => ({
    ...each,
    cluster: name,
  }));
  const joined = withLive(endpoints, facts.live);
  const protos = itemsField(assignment, "endpoints").flatMap((group) =>
    itemsField(group, "lb_endpoints").map((item) => ({
      item,
      localityWeight: numberField(group, "load_balancing_weight") ?? 0,
    })),
  );
  const policy = objectField(assignment, "policy");
  return {
    hosts: joined.flatMap((endpoint, index) => {
      const proto = protos[index];
      if (proto === undefined) return [];
      return [
        {
          proto: proto.item,
          localityWeight: proto.localityWeight,
          endpoint: pickable(endpoint, upstreamSocket(cluster, proto.item).tls, facts, tunnelOf(proto.item)),
        },
      ];
    }),
    overprovisioningPercent: numberField(policy, "overprovisioning_factor") ?? 140,
    from: entry === undefined ? "cluster" : "assignment",
  };
}

/** Names in a cluster's own assignment are still to be resolved; only Envoy knows to what. */
function isResolved(cluster: unknown): boolean {
  const type = textField(cluster, "type");
  return type === "STRICT_DNS" || type === "LOGICAL_DNS";
}

function withLive(endpoints: readonly Endpoint[], live: ClustersPage | undefined): readonly Endpoint[] {
  return live === undefined ? endpoints : joinLiveEndpoints(endpoints, live);
}

/** Source: Istio's BuildTunnelMetadataStruct, which the internal listener connect_originate reads. */
function tunnelOf(proto: unknown): HboneTunnel | undefined {
  const told = fieldAt(proto, "metadata", "filter_metadata", "envoy.filters.listener.original_dst");
  const destination = textField(told, "local");
  if (destination === undefined) return undefined;
  const waypoint = textField(told, "waypoint") ?? "";
  return { destination, ...(waypoint === "" ? {} : { waypoint }) };
}

function pickable(
  endpoint: Endpoint,
  tls: PickableEndpoint["tls"],
  facts: FlowFacts,
  tunnel?: HboneTunnel,
): PickableEndpoint {
  const pod = facts.podByIp?.get(ipOfEndpoint(tunnel?.waypoint ?? endpoint.address));
  const { workload } = endpoint;
  return {
    address: endpoint.address,
    state: endpointHealth(endpoint),
    isLive: endpoint.liveFaults !== undefined,
    priority: endpoint.priority,
    locality: endpoint.locality,
    weight: endpoint.weight ?? 1,
    tls,
    ...(workload === undefined
      ? {}
      : { workload: { workload: workload.workload, namespace: workload.namespace } }),
    ...(pod === undefined ? {} : { pod }),
    ...(tunnel === undefined ? {} : { tunnel }),
  };
}

/** The IP of `10.0.0.1:80`, `[fd00::1]:80` or `envoy://connect_originate/10.0.0.1:80`. */
export function ipOfEndpoint(address: string): string {
  const socket = address.slice(address.lastIndexOf("/") + 1);
  return socket.slice(0, Math.max(0, socket.lastIndexOf(":"))).replace(/^\[|\]$/g, "");
}

function liveHosts({ live, ...facts }: FlowFacts, name: string, cluster: unknown): ClusterHosts | undefined {
  const statuses = live?.cluster_statuses.find((each) => each.name === name)?.host_statuses;
  if (live === undefined || statuses === undefined) return undefined;
  const item = (status: (typeof statuses)[number]) => ({
    endpoint: { address: status.address },
    health_status: textField(status.health_status, "eds_health_status") ?? "UNKNOWN",
    load_balancing_weight: numberField(status, "weight") ?? 1,
  });
  const groups = statuses.map((status) => ({
    lb_endpoints: [item(status)],
    locality: objectField(status, "locality"),
    priority: numberField(status, "priority") ?? 0,
  }));
  const entry = { id: "", section: "endpoints" as const, group: "", name, start: 0, end: 0 };
  const endpoints = endpointsFromEntry(entry, { endpoint_config: { cluster_name: name, endpoints: groups } });
  return {
    hosts: withLive(endpoints, live).map((endpoint) => ({
      proto: {},
      localityWeight: 0,
      endpoint: pickable(endpoint, upstreamSocket(cluster, {}).tls, facts),
    })),
    overprovisioningPercent: 140,
    from: "live",
  };
}
