import { httpRouteSpec, isCatchAllRule } from "@/lib/config/http-route";
import { refFromManifest } from "@/lib/config/manifest";
import { virtualServiceSpec, type VirtualServiceHttpRoute } from "@/lib/config/virtual-service";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import {
  httpRoutesOf,
  isHostOf,
  virtualServicesOf,
  type RoutingSnapshot,
  type ServiceName,
} from "@/lib/routing/snapshot";
import { splitRouteIndex } from "@/lib/routing/split-virtual-service";
import type { TrafficSplitIntent } from "@/lib/routing/traffic-split";

/** Why the routing that is there is no plain split. The UI has a text and a way out for each. */
export type NotRepresentable =
  | "none"
  | "no_subset"
  | "no_catch_all"
  | "several_virtual_services"
  | "several_http_routes"
  | "several_hosts"
  | "other_hosts"
  | "redirect"
  | "direct_response"
  | "delegate"
  | "weights_sum"
  | "filters"
  | "not_http";

export type CurrentSplit =
  | { readonly ok: true; readonly intent: TrafficSplitIntent; readonly object: ObjectRef }
  | { readonly ok: false; readonly reason: NotRepresentable; readonly object?: ObjectRef };

/** Reasons that leave room for a split: nothing would be lost by writing one. */
const startable: ReadonlySet<NotRepresentable> = new Set([
  "none",
  "no_subset",
  "no_catch_all",
  "weights_sum",
]);

/** Whether a split can be written where `split` stands without losing what it holds. */
export function isStartable(split: CurrentSplit): boolean {
  return split.ok || startable.has(split.reason);
}

/** The split that is live for the service in this API, or why what is live is none. */
export function splitFromManifests(
  snapshot: RoutingSnapshot,
  service: ServiceName,
  api: TrafficSplitIntent["api"],
  port?: number,
): CurrentSplit {
  return api === "istio"
    ? fromVirtualService(snapshot, service, port)
    : fromHttpRoute(snapshot, service, port);
}

function fromVirtualService(
  snapshot: RoutingSnapshot,
  service: ServiceName,
  port: number | undefined,
): CurrentSplit {
  const [manifest, ...others] = virtualServicesOf(snapshot, service);
  if (manifest === undefined) return { ok: false, reason: "none" };
  const object = refFromManifest(manifest);
  if (others.length > 0) return { ok: false, reason: "several_virtual_services", object };
  const spec = virtualServiceSpec(manifest);
  if (spec.hosts.some((host) => !isHostOf(service, host, object.namespace))) {
    return { ok: false, reason: "several_hosts", object };
  }
  if (spec.http === undefined && (spec.tcp !== undefined || spec.tls !== undefined)) {
    return { ok: false, reason: "not_http", object };
  }
  const index = splitRouteIndex(spec.http ?? [], port);
  const route = index === undefined ? undefined : spec.http?.[index];
  if (route === undefined) return { ok: false, reason: "no_catch_all", object };
  const reason = routeReason(route, service, object.namespace);
  if (reason !== undefined) return { ok: false, reason, object };
  const routes = route.route ?? [];
  const destinations = routes.map(({ destination, weight }) => ({
    name: destination.subset ?? "",
    labels: {},
    // One destination takes everything, with or without a weight.
    weightPercent: routes.length === 1 ? 100 : (weight ?? 0),
  }));
  return {
    ok: true,
    object,
    intent: { api: "istio", service: { ...service }, ...(port === undefined ? {} : { port }), destinations },
  };
}

function routeReason(
  route: VirtualServiceHttpRoute,
  service: ServiceName,
  namespace: string,
): NotRepresentable | undefined {
  if (route.redirect !== undefined) return "redirect";
  if (route.directResponse !== undefined) return "direct_response";
  if (route.delegate !== undefined) return "delegate";
  const routes = route.route ?? [];
  if (routes.some(({ destination }) => !isHostOf(service, destination.host, namespace))) return "other_hosts";
  if (routes.length === 0 || routes.some(({ destination }) => (destination.subset ?? "") === "")) {
    return "no_subset";
  }
  const sum = routes.reduce((total, { weight }) => total + (weight ?? 0), 0);
  return routes.length > 1 && sum !== 100 ? "weights_sum" : undefined;
}

function fromHttpRoute(
  snapshot: RoutingSnapshot,
  service: ServiceName,
  port: number | undefined,
): CurrentSplit {
  const [manifest, ...others] = httpRoutesOf(snapshot, service);
  if (manifest === undefined) return { ok: false, reason: "none" };
  const object = refFromManifest(manifest);
  if (others.length > 0) return { ok: false, reason: "several_http_routes", object };
  const spec = httpRouteSpec(manifest);
  if (spec.parentRefs.length > 1) return { ok: false, reason: "several_hosts", object };
  const rule = (spec.rules ?? []).find(isCatchAllRule);
  if (rule === undefined) return { ok: false, reason: "no_catch_all", object };
  if ((rule.filters ?? []).some(({ type }) => type === "RequestRedirect")) {
    return { ok: false, reason: "redirect", object };
  }
  const refs = rule.backendRefs ?? [];
  if (refs.length === 0) return { ok: false, reason: "no_subset", object };
  if (refs.some((backend) => (backend.namespace ?? service.namespace) !== service.namespace)) {
    return { ok: false, reason: "other_hosts", object };
  }
  const weights = refs.map(({ weight }) => (refs.length === 1 ? 100 : (weight ?? 1)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum !== 100) return { ok: false, reason: "weights_sum", object };
  const first = spec.parentRefs[0]?.port ?? refs[0]?.port ?? port;
  return {
    ok: true,
    object,
    intent: {
      api: "gateway",
      service: { ...service },
      ...(first === undefined ? {} : { port: first }),
      destinations: refs.map(({ name }, index) => ({ name, labels: {}, weightPercent: weights[index] ?? 0 })),
    },
  };
}
