import type { FlowDump } from "@/lib/proxies/explain-flow/flow-dump";
import type { FlowRequest } from "@/lib/proxies/explain-flow/flow-request";
import { portOfHosts } from "@/lib/proxies/explain-flow/gateway-listener";

/**
 * The route table that a listener of the port would name, for dumps that have no listeners at all. Source: Istio names
 * a sidecar's tables after the service's port and a gateway's `http.` and the container's port.
 */
export function tableWithoutListener(dump: FlowDump, { direction, port }: FlowRequest): string | undefined {
  if (direction === "outbound") return String(port);
  if (direction === "inbound") return undefined;
  return [`http.${portOfHosts(dump, port) ?? port}`].find((name) => dump.routeTable(name) !== undefined);
}
