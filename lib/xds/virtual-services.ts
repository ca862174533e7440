import { mergeDelegates } from "./delegates";
import { resolveGateway } from "./gateway-name";
import { generatedVirtualServices } from "./gateway-api-routes";
import { compareByAge, istioConfigPath, parsedObjects } from "./mesh-objects";
import { resolveHost } from "./host";
import { virtualServiceSchema } from "./virtual-service-spec";
import type { DelegateProblem, DelegateRoutes } from "./delegates";
import type { MeshObjects, Parsed } from "./mesh-objects";
import type {
  DestinationSpec,
  HttpRouteSpec,
  TcpRouteSpec,
  TlsRouteSpec,
  VirtualServiceSpec,
} from "./virtual-service-spec";

/** A VirtualService as istiod uses it: delegates merged in, hosts complete, gateways as `namespace/name` or `mesh`. */
export type XdsVirtualService = {
  readonly name: string;
  readonly namespace: string;
  readonly createdMs: number;
  readonly hosts: readonly string[];
  readonly gateways: readonly string[];
  readonly exportTo: readonly string[] | undefined;
  readonly http: readonly HttpRouteSpec[];
  readonly tcp: readonly TcpRouteSpec[];
  readonly tls: readonly TlsRouteSpec[];
  /** Made from Gateway API routes: prefixes match whole path segments, and a missing cluster is a 500. */
  readonly gatewaySemantics: boolean;
  readonly configPath: string;
  /** Routes that delegate and came to nothing. */
  readonly delegateProblems: readonly DelegateProblem[];
};

const known = new WeakMap<MeshObjects, readonly XdsVirtualService[]>();

/**
 * Every VirtualService of the mesh with hosts, oldest first, then by name and namespace, with those that istiod
 * generates from HTTPRoute and GRPCRoute. Delegates are merged into the roots that name them.
 */
export function virtualServices(objects: MeshObjects): readonly XdsVirtualService[] {
  const cached = known.get(objects);
  if (cached !== undefined) return cached;
  const parsed = parsedObjects(objects, "networking.istio.io/VirtualService", virtualServiceSchema);
  const delegates = new Map(
    parsed
      .filter((object) => object.spec.hosts.length === 0)
      .map((object): [string, DelegateRoutes] => [
        `${object.namespace}/${object.name}`,
        {
          namespace: object.namespace,
          exportTo: object.spec.exportTo,
          http: resolvedRoutes(object),
        },
      ]),
  );
  const native = parsed
    .filter((object) => object.spec.hosts.length > 0)
    .map((object) => nativeService(object, delegates));
  const all = [...native, ...generatedVirtualServices(objects)].sort(compareByAge);
  known.set(objects, all);
  return all;
}

function nativeService(
  object: Parsed<VirtualServiceSpec>,
  delegates: ReadonlyMap<string, DelegateRoutes>,
): XdsVirtualService {
  const { spec, namespace } = object;
  const { http, problems } = mergeDelegates({ namespace, http: resolvedRoutes(object) }, delegates);
  return {
    name: object.name,
    namespace,
    createdMs: object.createdMs,
    hosts: spec.hosts.map((host) => resolveHost(host, namespace)),
    gateways: (spec.gateways === undefined || spec.gateways.length === 0 ? ["mesh"] : spec.gateways).map(
      (gateway) => resolveGateway(gateway, namespace),
    ),
    exportTo: spec.exportTo,
    http,
    tcp: (spec.tcp ?? []).map((route) => ({ ...route, route: resolvedDestinations(route.route, namespace) })),
    tls: (spec.tls ?? []).map((route) => ({ ...route, route: resolvedDestinations(route.route, namespace) })),
    gatewaySemantics: false,
    configPath: istioConfigPath("virtual-service", object),
    delegateProblems: problems,
  };
}

/** Routes with complete destination hosts: a short name means the namespace of the object that it stands in. */
function resolvedRoutes(object: Parsed<VirtualServiceSpec>): readonly HttpRouteSpec[] {
  const { namespace } = object;
  return (object.spec.http ?? []).map((route) => ({
    ...route,
    route: resolvedDestinations(route.route, namespace),
    mirror: route.mirror === undefined ? undefined : resolvedDestination(route.mirror, namespace),
    mirrors: resolvedDestinations(route.mirrors, namespace),
  }));
}

function resolvedDestination(destination: DestinationSpec, namespace: string): DestinationSpec {
  return { ...destination, host: resolveHost(destination.host, namespace) };
}

function resolvedDestinations<T extends { readonly destination: DestinationSpec }>(
  list: readonly T[] | undefined,
  namespace: string,
): T[] | undefined {
  return list?.map((entry) => ({ ...entry, destination: resolvedDestination(entry.destination, namespace) }));
}

/**
 * The VirtualServices that proxies of `namespace` may use: private ones first, then those exported to the namespace
 * by name, then public ones; in each part oldest first. Source: istiod's VirtualServicesForGateway.
 */
export function exportedVirtualServices(
  objects: MeshObjects,
  namespace: string,
): readonly XdsVirtualService[] {
  return virtualServices(objects)
    .map((service) => ({ service, rank: exportRank(service, namespace) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank)
    .map(({ service }) => service);
}

/** 0 private, 1 exported by name, 2 public, -1 not exported to `namespace`. Source: istiod's initVirtualServices. */
function exportRank(service: XdsVirtualService, namespace: string): number {
  const targets = service.exportTo ?? [];
  if (targets.length === 0 || targets.includes("*")) return 2;
  if (targets.includes("~")) return -1;
  const here = targets.some((target) =>
    target === "." ? service.namespace === namespace : target === namespace,
  );
  if (!here) return -1;
  return service.namespace === namespace ? 0 : 1;
}

/**
 * The same for sidecars, where in each part Gateway API routes of the caller's own namespace come first.
 * Source: istiod's SelectVirtualServices with unified sidecar scopes.
 */
export function meshVirtualServices(objects: MeshObjects, namespace: string): readonly XdsVirtualService[] {
  return exportedVirtualServices(objects, namespace)
    .filter((service) => service.gateways.includes("mesh"))
    .map((service) => ({
      service,
      rank:
        2 * exportRank(service, namespace) +
        (service.gatewaySemantics && service.namespace === namespace ? 0 : 1),
    }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ service }) => service);
}
