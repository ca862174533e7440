import type { Manifest } from "@/lib/config/manifest";
import type { Gathering } from "@/server/operations/gathering";
import type { KubernetesSource } from "@/server/ports";

const kinds = [
  ["networking.istio.io", "VirtualService"],
  ["networking.istio.io", "DestinationRule"],
  ["networking.istio.io", "ServiceEntry"],
  ["networking.istio.io", "Sidecar"],
  ["networking.istio.io", "EnvoyFilter"],
  ["gateway.networking.k8s.io", "HTTPRoute"],
  ["gateway.networking.k8s.io", "GRPCRoute"],
  ["security.istio.io", "AuthorizationPolicy"],
  ["security.istio.io", "PeerAuthentication"],
  ["security.istio.io", "RequestAuthentication"],
] as const;

/** Every object that can decide about requests, of all namespaces: any of them may route to any service. */
export async function readRoutingObjects(
  gathering: Gathering,
  kubernetes: KubernetesSource,
  signal: AbortSignal,
): Promise<readonly Manifest[]> {
  const lists = await Promise.all(
    kinds.map(([group, kind]) =>
      gathering.take(kind, kubernetes.list(group, kind, { purpose: `objects of kind ${kind}`, signal })),
    ),
  );
  return lists.flatMap((list) => list ?? []);
}
