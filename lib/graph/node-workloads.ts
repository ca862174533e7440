import type { GraphFacts } from "@/lib/graph/facts";
import type { InventoryWorkload } from "@/lib/graph/inventory";
import type { GraphNode } from "@/lib/graph/model";
import { parseNodeId } from "@/lib/graph/node-id";

/** The inventory's workloads behind a node; empty for nodes outside of the cluster and when nothing is known. */
export function workloadsOfNode(node: GraphNode, facts: GraphFacts): readonly InventoryWorkload[] {
  const identity = parseNodeId(node.id);
  if (identity === undefined || identity.cluster !== facts.cluster) return [];
  switch (identity.prefix) {
    case "workload": {
      const workload = facts.index.workload(identity.namespace, identity.name);
      return workload === undefined ? [] : [workload];
    }
    case "service":
      return facts.index.workloadsOf(identity.namespace, identity.name);
    case "version":
      return facts.index
        .workloadsOf(identity.namespace, identity.name)
        .filter((workload) => workload.version === identity.version);
    case "external":
    case "unknown":
    case "namespace":
      return [];
  }
}
