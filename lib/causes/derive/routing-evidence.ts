import type { ClusterEvidence, RouteFact, RoutingEvidence, ServiceEvidence } from "@/lib/causes/evidence";
import { refFromManifest } from "@/lib/config/manifest";
import { readMarks } from "@/lib/delivery/marks";
import { destinationPolicies } from "@/lib/effective/destination-policies";
import { inapplicableRoutes } from "@/lib/effective/inapplicable";
import { hasEnvoy, proxyOfWorkload, type MeshWorkload } from "@/lib/effective/mesh-workloads";
import { effectiveHosts, type EffectiveRoute } from "@/lib/effective/route-view";
import { objectKey, type ObjectRef } from "@/lib/mesh/object-ref";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { proxyScope } from "@/lib/xds/proxy-scope";
import type { RouteRewrite } from "@/lib/xds/model";
import type { XdsService } from "@/lib/xds/service-registry";
import { gatewayBindings } from "./gateway-bindings";
import { strayRules } from "./stray-rules";

/** Kinds without which nobody knows what a proxy does with a request. */
const routingKinds = [
  "/Service",
  "networking.istio.io/VirtualService",
  "networking.istio.io/DestinationRule",
  "networking.istio.io/ServiceEntry",
  "networking.istio.io/Sidecar",
];

/** True when everything that decides routes was read. */
function isRoutingKnown(objects: MeshObjects): boolean {
  return routingKinds.every((key) => objects[key] !== undefined);
}

/** What the caller's proxies do with requests to the service. */
export function routingEvidence(
  objects: MeshObjects,
  caller: MeshWorkload,
  service: XdsService | undefined,
  askedHost?: string,
): RoutingEvidence | undefined {
  if (!isRoutingKnown(objects) || !hasEnvoy(caller)) return undefined;
  const proxy = proxyOfWorkload(caller);
  const scope = proxyScope(objects, proxy);
  const hosts = service === undefined ? [] : effectiveHosts(objects, proxy, service);
  const used = new Set(hosts.flatMap(({ routes }) => routes.flatMap(({ route }) => route.configPath ?? [])));
  const { sidecar } = scope;
  return {
    outboundMode: scope.outboundMode,
    ...(sidecar === undefined
      ? {}
      : { sidecar: { apiVersion: "networking.istio.io/v1", kind: "Sidecar", ...sidecar } }),
    isVisible: service !== undefined && scope.services.some(({ host }) => host === service.host),
    isGateway: proxy.gateway === true,
    routes: hosts.flatMap((host) =>
      host.routes.map((route) => routeFact(objects, host.host, host.port, route)),
    ),
    strayRules: service === undefined ? [] : strayRules(objects, proxy, service),
    bindings:
      proxy.gateway === true
        ? gatewayBindings(objects, proxy, { service: service?.host, host: askedHost })
        : [],
    virtualServices:
      service === undefined ? [] : inapplicableRoutes(objects, proxy, service, used).map(({ ref }) => ref),
  };
}

function routeFact(objects: MeshObjects, host: string, port: number, view: EffectiveRoute): RouteFact {
  const { route, origin } = view;
  const { match } = route;
  const isAnyPath =
    (match.path.kind === "prefix" || match.path.kind === "path_separated_prefix") && match.path.value === "/";
  const conditions =
    match.headers.length +
    match.queryParams.length +
    (match.claims?.length ?? 0) +
    (match.method === undefined ? 0 : 1) +
    (match.authority === undefined ? 0 : 1) +
    (match.scheme === undefined ? 0 : 1);
  const run = route.fault === undefined || origin === undefined ? undefined : faultRunOf(objects, origin.ref);
  return {
    host,
    port,
    name: route.name,
    ...(origin === undefined ? {} : { origin: origin.ref }),
    ...(origin?.path === undefined ? {} : { path: origin.path }),
    isCatchAll: isAnyPath && conditions === 0,
    ...(route.timeoutMs === undefined ? {} : { timeoutMs: route.timeoutMs }),
    ...(route.retries === undefined ? {} : { retries: route.retries }),
    ...(route.fault === undefined ? {} : { fault: route.fault }),
    ...(run === undefined ? {} : { faultRun: run }),
    ...rewriteOf(route.rewrite),
    ...(route.action.kind === "forward"
      ? {}
      : { answers: route.action.kind === "redirect" ? route.action.responseCode : route.action.status }),
    destinations: view.destinations.map(
      ({ cluster, host: to, port: number, subset, state, sharePercent }) => ({
        cluster,
        host: to,
        port: number,
        subset,
        state,
        sharePercent,
      }),
    ),
  };
}

/** What a rewrite makes of the path, as written; nothing where it keeps the path or changes the host only. */
function rewriteOf(rewrite: RouteRewrite | undefined): Pick<RouteFact, "rewrite"> {
  const text = rewrite?.fullPath ?? rewrite?.prefix ?? rewrite?.regex?.substitution;
  return text === undefined ? {} : { rewrite: text };
}

function faultRunOf(objects: MeshObjects, ref: ObjectRef): string | undefined {
  const key = objectKey(ref);
  const found = Object.values(objects)
    .flat()
    .find((manifest) => manifest.kind === ref.kind && objectKey(refFromManifest(manifest)) === key);
  const marks = found && readMarks(found);
  return marks?.kind === "fault" ? marks.runId : undefined;
}

/** Client policy and endpoints of each port and subset, for the caller's proxies. */
export function clusterEvidence(
  objects: MeshObjects,
  caller: MeshWorkload,
  service: XdsService,
): readonly ClusterEvidence[] | undefined {
  if (!isRoutingKnown(objects) || objects["/Pod"] === undefined) return undefined;
  return destinationPolicies(objects, proxyOfWorkload(caller), caller, service).map((policy) => {
    const { endpoints: _endpoints, ...settings } = policy.cluster;
    return {
      name: policy.cluster.name,
      port: policy.port,
      subset: policy.subset,
      ...(policy.origin === undefined ? {} : { rule: policy.origin }),
      endpoints: policy.endpoints,
      readyEndpoints: policy.readyEndpoints,
      settings,
      connections: policy.connections.map(({ workload, port, client, server, security }) => ({
        workload: `${workload.namespace}/${workload.name}`,
        port,
        clientMode: client.mode,
        ...(client.origin === undefined ? {} : { clientOrigin: client.origin }),
        serverMode: server.mode,
        ...(server.origin === undefined ? {} : { serverOrigin: server.origin }),
        serverInMesh: server.isInMesh,
        security,
      })),
    };
  });
}

/** The service as its registry has it. */
export function serviceEvidence(objects: MeshObjects, service: XdsService): ServiceEvidence {
  const isExternal = service.registry === "External";
  const entry = isExternal
    ? (objects["networking.istio.io/ServiceEntry"] ?? []).find(({ metadata, spec }) => {
        const hosts = spec?.["hosts"];
        return (
          metadata.namespace === service.namespace && Array.isArray(hosts) && hosts.includes(service.host)
        );
      })
    : undefined;
  const ref =
    entry === undefined
      ? { apiVersion: "v1", kind: "Service", namespace: service.namespace, name: service.name }
      : refFromManifest(entry);
  return {
    host: service.host,
    namespace: service.namespace,
    name: service.name,
    isExternal,
    resolution: service.resolution,
    ...(service.externalName === undefined ? {} : { externalName: service.externalName }),
    ref,
    hasSelector: Object.keys(service.selector ?? {}).length > 0,
    ports: service.ports,
  };
}
