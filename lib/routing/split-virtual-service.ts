import type { RenderedObject } from "@/lib/changes/change-set";
import { isRecord, isSameJson, specList } from "@/lib/config/clean-manifest";
import { destinationRuleSpec, type DestinationRuleSubset } from "@/lib/config/destination-rule";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { isCatchAll, virtualServiceSpec, type VirtualServiceHttpRoute } from "@/lib/config/virtual-service";
import { hostFromService } from "@/lib/mesh/service-host";
import { destinationRulesOf, virtualServicesOf, type RoutingSnapshot } from "@/lib/routing/snapshot";
import type { TrafficSplitIntent } from "@/lib/routing/traffic-split";

/** The split as DestinationRule (when subsets are missing) and VirtualService, in this order. */
export function splitToVirtualService(
  intent: TrafficSplitIntent,
  snapshot: RoutingSnapshot,
): readonly RenderedObject[] {
  return [renderDestinationRule(intent, snapshot), renderVirtualService(intent, snapshot)].filter(
    ({ before, after }) => before === undefined || !isSameJson(before, after),
  );
}

function renderDestinationRule(intent: TrafficSplitIntent, snapshot: RoutingSnapshot): RenderedObject {
  const rules = destinationRulesOf(snapshot, intent.service);
  const known = new Set(
    rules
      .filter(({ metadata }) => metadata.namespace === rules[0]?.metadata.namespace)
      .flatMap((rule) => (destinationRuleSpec(rule).subsets ?? []).map(({ name }) => name)),
  );
  const missing: DestinationRuleSubset[] = intent.destinations
    .filter(({ name }) => !known.has(name))
    .map(({ name, labels }) => ({
      name,
      labels: Object.keys(labels).length === 0 ? { version: name } : labels,
    }));
  // Istio merges the rules of one host only within a namespace, so subsets join the rule that is there.
  const before = rules[0];
  if (before !== undefined) {
    const subsets = [...specList(before, "subsets"), ...missing];
    const after = missing.length === 0 ? before : { ...before, spec: { ...before.spec, subsets } };
    return { ref: refFromManifest(before), before, after };
  }
  const after: Manifest = {
    apiVersion: networkingVersion(snapshot),
    kind: "DestinationRule",
    metadata: {
      name: freeName(intent, snapshot.destinationRules),
      namespace: intent.service.namespace,
    },
    spec: { host: hostFromService(intent.service), subsets: missing },
  };
  return { ref: refFromManifest(after), after };
}

function renderVirtualService(intent: TrafficSplitIntent, snapshot: RoutingSnapshot): RenderedObject {
  const before = virtualServicesOf(snapshot, intent.service)[0];
  if (before === undefined) {
    const after: Manifest = {
      apiVersion: networkingVersion(snapshot),
      kind: "VirtualService",
      metadata: {
        name: freeName(intent, snapshot.virtualServices),
        namespace: intent.service.namespace,
      },
      spec: { hosts: [hostFromService(intent.service)], http: [newRoute(intent)] },
    };
    return { ref: refFromManifest(after), after };
  }
  const http = virtualServiceSpec(before).http ?? [];
  const raw = specList(before, "http");
  const target = splitRouteIndex(http, intent.port);
  const routes =
    target === undefined
      ? insertRoute(raw, http.findIndex(isCatchAll), newRoute(intent))
      : raw.map((route, index) =>
          index === target ? { ...route, route: destinations(intent, route["route"]) } : route,
        );
  return {
    ref: refFromManifest(before),
    before,
    after: { ...before, spec: { ...before.spec, http: routes } },
  };
}

/**
 * The route that decides for ordinary requests: the first that takes each of them, or, with a port, the first for just
 * this port. undefined when there is none.
 */
export function splitRouteIndex(
  http: readonly VirtualServiceHttpRoute[],
  port: number | undefined,
): number | undefined {
  const index = http.findIndex((route) =>
    port === undefined ? isCatchAll(route) : isPortMatch(route, port) || isCatchAll(route),
  );
  const route = http[index];
  // A port of its own needs a route of its own: a route for all ports is not narrowed to one.
  if (route === undefined || (port !== undefined && !isPortMatch(route, port))) return undefined;
  return index;
}

/** Whether the route takes each request to `port` and no other. */
export function isPortMatch(route: VirtualServiceHttpRoute, port: number): boolean {
  const [match, ...others] = route.match ?? [];
  return match !== undefined && others.length === 0 && isSameJson({ ...match, name: undefined }, { port });
}

/** In front of the route that takes everything, if there is one: behind it no request would arrive. */
function insertRoute(routes: readonly object[], catchAll: number, route: object): readonly object[] {
  return catchAll < 0 ? [...routes, route] : [...routes.slice(0, catchAll), route, ...routes.slice(catchAll)];
}

function newRoute(intent: TrafficSplitIntent): object {
  return {
    ...(intent.port === undefined ? {} : { match: [{ port: intent.port }] }),
    route: destinations(intent, []),
  };
}

/** The destinations in the order of the intent; what stood beside a destination's weight (headers, port) stays. */
function destinations(intent: TrafficSplitIntent, old: unknown): readonly object[] {
  const known = Array.isArray(old) ? old.filter(isRecord) : [];
  const destinationOf = (entry: Record<string, unknown> | undefined) =>
    isRecord(entry?.["destination"]) ? entry["destination"] : {};
  const host = destinationOf(known[0])["host"] ?? hostFromService(intent.service);
  return intent.destinations.map(({ name, weightPercent }) => {
    const entry = known.find((one) => destinationOf(one)["subset"] === name);
    return { ...(entry ?? { destination: { host, subset: name } }), weight: weightPercent };
  });
}

function networkingVersion(snapshot: RoutingSnapshot): string {
  const seen = [...snapshot.virtualServices, ...snapshot.destinationRules][0];
  return seen?.apiVersion ?? "networking.istio.io/v1";
}

function freeName(intent: TrafficSplitIntent, existing: readonly Manifest[]): string {
  const taken = new Set(
    existing
      .filter(({ metadata }) => metadata.namespace === intent.service.namespace)
      .map(({ metadata }) => metadata.name),
  );
  const wanted = [intent.service.name, `${intent.service.name}-split`];
  return wanted.find((name) => !taken.has(name)) ?? `${intent.service.name}-split-${taken.size}`;
}
