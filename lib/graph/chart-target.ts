import type { InventoryIndex } from "@/lib/graph/inventory";
import { parseEdgeId, parseNodeId, type NodeIdentity } from "@/lib/graph/node-id";
import type { ChartTarget } from "@/lib/telemetry/istio/chart-queries";
import { serviceMatchers } from "@/lib/telemetry/istio/scope-selectors";
import { oneOf, type Matcher, type Selector } from "@/lib/telemetry/istio/selector";
import type { SignalDirection } from "@/lib/telemetry/istio/signal-subject";

const equal = (label: string, value: string): Matcher => ({ label, op: "=", value });

/** What to chart for a node or an edge of the graph, by its id; undefined for text that is no id. */
export function chartTarget(
  id: string,
  direction: SignalDirection,
  inventory: InventoryIndex,
): ChartTarget | undefined {
  const edge = parseEdgeId(id);
  if (edge !== undefined) {
    const source = parseNodeId(edge.sourceId);
    const destination = parseNodeId(edge.destinationId);
    if (source === undefined || destination === undefined) return undefined;
    return {
      kind: "edge",
      selector: [
        ...sourceMatchers(source, inventory),
        ...destinationMatchers(destination),
        equal("request_protocol", edge.protocol),
      ],
    };
  }
  const node = parseNodeId(id);
  if (node === undefined) return undefined;
  return {
    kind: "edge",
    selector: direction === "inbound" ? destinationMatchers(node) : sourceMatchers(node, inventory),
  };
}

/** A calling service has no label of its own: its workloads have, or else the canonical name of old pods. */
function sourceMatchers(node: NodeIdentity, inventory: InventoryIndex): Selector {
  const namespace = equal("source_workload_namespace", node.namespace);
  switch (node.prefix) {
    case "workload":
      return [namespace, equal("source_workload", node.name)];
    case "service":
    case "version": {
      const names = inventory.workloadsOf(node.namespace, node.name).map((workload) => workload.name);
      const who =
        names.length === 0 ? equal("source_canonical_service", node.name) : oneOf("source_workload", names);
      const version = node.version === undefined ? [] : [equal("source_canonical_revision", node.version)];
      return [namespace, who, ...version];
    }
    case "namespace":
      return [namespace];
    case "external":
    case "unknown":
      return [equal("source_workload", "unknown")];
  }
}

function destinationMatchers(node: NodeIdentity): Selector {
  switch (node.prefix) {
    case "workload":
      return [
        equal("destination_workload_namespace", node.namespace),
        equal("destination_workload", node.name),
      ];
    case "service":
    case "external":
      return serviceMatchers({ kind: "service", namespace: node.namespace, name: node.name });
    case "version":
      return [
        ...serviceMatchers({ kind: "service", namespace: node.namespace, name: node.name }),
        equal("destination_canonical_revision", node.version ?? ""),
      ];
    case "namespace":
      return [equal("destination_service_namespace", node.namespace)];
    case "unknown":
      return [equal("destination_workload", "unknown"), equal("destination_service", "unknown")];
  }
}
