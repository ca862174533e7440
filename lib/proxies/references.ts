import type { Cluster } from "./cluster";
import type { Listener } from "./listener";
import { clustersOfChain, clustersOfTable } from "./listener-words";
import type { RouteConfig } from "./route";

export type ReferenceSection = "listeners" | "routes" | "clusters" | "endpoints" | "secrets";

/** A resource by its section and name; `id` is absent when the dump does not hold it: a dangling reference. */
export type Reference = { readonly section: ReferenceSection; readonly name: string; readonly id?: string };

export type References = { readonly uses: readonly Reference[]; readonly usedBy: readonly Reference[] };

export type ReferenceGraph = {
  readonly listeners: readonly Listener[];
  readonly routes: readonly RouteConfig[];
  readonly clusters: readonly Cluster[];
  /** Entry ids of load assignments and secrets by name. */
  readonly endpointIds: ReadonlyMap<string, string>;
  readonly secretIds: ReadonlyMap<string, string>;
};

type Edge = { readonly from: string; readonly to: string };

/**
 * What the resource with entry id `id` points to and what points to it: listener → route → cluster → endpoints, and
 * secrets of listeners and clusters.
 */
export function referencesOf(graph: ReferenceGraph, section: ReferenceSection, id: string): References {
  const nodes = new Map<string, Reference>();
  const edges: Edge[] = [];
  const idOf = indexNames(graph);
  const keyOf = (target: ReferenceSection, name: string): string => {
    const key = `${target}\n${name}`;
    const entryId = idOf[target].get(name);
    nodes.set(key, { section: target, name, ...(entryId === undefined ? {} : { id: entryId }) });
    return key;
  };
  for (const listener of graph.listeners) {
    const from = keyOf("listeners", listener.name);
    for (const chain of listener.chains) {
      if (chain.destination.kind === "route")
        edges.push({ from, to: keyOf("routes", chain.destination.routeName) });
      for (const name of clustersOfChain(chain)) edges.push({ from, to: keyOf("clusters", name) });
      for (const name of chain.tls?.secrets ?? []) edges.push({ from, to: keyOf("secrets", name) });
    }
  }
  for (const route of graph.routes) {
    if (route.states.includes("static")) continue;
    const from = keyOf("routes", route.name);
    for (const name of clustersOfTable(route)) edges.push({ from, to: keyOf("clusters", name) });
  }
  for (const cluster of graph.clusters) {
    const from = keyOf("clusters", cluster.name);
    if (graph.endpointIds.has(cluster.edsServiceName))
      edges.push({ from, to: keyOf("endpoints", cluster.edsServiceName) });
    for (const name of cluster.tls.secrets) edges.push({ from, to: keyOf("secrets", name) });
  }
  const here = [...nodes].find(([, node]) => node.section === section && node.id === id)?.[0];
  return {
    uses: pick(
      nodes,
      edges.filter((edge) => edge.from === here).map((edge) => edge.to),
    ),
    usedBy: pick(
      nodes,
      edges.filter((edge) => edge.to === here).map((edge) => edge.from),
    ),
  };
}

function pick(nodes: ReadonlyMap<string, Reference>, keys: readonly string[]): readonly Reference[] {
  return [...new Set(keys)].flatMap((key) => nodes.get(key) ?? []);
}

function indexNames(graph: ReferenceGraph): Record<ReferenceSection, ReadonlyMap<string, string>> {
  const byName = (resources: readonly { readonly id: string; readonly name: string }[]) =>
    new Map(resources.map((resource) => [resource.name, resource.id]));
  return {
    listeners: byName(graph.listeners),
    routes: byName(graph.routes),
    clusters: byName(graph.clusters),
    endpoints: graph.endpointIds,
    secrets: graph.secretIds,
  };
}
