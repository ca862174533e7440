import { IntentError } from "@/lib/changes/intent-module";
import { httpRouteSpec } from "@/lib/config/http-route";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { virtualServiceSpec } from "@/lib/config/virtual-service";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import { specList } from "@/lib/config/clean-manifest";
import { baseRuleIndex } from "@/lib/routing/base-rule";
import type { WeightedIntentDestination } from "@/lib/routing/intent-fields";
import { readDestinations } from "@/lib/routing/rule-destinations";
import {
  httpRoutesOf,
  isHostOf,
  virtualServicesOf,
  type RoutingSnapshot,
  type ServiceName,
} from "@/lib/routing/snapshot";
import type { TrafficSplitIntent } from "@/lib/routing/traffic-split";

const reasons = [
  "none",
  "no_subset",
  "no_catch_all",
  "several_virtual_services",
  "several_http_routes",
  "several_hosts",
  "other_hosts",
  "same_destination_twice",
  "redirect",
  "direct_response",
  "delegate",
  "weights_sum",
  "not_http",
] as const;
/** Why the routing that is there is no plain split. The UI has a text and a way out for each. */
export type NotRepresentable = (typeof reasons)[number];

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
  return fromBaseRule(manifest, { api: "istio", service, port, rules: specList(manifest, "http") });
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
  const backends = (spec.rules ?? []).flatMap(({ backendRefs }) => backendRefs ?? []);
  const own = spec.parentRefs[0]?.port ?? backends[0]?.port ?? port;
  return fromBaseRule(manifest, { api: "gateway", service, port: own, rules: specList(manifest, "rules") });
}

type Home = Parameters<typeof baseRuleIndex>[0] & { readonly service: ServiceName };

/** What the rule says that decides for ordinary requests. */
function fromBaseRule(manifest: Manifest, home: Home): CurrentSplit {
  const object = refFromManifest(manifest);
  const base = baseRuleIndex(home);
  const rule = base === undefined ? undefined : home.rules[base.index];
  // A port of its own needs a route of its own: a route for all ports is not narrowed to one.
  if (rule === undefined || base?.narrow !== true) return { ok: false, reason: "no_catch_all", object };
  try {
    const destinations = readDestinations({ ...home, before: manifest }, rule);
    const isWhole = ({ name, backend }: WeightedIntentDestination) =>
      backend === "service" && name === home.service.name;
    if (destinations.some(isWhole)) return { ok: false, reason: "no_subset", object };
    const { api, service, port } = home;
    const own = { namespace: service.namespace, name: service.name };
    return {
      ok: true,
      object,
      intent: {
        api,
        service: own,
        ...(port === undefined ? {} : { port }),
        destinations: [...destinations],
      },
    };
  } catch (error) {
    if (!(error instanceof IntentError)) throw error;
    return { ok: false, reason: reasons.find((reason) => reason === error.reason) ?? "other_hosts", object };
  }
}
