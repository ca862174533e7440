import type { Enricher, GraphFacts } from "@/lib/graph/facts";
import { nodeFromIdentity } from "@/lib/graph/build";
import type { GraphNode } from "@/lib/graph/model";
import { printNodeId, type NodeIdentity } from "@/lib/graph/node-id";

/** Adds what exists but had no traffic, when it was asked for; nodes stay sorted by id. */
export const addIdleNodes: Enricher = (graph, facts) => {
  if (!facts.showIdle) return graph;
  const present = new Set(graph.nodes.map((node) => node.id));
  const added = identitiesOf(facts)
    .filter((identity) => facts.namespaces.length === 0 || facts.namespaces.includes(identity.namespace))
    .filter((identity) => !present.has(printNodeId(identity)))
    .map(nodeFromIdentity);
  return { ...graph, nodes: [...graph.nodes, ...added].sort(byId) };
};

function byId(a: GraphNode, b: GraphNode): number {
  return a.id < b.id ? -1 : 1;
}

function identitiesOf(facts: GraphFacts): readonly NodeIdentity[] {
  const { cluster, inventory, index } = facts;
  const workloads = inventory.workloads.map((workload): NodeIdentity => {
    const { namespace, name } = workload;
    return { prefix: "workload", cluster, namespace, name };
  });
  const services = inventory.services.map((service): NodeIdentity => {
    const { namespace, name } = service;
    return { prefix: "service", cluster, namespace, name };
  });
  switch (facts.mode) {
    case "workload":
      return workloads;
    case "service":
      return services;
    case "version":
      return inventory.services.flatMap((service): NodeIdentity[] => {
        const base = { cluster, namespace: service.namespace, name: service.name };
        const versions = index.workloadsOf(service.namespace, service.name).flatMap((w) => w.version ?? []);
        if (versions.length === 0) return [{ prefix: "service", ...base }];
        return [...new Set(versions)].map((version) => ({ prefix: "version", ...base, version }));
      });
  }
}
