import type { Manifest } from "@/lib/config/manifest";
import type { FlowWaypoint } from "@/lib/proxies/explain-flow/flow-facts";

const useLabel = "istio.io/use-waypoint";
const namespaceLabel = "istio.io/use-waypoint-namespace";
const gatewayLabel = "gateway.networking.k8s.io/gateway-name";

/**
 * The waypoint of a service: that of its own label, otherwise of its namespace's; "none" in the service's own turns the
 * namespace's off. Source: Istio's fetchWaypointForService.
 */
export function waypointOfService(
  service: Manifest,
  namespaces: readonly Manifest[],
  pods: readonly Manifest[],
): FlowWaypoint | undefined {
  const home = service.metadata.namespace ?? "";
  const around = namespaces.find(({ metadata }) => metadata.name === home);
  for (const [by, object] of [
    ["service", service],
    ["namespace", around],
  ] as const) {
    const name = object?.metadata.labels?.[useLabel];
    if (object === undefined || name === undefined || name === "") continue;
    if (name === "none") return undefined;
    const namespace = object.metadata.labels?.[namespaceLabel] ?? home;
    return { namespace, name, by, pods: podsOfGateway(pods, namespace, name) };
  }
  return undefined;
}

function podsOfGateway(pods: readonly Manifest[], namespace: string, name: string): FlowWaypoint["pods"] {
  return pods
    .filter(({ metadata }) => metadata.namespace === namespace && metadata.labels?.[gatewayLabel] === name)
    .map(({ metadata }) => ({ namespace, pod: metadata.name }));
}
