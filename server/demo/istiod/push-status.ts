import { parseEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { clusterNamed, clustersFor } from "@/lib/xds/clusters";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { routeConfigFor, routedPorts } from "@/lib/xds/route-config";
import { proxyScope } from "@/lib/xds/proxy-scope";
import { serviceRegistry } from "@/lib/xds/service-registry";

type Problem = { readonly proxy?: string; readonly message?: string };

/**
 * `/debug/push_status`: by metric and object, what istiod found wrong while it pushed. Empty when nothing was.
 * Endpoint-less clusters and subsets that select no pod are what the demo can get wrong.
 */
export function pushStatus(objects: MeshObjects): Record<string, Record<string, Problem>> {
  const status: Record<string, Record<string, Problem>> = {};
  const add = (metric: string, key: string, problem: Problem): void => {
    (status[metric] ??= {})[key] = problem;
  };
  const namespaces = new Set([...serviceRegistry(objects).values()].map((service) => service.namespace));
  for (const namespace of namespaces) {
    const proxy = { namespace, labels: {} };
    for (const cluster of clustersFor({ objects, proxy })) {
      if (cluster.endpoints.length > 0 || cluster.discovery === "original_dst") continue;
      const metric =
        cluster.discovery === "eds" ? "pilot_eds_no_instances" : "pilot_dns_cluster_without_endpoints";
      add(metric, cluster.name, {});
    }
    const seen = new Map<string, string>();
    for (const port of routedPorts(proxyScope(objects, proxy)))
      for (const host of routeConfigFor({ objects, proxy, port }).virtualHosts)
        for (const route of host.routes) checkSubset(objects, route, seen, add);
  }
  return status;
}

function checkSubset(
  objects: MeshObjects,
  route: ReturnType<typeof routeConfigFor>["virtualHosts"][number]["routes"][number],
  seen: Map<string, string>,
  add: (metric: string, key: string, problem: Problem) => void,
): void {
  if (route.action.kind !== "forward") return;
  for (const { cluster } of route.action.clusters) {
    const name = parseEnvoyClusterName(cluster);
    if (name === undefined || name.subset === "" || seen.has(cluster)) continue;
    seen.set(cluster, route.configPath ?? "");
    const namespace = serviceRegistry(objects).get(name.host)?.namespace ?? "";
    if (clusterNamed({ objects, proxy: { namespace, labels: {} }, ...name }) === undefined)
      add("pilot_destrule_subsets", cluster, {
        message: `${name.host}: subset ${name.subset} is not defined`,
      });
  }
}
