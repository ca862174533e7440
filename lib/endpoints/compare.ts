import { absentCell, notApplicableCell, shardCell, sliceCell, unknownCell } from "./cells";
import { clientCell } from "./client-cell";
import { matchingSubsets } from "./envoy-differences";
import { isFromSlices, kubernetesDifferences } from "./kubernetes-differences";
import { leftOverRows, mergedRows } from "./left-over-rows";
import type {
  EndpointTruth,
  EnvoyEndpoint,
  ShardEndpoint,
  TruthCell,
  TruthClient,
  TruthInput,
  TruthRow,
} from "./model";
import { pairEndpoints, type EndpointPair } from "./pair-endpoints";
import { notesOf } from "./truth-notes";

/**
 * The endpoints of a service as Kubernetes, istiod and proxies have them, one row for each address and port, with the
 * differences by name. What a source did not tell is "unknown" and never a difference; what another cluster, a
 * ServiceEntry or a headless service has no slices or assignments for is not applicable.
 */
export function compareEndpoints(input: TruthInput): EndpointTruth {
  const local = localCluster(input);
  const isLocal = (shard: ShardEndpoint) =>
    isFromSlices(shard) && (local === undefined || shard.cluster === local);
  const slices = input.kubernetes.state === "known" ? input.kubernetes.data : [];
  const shards = input.istiod.state === "known" ? input.istiod.data.endpoints : [];
  const pairs = pairEndpoints(slices, shards, isLocal);
  const used = new Set<EnvoyEndpoint>();
  const rows = pairs.map((pair) => rowOf(input, pair, isLocal, used));
  const extra = input.clients.flatMap((client, index) => leftOverRows(input, client, index, used));
  return { rows: [...rows, ...mergedRows(extra)].toSorted(byPlace), notes: notesOf(input) };
}

/** istiod's name of this cluster: the one that shares most addresses with the slices; any while there is only one. */
function localCluster({ kubernetes, istiod }: TruthInput): string | undefined {
  if (kubernetes.state === "unknown" || istiod.state === "unknown") return undefined;
  const addresses = new Set(kubernetes.data.map(({ address }) => address));
  const shared = new Map<string, number>();
  for (const { cluster, address } of istiod.data.endpoints)
    shared.set(cluster, (shared.get(cluster) ?? 0) + (addresses.has(address) ? 1 : 0));
  if (shared.size < 2) return undefined;
  return [...shared].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}

function rowOf(
  input: TruthInput,
  pair: EndpointPair,
  isLocal: (shard: ShardEndpoint) => boolean,
  used: Set<EnvoyEndpoint>,
): TruthRow {
  const { slice, shard } = pair;
  const { service, istiod, kubernetes } = input;
  const address = slice?.address ?? shard?.address ?? "";
  const portName = slice?.portName ?? shard?.portName ?? "";
  const servicePort = service.ports.find(({ name }) => name === (shard?.portName ?? portName))?.port;
  const port = slice?.port ?? shard?.port;
  const isForeign = shard !== undefined && isFromSlices(shard) && !isLocal(shard);
  const views = input.clients.map((client) =>
    clientCell(client, pair, servicePort, istiod.state === "known"),
  );
  for (const { taken } of views) for (const endpoint of taken) used.add(endpoint);
  const canCompare = istiod.state === "known" && kubernetes.state === "known" && service.kind === "service";
  const cells = views.map((view) => view.cell);
  return {
    key: `${address} ${port ?? ""} ${portName} ${shard?.shard ?? ""}`,
    address,
    portName,
    subsets: shard === undefined ? [] : subsetNames(input.clients, shard),
    kubernetes: kubernetesCell(input, pair, isForeign),
    istiod: shard === undefined ? (istiod.state === "known" ? absentCell : unknownCell) : shardCell(shard),
    envoys: cells,
    differences: [
      ...(canCompare && !isForeign && !istiod.data.isUnheardOf
        ? kubernetesDifferences(pair, istiod.data, service)
        : []),
      ...views.flatMap(({ differences }) => differences),
    ],
    ...factsOf(pair, isForeign),
    ...(port === undefined ? {} : { port }),
    ...(servicePort === undefined ? {} : { servicePort }),
  };
}

function factsOf({ slice, shard }: EndpointPair, isForeign: boolean): Partial<TruthRow> {
  const facts = {
    pod: slice?.pod,
    node: slice?.node,
    workload: shard?.workload === "" ? undefined : shard?.workload,
    workloadNamespace: shard?.namespace === "" ? undefined : shard?.namespace,
    otherCluster: isForeign ? shard?.cluster : undefined,
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

function kubernetesCell(
  { kubernetes, service }: TruthInput,
  { slice, shard }: EndpointPair,
  isForeign: boolean,
): TruthCell {
  if (slice !== undefined) return sliceCell(slice);
  if (isForeign || (shard !== undefined && !isFromSlices(shard))) return notApplicableCell;
  if (service.kind !== "service") return notApplicableCell;
  return kubernetes.state === "known" ? absentCell : unknownCell;
}

function subsetNames(clients: readonly TruthClient[], shard: ShardEndpoint): readonly string[] {
  return [...new Set(clients.flatMap((client) => matchingSubsets(client, shard)))];
}

const severityRank = { failing: 0, degraded: 1, info: 2 } as const;

function rankOf({ differences }: TruthRow): number {
  return Math.min(3, ...differences.map(({ severity }) => severityRank[severity]));
}

/** What needs a look comes first. */
function byPlace(a: TruthRow, b: TruthRow): number {
  return (
    rankOf(a) - rankOf(b) ||
    (a.servicePort ?? 0) - (b.servicePort ?? 0) ||
    (a.address < b.address ? -1 : a.address > b.address ? 1 : 0)
  );
}
