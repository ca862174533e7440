import type { Evidence, Sourced } from "@/lib/evidence";
import type { SourceWarning } from "@/lib/errors";
import type { Manifest } from "@/lib/config/manifest";
import type { RoutingSnapshot } from "@/lib/routing/snapshot";
import type { ClusterSources } from "@/server/ports";

const snapshotKinds = {
  services: { group: "", kind: "Service" },
  pods: { group: "", kind: "Pod" },
  virtualServices: { group: "networking.istio.io", kind: "VirtualService" },
  destinationRules: { group: "networking.istio.io", kind: "DestinationRule" },
  httpRoutes: { group: "gateway.networking.k8s.io", kind: "HTTPRoute" },
  serviceEntries: { group: "networking.istio.io", kind: "ServiceEntry" },
} as const satisfies Record<keyof RoutingSnapshot, { group: string; kind: string }>;

/** The routing objects of a cluster from the watch cache. Pods only of `podNamespace`, when one is given. */
export async function readSnapshot(
  sources: ClusterSources,
  signal: AbortSignal,
  podNamespace?: string,
): Promise<Sourced<RoutingSnapshot>> {
  const warnings: SourceWarning[] = [];
  const evidence: Evidence[] = [];
  const list = async (name: keyof RoutingSnapshot): Promise<readonly Manifest[]> => {
    const { group, kind } = snapshotKinds[name];
    const namespaces = name === "pods" && podNamespace !== undefined ? [podNamespace] : undefined;
    const answer = await sources.kubernetes.list(
      group,
      kind,
      { purpose: "routing objects", signal },
      namespaces,
    );
    warnings.push(...answer.warnings);
    evidence.push(...answer.evidence);
    return answer.data;
  };
  const [services, pods, virtualServices, destinationRules, httpRoutes, serviceEntries] = await Promise.all([
    list("services"),
    list("pods"),
    list("virtualServices"),
    list("destinationRules"),
    list("httpRoutes"),
    list("serviceEntries"),
  ]);
  return {
    data: { services, pods, virtualServices, destinationRules, httpRoutes, serviceEntries },
    warnings,
    evidence,
  };
}
