import { printEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { clusterPolicy, mergePolicies } from "./cluster-policy";
import { destinationRuleFor } from "./destination-rules";
import { istioConfigPath, selectorMatches } from "./mesh-objects";
import { proxyScope } from "./proxy-scope";
import { serviceRegistry } from "./service-registry";
import type { DestinationSubset, MergedDestinationRule } from "./destination-rules";
import type { MeshObjects } from "./mesh-objects";
import type { XdsCluster, XdsEndpoint } from "./model";
import type { XdsProxy } from "./proxy-scope";
import type { XdsService, XdsServicePort } from "./service-registry";

/**
 * The outbound clusters that a proxy gets: one for each service port it can see and one for each subset of the
 * DestinationRule that applies, with their endpoints. Source: istiod's buildOutboundClusters.
 */
export function clustersFor(input: {
  readonly objects: MeshObjects;
  readonly proxy: XdsProxy;
}): readonly XdsCluster[] {
  const { objects, proxy } = input;
  return proxyScope(objects, proxy).services.flatMap((service) => {
    const rule = destinationRuleFor(objects, proxy, service);
    return service.ports.flatMap((port) => serviceClusters(service, port, rule));
  });
}

/** One cluster by its name, as a proxy would have it; undefined is Envoy's 503 with flag NC. */
export function clusterNamed(input: {
  readonly objects: MeshObjects;
  readonly proxy: XdsProxy;
  readonly host: string;
  readonly port: number;
  readonly subset: string;
}): XdsCluster | undefined {
  const { objects, proxy, host, subset } = input;
  const service = serviceRegistry(objects).get(host);
  const port = service?.ports.find((candidate) => candidate.number === input.port);
  if (service === undefined || port === undefined) return undefined;
  if (!proxyScope(objects, proxy).services.some((visible) => visible.host === host)) return undefined;
  const rule = destinationRuleFor(objects, proxy, service);
  const name = printEnvoyClusterName({ direction: "outbound", port: port.number, subset, host });
  return serviceClusters(service, port, rule).find((cluster) => cluster.name === name);
}

function serviceClusters(
  service: XdsService,
  port: XdsServicePort,
  rule: MergedDestinationRule | undefined,
): readonly XdsCluster[] {
  const endpoints = service.endpoints(port);
  return [
    cluster(service, port, rule, undefined, endpoints),
    ...(rule?.subsets ?? []).map((subset) => {
      const chosen = endpoints.filter((endpoint) => selectorMatches(subset.labels, endpoint.labels ?? {}));
      return cluster(service, port, rule, subset, chosen);
    }),
  ];
}

function cluster(
  service: XdsService,
  port: XdsServicePort,
  rule: MergedDestinationRule | undefined,
  subset: DestinationSubset | undefined,
  endpoints: readonly XdsEndpoint[],
): XdsCluster {
  const policy = mergePolicies(rule?.trafficPolicy, subset?.trafficPolicy, port.number);
  const configPath = rule === undefined ? undefined : istioConfigPath("destination-rule", rule);
  return {
    name: printEnvoyClusterName({
      direction: "outbound",
      port: port.number,
      subset: subset?.name ?? "",
      host: service.host,
    }),
    discovery: discoveryOf(service),
    endpoints,
    ...clusterPolicy(policy, service.meshExternal),
    ...(port.protocol === "grpc" || port.protocol === "http2" ? { http2: true } : {}),
    service: { host: service.host, name: service.name, namespace: service.namespace },
    ...(configPath === undefined ? {} : { configPath }),
  };
}

function discoveryOf(service: XdsService): XdsCluster["discovery"] {
  if (service.resolution === "dns") return "strict_dns";
  return service.resolution === "passthrough" ? "original_dst" : "eds";
}
