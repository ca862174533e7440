import { printEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { clusterPolicy, mergePolicies } from "./cluster-policy";
import { destinationRuleFor } from "./destination-rules";
import { istioConfigPath, selectorMatches } from "./mesh-objects";
import { namespaceMutualTls } from "./peer-authentication";
import { proxyScope } from "./proxy-scope";
import { serviceRegistry } from "./service-registry";
import type { ClusterPlace } from "./cluster-policy";
import type { TrafficPolicySpec } from "./destination-rule-spec";
import type { DestinationSubset, MergedDestinationRule } from "./destination-rules";
import type { MeshObjects } from "./mesh-objects";
import type { XdsCluster, XdsEndpoint } from "./model";
import type { XdsProxy } from "./proxy-scope";
import type { XdsService, XdsServicePort } from "./service-registry";

type Built = {
  readonly objects: MeshObjects;
  readonly proxy: XdsProxy;
  readonly service: XdsService;
  readonly rule: MergedDestinationRule | undefined;
};

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
    return service.ports.flatMap((port) => serviceClusters({ objects, proxy, service, rule }, port));
  });
}

/**
 * One cluster by its name, as a proxy would have it; undefined when there is none. A route to it is then answered by
 * Envoy with 503 (500 for Gateway API routes) and flag NC, as measured on a real one.
 */
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
  return serviceClusters({ objects, proxy, service, rule }, port).find((cluster) => cluster.name === name);
}

/** An alias has no clusters of its own, and a DNS cluster or subset without endpoints is not built. */
function serviceClusters(built: Built, port: XdsServicePort): readonly XdsCluster[] {
  const { service, rule } = built;
  if (service.resolution === "alias") return [];
  const endpoints = service.endpoints(port);
  const byDns = discoveryOf(service, built.proxy) === "strict_dns";
  if (byDns && endpoints.length === 0) return [];
  return [
    cluster(built, port, undefined, endpoints),
    ...(rule?.subsets ?? []).flatMap((subset) => {
      const chosen = endpoints.filter((endpoint) => selectorMatches(subset.labels, endpoint.labels ?? {}));
      const passthrough = subset.trafficPolicy?.loadBalancer?.simple === "PASSTHROUGH";
      return byDns && chosen.length === 0 && !passthrough ? [] : cluster(built, port, subset, chosen);
    }),
  ];
}

function cluster(
  built: Built,
  port: XdsServicePort,
  subset: DestinationSubset | undefined,
  endpoints: readonly XdsEndpoint[],
): XdsCluster {
  const { service, rule, proxy } = built;
  const policy = mergePolicies(rule?.trafficPolicy, subset?.trafficPolicy, port.number);
  const place: ClusterPlace = {
    protocol: port.protocol,
    discovery: discoveryOf(service, proxy),
    autoTls: autoTls(built, port, subset === undefined ? rule?.trafficPolicy : subset.trafficPolicy),
    gateway: proxy.gateway === true,
    selectsWorkloads: rule?.workloadSelector !== undefined,
  };
  const configPath = rule === undefined ? undefined : istioConfigPath("destination-rule", rule);
  return {
    name: printEnvoyClusterName({
      direction: "outbound",
      port: port.number,
      subset: subset?.name ?? "",
      host: service.host,
    }),
    endpoints,
    ...clusterPolicy(policy, place),
    service: { host: service.host, name: service.name, namespace: service.namespace },
    ...(configPath === undefined ? {} : { configPath }),
  };
}

function discoveryOf(service: XdsService, proxy: XdsProxy): XdsCluster["discovery"] {
  if (service.resolution === "dns") return "strict_dns";
  return service.resolution === "passthrough" && proxy.gateway !== true ? "original_dst" : "eds";
}

/**
 * Whether mTLS is used where no policy says anything. Connections that keep their original destination use it only when
 * every endpoint has it. Source: istiod's BestEffortInferServiceMTLSMode.
 */
function autoTls(
  { objects, service }: Built,
  port: XdsServicePort,
  policy: TrafficPolicySpec | undefined,
): boolean {
  if (service.meshExternal || namespaceMutualTls(objects, service.namespace) === "DISABLE") return false;
  if (service.resolution !== "passthrough" && policy?.loadBalancer?.simple !== "PASSTHROUGH") return true;
  const endpoints = service.endpoints(port);
  return endpoints.length > 0 && endpoints.every((endpoint) => endpoint.inMesh === true);
}
