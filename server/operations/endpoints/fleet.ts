import { grouped } from "@/lib/endpoints/grouped";
import { compareEndpoints } from "@/lib/endpoints/compare";
import { fleetRow, isSettling, type FleetRow } from "@/lib/endpoints/fleet";
import { endpointsFromShards } from "@/lib/endpoints/from-shards";
import { endpointsFromSlices, slicesChangedMs } from "@/lib/endpoints/from-slices";
import { selectedPods } from "@/lib/endpoints/pod-problem";
import { factsOfService } from "@/lib/endpoints/service-facts";
import type { Manifest } from "@/lib/config/manifest";
import type { TruthInput } from "@/lib/endpoints/model";
import type { Sourced } from "@/lib/evidence";
import { clusterSources } from "@/server/operations/cluster-sources";
import { sharedSync } from "@/server/operations/controlplane/shared-sync";
import { Gathering } from "@/server/operations/gathering";
import type { OperationContext } from "@/server/ports";
import { readFleetClients } from "./fleet-clients";
import { agedRows } from "./seen-differences";
import { tell } from "./told";

export type EndpointFleet = {
  /** Services that differ, the worst first. */
  readonly rows: readonly FleetRow[];
  readonly comparedCount: number;
  readonly serviceCount: number;
  readonly settlingCount: number;
  /** Proxies whose view was compared, `namespace/pod`. */
  readonly clients: readonly string[];
};

/** More services than these are not compared in one go. */
const serviceLimit = 2000;

type Input = { readonly cluster: string; readonly namespaces: readonly string[] };

/** Every service whose endpoints differ between Kubernetes, istiod and a few proxies; the sources are asked once. */
export async function readEndpointFleet(
  ctx: OperationContext,
  input: Input,
): Promise<Sourced<EndpointFleet>> {
  const gathering = new Gathering();
  const facts = await readFacts(ctx, gathering, input.cluster);
  const wanted = facts.services.filter(
    ({ metadata }) => input.namespaces.length === 0 || input.namespaces.includes(metadata.namespace ?? ""),
  );
  const compared = wanted.slice(0, serviceLimit).map((service) => compareOne(ctx, facts, service));
  return gathering.answer({
    rows: compared
      .flatMap(({ row }) => row ?? [])
      .toSorted((a, b) => Number(b.isFailing) - Number(a.isFailing) || b.differingCount - a.differingCount),
    comparedCount: compared.length,
    serviceCount: wanted.length,
    settlingCount: compared.filter(({ settles }) => settles).length,
    clients: facts.clients.map(({ name }) => name),
  });
}

async function readFacts(ctx: OperationContext, gathering: Gathering, cluster: string) {
  const sources = clusterSources(ctx, cluster);
  const call = (purpose: string) => ({ purpose, signal: ctx.signal });
  const list = (group: string, kind: string) =>
    gathering.takeObjects(kind, sources.kubernetes.list(group, kind, call("endpoints of every service")));
  const [services = [], slices, pods, namespaces, rules, shards, syncs] = await Promise.all([
    list("", "Service"),
    list("discovery.k8s.io", "EndpointSlice"),
    list("", "Pod"),
    list("", "Namespace"),
    list("networking.istio.io", "DestinationRule"),
    tell(
      gathering,
      "istiod's endpoints",
      sources.controlPlane.debug("endpointShardz", call("endpoints of every service")),
    ),
    gathering.take("sync state of endpoints", sharedSync(ctx, cluster, call("sync state"))),
  ]);
  const known = { syncs, pods, namespaces, rules };
  const clients = await readFleetClients(ctx, gathering, cluster, known);
  const names = new Set(clients.map(({ name }) => name));
  return {
    cluster: sources.name,
    services,
    slicesOf: slices === undefined ? undefined : grouped(slices, keyOfSlice),
    pods,
    namespaceOf: new Map((namespaces ?? []).map((each) => [each.metadata.name, each])),
    shards,
    syncs: syncs?.filter(({ namespace, pod }) => names.has(`${namespace}/${pod}`)),
    clients,
  };
}
type Facts = Awaited<ReturnType<typeof readFacts>>;

function compareOne(
  ctx: OperationContext,
  { cluster, slicesOf, pods, namespaceOf, shards, syncs, clients }: Facts,
  manifest: Manifest,
): { readonly row: FleetRow | undefined; readonly settles: boolean } {
  const selected = selectedPods(manifest, pods);
  const service = {
    ...factsOfService(manifest, namespaceOf.get(manifest.metadata.namespace ?? "")),
    ...(selected === undefined ? {} : { selected }),
  };
  const { host, namespace } = service;
  const own = slicesOf?.get(`${namespace}/${service.name}`) ?? [];
  const truth = compareEndpoints({
    service,
    kubernetes:
      slicesOf === undefined ? unlisted : { state: "known", data: endpointsFromSlices(own, service) },
    istiod:
      shards.state === "known"
        ? { state: "known", data: endpointsFromShards(shards.data, host, namespace) }
        : shards,
    clients: clients.map((client) => client.of(service)),
  });
  const rows = agedRows(truth.rows, {
    place: `${cluster} ${host} fleet`,
    nowMs: ctx.nowMs(),
    changedMs: slicesChangedMs(own, service),
    syncs,
  });
  return { row: fleetRow(service, { rows, notes: truth.notes }), settles: isSettling(rows) };
}

/** Why slices are unknown is told by a warning of its own. */
const unlisted: TruthInput["kubernetes"] = {
  state: "unknown",
  source: "kubernetes",
  reason: "empty",
  message: "EndpointSlices could not be listed",
};

function keyOfSlice({ metadata }: Manifest): string {
  return `${metadata.namespace ?? ""}/${metadata.labels?.["kubernetes.io/service-name"] ?? ""}`;
}
