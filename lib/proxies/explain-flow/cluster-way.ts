import type { Because } from "@/lib/proxies/explain/answer";
import type { RouteEffects } from "@/lib/proxies/explain/route-effects";
import { clusterFromEntry, type Cluster } from "@/lib/proxies/cluster";
import type { FlowStep, Outcome, PickableEndpoint, StepDetail } from "@/lib/proxies/explain-flow/explanation";
import type { FlowDump, FlowResource } from "@/lib/proxies/explain-flow/flow-dump";
import type { FlowFacts } from "@/lib/proxies/explain-flow/flow-facts";
import { hostsOf } from "@/lib/proxies/explain-flow/hosts";
import { pickEndpoints } from "@/lib/proxies/explain-flow/pick-endpoints";
import { after, because, endWith, stepOf, type Rest } from "@/lib/proxies/explain-flow/way";
import { fieldAt, numberField, objectField, textField } from "@/lib/proxies/proto-json";

/** What a cluster has to know of the request that is sent to it. */
export type ClusterUse = {
  readonly name: string;
  readonly protocol: "http" | "tcp";
  /** Where the caller's connection went, for clusters that keep to it. */
  readonly original: { readonly ip: string | undefined; readonly port: number };
  readonly effects?: RouteEffects;
  /** What is answered when the cluster isn't there. */
  readonly missingStatus?: number;
};

/** The steps from a cluster's name to the endpoints that can be picked. */
export function clusterWay(dump: FlowDump, facts: FlowFacts, use: ClusterUse): Rest {
  const found = dump.cluster(use.name);
  if (found === undefined) {
    return dump.reader.ofSection("clusters").length === 0 ? withoutClusters(use) : missingCluster(use);
  }
  const cluster = clusterFromEntry(found.entry, dump.reader.value(found.entry));
  const priority = use.effects?.priority ?? "DEFAULT";
  const step = clusterStep(found, cluster, priority, use);
  if (cluster.type === "ORIGINAL_DST") return after([step], originalDestination(found, use));
  return after([step], endpointsWay(dump, facts, found, cluster, use));
}

/** A dump of listeners and routes only names the cluster and says no more of it. */
function withoutClusters(use: ClusterUse): Rest {
  const says = because("no_clusters", { cluster: use.name });
  return {
    ...endWith({ kind: "sent", cluster: use.name }, [stepOf(emptyCluster(use), "depends", says)]),
    dependsOn: [says],
  };
}

function emptyCluster(use: ClusterUse): StepDetail {
  return {
    kind: "cluster",
    name: use.name,
    type: "",
    lbPolicy: "",
    subset: "",
    host: "",
    tls: { mode: "none", subjectAltNames: [], secrets: [] },
    circuitBreakers: [],
  };
}

function missingCluster(use: ClusterUse): Rest {
  const status = use.missingStatus ?? 503;
  const says = because("cluster_missing", { cluster: use.name });
  const outcome: Outcome =
    use.protocol === "tcp"
      ? { kind: "closed", flag: "NC", because: says }
      : { kind: "answered", status, flag: "NC", details: "cluster_not_found", because: says };
  const step = stepOf(emptyCluster(use), "fails", says);
  return endWith(outcome, [step]);
}

function clusterStep(found: FlowResource, cluster: Cluster, priority: string, use: ClusterUse): FlowStep {
  const { parts, outlier, connectTimeoutMs } = cluster;
  const says =
    parts === undefined
      ? because("cluster", { cluster: use.name })
      : because(parts.subset === "" ? "cluster_service" : "cluster_subset", {
          host: parts.host === "" ? "localhost" : parts.host,
          port: `${parts.port}`,
          subset: parts.subset,
        });
  return stepOf(
    {
      kind: "cluster",
      name: use.name,
      type: cluster.type,
      lbPolicy: cluster.lbPolicy,
      subset: parts?.subset ?? "",
      host: parts?.host ?? "",
      tls: cluster.tls,
      circuitBreakers: cluster.circuitBreakers.filter((each) => each.priority === priority),
      ...(outlier === undefined ? {} : { outlier }),
      ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
    },
    "passes",
    says,
    {
      resource: found.link,
      owner: cluster.owner,
      notes: [
        ...(found.entry.group.includes("_warming_") ? [because("cluster_warming")] : []),
        ...specialNotes(use.name),
      ],
    },
  );
}

/** Istio's own clusters for what no service stands for. */
function specialNotes(name: string): readonly Because[] {
  if (name === "BlackHoleCluster") return [because("cluster_blackhole")];
  if (name === "PassthroughCluster") return [because("cluster_passthrough")];
  return name.startsWith("InboundPassthroughCluster") ? [because("cluster_passthrough_inbound")] : [];
}

function originalDestination(found: FlowResource, use: ClusterUse): Rest {
  const port =
    numberField(objectField(found.proto, "original_dst_lb_config"), "upstream_port_override") ??
    use.original.port;
  const { ip } = use.original;
  const address = ip === undefined ? undefined : `${ip.includes(":") ? `[${ip}]` : ip}:${port}`;
  const step = stepOf(
    { kind: "endpoints", cluster: use.name, endpoints: [], more: 0 },
    "passes",
    address === undefined
      ? because("original_unknown", { port: `${port}` })
      : because("original_destination", { address }),
  );
  return endWith({ kind: "sent", cluster: use.name, ...(address === undefined ? {} : { address }) }, [step]);
}

const mostEndpoints = 500;

function endpointsWay(
  dump: FlowDump,
  facts: FlowFacts,
  found: FlowResource,
  cluster: Cluster,
  use: ClusterUse,
): Rest {
  const hosts = hostsOf(dump, facts, use.name, found.proto);
  const sent: Outcome = { kind: "sent", cluster: use.name };
  if (hosts === undefined) {
    const unknown = because("endpoints_unknown", { type: cluster.type, dns: dnsNameOf(found.proto) });
    const step = stepOf({ kind: "endpoints", cluster: use.name, endpoints: [], more: 0 }, "depends", unknown);
    return { ...endWith(sent, [step]), dependsOn: [unknown] };
  }
  const pick = pickEndpoints(found.proto, hosts, {
    metadataMatch: use.effects?.metadataMatch ?? {},
    hashes: (use.effects?.hashPolicies.length ?? 0) > 0,
  });
  const usable = pick.endpoints.filter((each) => each.sharePercent !== 0);
  const ordered = [...usable, ...pick.endpoints.filter((each) => each.sharePercent === 0)];
  const says = pick.canPick
    ? because("endpoints", { count: `${usable.length}`, all: `${ordered.length}` })
    : because(ordered.length === 0 ? "endpoints_none" : "endpoints_unhealthy", { all: `${ordered.length}` });
  const assignment = dump.assignment(cluster.edsServiceName) ?? dump.assignment(use.name);
  const step = stepOf(
    {
      kind: "endpoints",
      cluster: use.name,
      endpoints: ordered.slice(0, mostEndpoints),
      more: Math.max(0, ordered.length - mostEndpoints),
      panicPercent: pick.panicPercent,
    },
    pick.canPick ? "passes" : "fails",
    says,
    {
      resource: assignment?.link,
      notes: [...pick.notes, ...tunnelNotes(facts, cluster, ordered), ...livenessNotes(facts, ordered)],
    },
  );
  if (pick.canPick) return endWith(onlyOne(sent, usable), [step]);
  return endWith(
    use.protocol === "tcp"
      ? { kind: "closed", flag: "UH", because: says }
      : { kind: "answered", status: 503, flag: "UH", details: "no_healthy_upstream", because: says },
    [step],
  );
}

function onlyOne(sent: Outcome, usable: readonly PickableEndpoint[]): Outcome {
  const [only, ...others] = usable;
  return sent.kind !== "sent" || only === undefined || others.length > 0
    ? sent
    : { ...sent, address: only.address };
}

/** Whether the way leads through the waypoint that the service asks for. */
function tunnelNotes(
  { services = [] }: FlowFacts,
  { parts }: Cluster,
  endpoints: readonly PickableEndpoint[],
): readonly Because[] {
  const through = [...new Set(endpoints.flatMap(({ tunnel }) => tunnel?.waypoint ?? []))];
  if (through.length > 0) return [because("through_waypoint", { addresses: through.join(", ") })];
  const wanted =
    parts?.direction === "outbound" ? services.find(({ host }) => host === parts.host)?.waypoint : undefined;
  return wanted === undefined || endpoints.length === 0
    ? []
    : [because("past_waypoint", { waypoint: `${wanted.namespace}/${wanted.name}` })];
}

function livenessNotes(facts: FlowFacts, endpoints: readonly PickableEndpoint[]): readonly Because[] {
  if (endpoints.length === 0) return [];
  if (facts.live === undefined) return [because("health_as_configured")];
  return endpoints.every(({ isLive }) => isLive) ? [] : [because("health_partly_live")];
}

function dnsNameOf(cluster: unknown): string {
  const groups = fieldAt(cluster, "load_assignment", "endpoints");
  const first: unknown = Array.isArray(groups) ? groups[0] : undefined;
  const hosts = fieldAt(first, "lb_endpoints");
  const host: unknown = Array.isArray(hosts) ? hosts[0] : undefined;
  return textField(fieldAt(host, "endpoint", "address", "socket_address"), "address") ?? "";
}
