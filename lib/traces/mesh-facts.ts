import { parseEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { parseNodeId } from "@/lib/mesh/proxy-id";
import { serviceFromHost } from "@/lib/mesh/service-host";
import { workloadFromPodName } from "@/lib/mesh/workload-from-pod";
import { semanticKeys } from "./semantic-keys";
import { attributeOfRow, nameOfRow } from "./span-attributes";
import type { TraceTable } from "./trace-table";

/** Where a proxy sent the request, from its Envoy cluster name. */
export type UpstreamFact = {
  readonly cluster: string;
  readonly direction: "outbound" | "inbound" | "inbound-vip";
  readonly port: number;
  readonly subset?: string;
  readonly host?: string;
  readonly service?: { readonly namespace: string; readonly name: string };
};

/** What a span says of the mesh; a part that the span does not tell is absent. */
export type MeshFacts = {
  /** The proxy that reported the span. */
  readonly proxy?: {
    readonly role: string;
    readonly pod: string;
    readonly namespace: string;
    readonly ip: string;
  };
  /** Its workload, guessed from the pod's name: a hint where no owner is at hand. */
  readonly workload?: { readonly namespace: string; readonly name: string };
  readonly canonicalService?: string;
  readonly canonicalRevision?: string;
  readonly meshClusterId?: string;
  readonly upstream?: UpstreamFact;
  /** An Envoy cluster that is no service: PassthroughCluster, BlackHoleCluster and the like. */
  readonly specialCluster?: string;
  readonly responseFlags: readonly string[];
  readonly requestId?: string;
  readonly upstreamAddress?: string;
  readonly peerAddress?: string;
  readonly retryCount?: number;
  readonly isGrpc: boolean;
};

/** The mesh identities in `row`'s attributes. Source: node id and cluster name as Istio builds them. */
export function meshFactsFromSpan(table: TraceTable, row: number): MeshFacts {
  const read = (keys: readonly string[]) => {
    const value = attributeOfRow(table, row, keys);
    return value === undefined || value === "" || value === "-" ? undefined : value;
  };
  const node = parseNodeId(nodeIdOfRow(table, row) ?? "");
  const clusterName = read(semanticKeys.upstreamCluster)?.replace(/;$/, "");
  const upstream = clusterName === undefined ? undefined : upstreamFrom(clusterName);
  const flags = read(semanticKeys.responseFlags);
  const retries = Number(read(semanticKeys.retryCount));
  return dropUnknown({
    proxy:
      node === undefined
        ? undefined
        : { role: node.role, pod: node.pod, namespace: node.namespace, ip: node.ip },
    workload:
      node === undefined ? undefined : { namespace: node.namespace, name: workloadFromPodName(node.pod) },
    canonicalService: read(semanticKeys.canonicalService),
    canonicalRevision: read(semanticKeys.canonicalRevision),
    meshClusterId: read(semanticKeys.clusterId),
    upstream,
    specialCluster: upstream === undefined ? clusterName : undefined,
    responseFlags: flags === undefined ? [] : flags.split(",").map((flag) => flag.trim()),
    requestId: read(semanticKeys.requestId),
    upstreamAddress: read(semanticKeys.upstreamAddress),
    peerAddress: read(semanticKeys.peerAddress),
    isGrpc: read(semanticKeys.grpcStatus) !== undefined,
    retryCount: Number.isFinite(retries) && retries > 0 ? retries : undefined,
  });
}

/** A gateway's "router …" span has no node id of its own; it is the work of the proxy that made its parent. */
function nodeIdOfRow(table: TraceTable, row: number): string | undefined {
  const own = attributeOfRow(table, row, semanticKeys.nodeId);
  const parent = table.parent[row] ?? -1;
  if (own !== undefined || parent < 0 || !nameOfRow(table, row).startsWith("router ")) return own;
  return attributeOfRow(table, parent, semanticKeys.nodeId);
}

function upstreamFrom(name: string): UpstreamFact | undefined {
  const parsed = parseEnvoyClusterName(name);
  if (parsed === undefined) return undefined;
  const service = serviceFromHost(parsed.host, "");
  return dropUnknown({
    cluster: name,
    direction: parsed.direction,
    port: parsed.port,
    subset: parsed.subset === "" ? undefined : parsed.subset,
    host: parsed.host === "" ? undefined : parsed.host,
    service: service === undefined || service.namespace === "" ? undefined : service,
  });
}

type Known<T> = { readonly [Key in keyof T]: T[Key] };

function dropUnknown<T extends object>(facts: T): Known<T> {
  // Leaves only keys that hold a value, so every declared type still holds.
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Known<T>;
}

/** The service behind a mesh span's service name: `app.namespace`, as Istio names it; undefined for another form. */
export function serviceFromSpanService(name: string): { namespace: string; name: string } | undefined {
  const match = /^([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)\.([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)$/.exec(name);
  const [, service, namespace] = match ?? [];
  return service === undefined || namespace === undefined ? undefined : { namespace, name: service };
}
