import type { GraphNode } from "@/lib/graph/model";
import { serviceFromHost } from "@/lib/mesh/service-host";

/** `namespace/name` of the service that a node stands for, `/host` for external ones; undefined for workloads. */
export function serviceKeyOfNode(node: GraphNode): string | undefined {
  const prefix = node.id.slice(0, node.id.indexOf(":"));
  if (prefix === "service" || prefix === "version") return `${node.namespace}/${node.name}`;
  return prefix === "external" ? `/${node.name}` : undefined;
}

/** The same key for a host as it stands in an object of `namespace`; undefined for wildcards and addresses. */
export function serviceKeyFromHost(host: string, namespace: string): string | undefined {
  const service = serviceFromHost(host, namespace);
  if (service !== undefined) return `${service.namespace}/${service.name}`;
  return host.includes("*") || !host.includes(".") ? undefined : `/${host}`;
}
