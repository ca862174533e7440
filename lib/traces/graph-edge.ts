import { printEdgeId, printNodeId } from "@/lib/graph/node-id";
import type { MeshFacts } from "./mesh-facts";

/** The id of the edge in the service graph of `cluster` that the span's request went over; undefined when an end is unknown. */
export function graphEdgeIdFromFacts(cluster: string, facts: MeshFacts): string | undefined {
  const { proxy, canonicalService, upstream } = facts;
  const service = upstream?.service;
  if (proxy === undefined || canonicalService === undefined || service === undefined) return undefined;
  const nodeId = (namespace: string, name: string) =>
    printNodeId({ prefix: "service", cluster, namespace, name });
  return printEdgeId(
    nodeId(proxy.namespace, canonicalService),
    nodeId(service.namespace, service.name),
    facts.isGrpc ? "grpc" : "http",
  );
}
