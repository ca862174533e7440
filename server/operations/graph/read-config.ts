import type { Manifest } from "@/lib/config/manifest";
import type { GraphConfig } from "@/lib/graph/facts";
import type { Gathering } from "@/server/operations/gathering";
import type { KubernetesSource } from "@/server/ports";

/** The routing objects that the graph is marked from, out of the watch cache; what cannot be read is a warning. */
export async function readGraphConfig(
  gathering: Gathering,
  kubernetes: KubernetesSource,
  signal: AbortSignal,
): Promise<GraphConfig> {
  const list = async (group: string, kind: string): Promise<readonly Manifest[]> => {
    const purpose = `${kind} objects`;
    return (await gathering.take(purpose, kubernetes.list(group, kind, { purpose, signal }))) ?? [];
  };
  const istio = "networking.istio.io";
  const gatewayApi = "gateway.networking.k8s.io";
  const [virtualServices, destinationRules, istioGateways, gateways, httpRoutes, serviceEntries] =
    await Promise.all([
      list(istio, "VirtualService"),
      list(istio, "DestinationRule"),
      list(istio, "Gateway"),
      list(gatewayApi, "Gateway"),
      list(gatewayApi, "HTTPRoute"),
      list(istio, "ServiceEntry"),
    ]);
  return {
    virtualServices,
    destinationRules,
    gateways: [...istioGateways, ...gateways],
    httpRoutes,
    serviceEntries,
  };
}
