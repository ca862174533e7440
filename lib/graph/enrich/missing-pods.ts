import type { Enricher } from "@/lib/graph/facts";
import { markNodes } from "@/lib/graph/mark";
import { parseNodeId } from "@/lib/graph/node-id";
import { workloadsOfNode } from "@/lib/graph/node-workloads";

/** Marks nodes whose workloads run no pods, and nodes that carry traffic but are not in the cluster any more. */
export const markMissingPods: Enricher = (graph, facts) =>
  markNodes(graph, (node) => {
    const identity = parseNodeId(node.id);
    if (!facts.inventory.known || identity === undefined || identity.cluster !== facts.cluster) return [];
    if (identity.prefix === "external" || identity.prefix === "unknown" || identity.prefix === "namespace") {
      return [];
    }
    const workloads = workloadsOfNode(node, facts);
    if (workloads.length === 0) {
      const isService = facts.index.service(identity.namespace, identity.name) !== undefined;
      const gone = identity.prefix === "workload" || !isService;
      return [{ code: gone ? "gone" : "no-workload", severity: "warning", detail: node.name }];
    }
    const counted = workloads.flatMap((workload) => workload.pods ?? []);
    const available = counted.reduce((sum, pods) => sum + pods.available, 0);
    if (counted.length === 0 || available > 0) return [];
    return [{ code: "no-pods", severity: "error", detail: workloads.map((w) => w.name).join(", ") }];
  });
