import { portProtocol, serviceSpec } from "@/lib/config/kubernetes-service";
import { isStartable, splitFromManifests, type CurrentSplit } from "@/lib/routing/split-from-manifests";
import { versionsOf } from "@/lib/routing/service-versions";
import {
  httpRoutesOf,
  serviceOf,
  virtualServicesOf,
  type RoutingSnapshot,
  type ServiceName,
} from "@/lib/routing/snapshot";
import type { TrafficSplitIntent } from "@/lib/routing/traffic-split";

/** Why an API does not fit this service. */
export type ApiObstacle =
  | "not_served"
  | "no_service"
  | "one_version"
  | "no_http_port"
  | "http_route_present"
  | "virtual_service_present"
  | "no_version_services"
  | "not_representable";

export type SplitApi = {
  readonly api: "istio" | "gateway";
  readonly fits: boolean;
  readonly obstacle?: ApiObstacle;
  /** What stands now in this API. */
  readonly current: CurrentSplit;
  /** What destinations are named by: subsets, or the Services that each select one version. */
  readonly naming: "subset" | "service";
};

/**
 * Which of the two APIs can hold a split of this service, with the reason for each that can not. VirtualService and
 * HTTPRoute on one host contradict each other, so whichever is there decides.
 */
export function splitApis(
  snapshot: RoutingSnapshot,
  service: ServiceName,
  served: { readonly istio: boolean; readonly gateway: boolean },
  port?: number,
): readonly SplitApi[] {
  const istio = withKnownServices(snapshot, service, splitFromManifests(snapshot, service, "istio", port));
  const gateway = splitFromManifests(snapshot, service, "gateway", port);
  const general = generalObstacle(snapshot, service);
  const obstacles = {
    istio: !served.istio
      ? "not_served"
      : (general ??
        (httpRoutesOf(snapshot, service).length > 0
          ? "http_route_present"
          : isStartable(istio)
            ? undefined
            : "not_representable")),
    gateway: !served.gateway ? "not_served" : (general ?? gatewayObstacle(snapshot, service, gateway)),
  } as const satisfies Record<string, ApiObstacle | undefined>;
  return [api("istio", obstacles.istio, istio), api("gateway", obstacles.gateway, gateway)];
}

function api(name: "istio" | "gateway", obstacle: ApiObstacle | undefined, current: CurrentSplit): SplitApi {
  return {
    api: name,
    fits: obstacle === undefined,
    ...(obstacle === undefined ? {} : { obstacle }),
    current,
    naming: name === "gateway" || (current.ok && isServiceBased(current.intent)) ? "service" : "subset",
  };
}

/** Whether a VirtualService sends to a Service for each version instead of to subsets. */
function isServiceBased({ destinations }: TrafficSplitIntent): boolean {
  return destinations.some(({ backend }) => backend === "service");
}

/** A split between services that are no versions of this one is no split of its versions. */
function withKnownServices(
  snapshot: RoutingSnapshot,
  service: ServiceName,
  current: CurrentSplit,
): CurrentSplit {
  if (!current.ok || !isServiceBased(current.intent)) return current;
  const known = new Set(versionsOf(snapshot, service).map(({ backendService }) => backendService));
  const isKnown = current.intent.destinations.every(
    ({ name, backend }) => backend === "service" && known.has(name),
  );
  return isKnown ? current : { ok: false, reason: "other_hosts", object: current.object };
}

function generalObstacle(snapshot: RoutingSnapshot, service: ServiceName): ApiObstacle | undefined {
  const manifest = serviceOf(snapshot, service);
  if (manifest === undefined) return "no_service";
  if (serviceSpec(manifest).ports.every((port) => portProtocol(port) === "tcp")) return "no_http_port";
  return versionsOf(snapshot, service).length < 2 ? "one_version" : undefined;
}

function gatewayObstacle(
  snapshot: RoutingSnapshot,
  service: ServiceName,
  current: CurrentSplit,
): ApiObstacle | undefined {
  if (virtualServicesOf(snapshot, service).length > 0) return "virtual_service_present";
  const backends = versionsOf(snapshot, service).filter(({ backendService }) => backendService !== undefined);
  if (backends.length < 2) return "no_version_services";
  return isStartable(current) ? undefined : "not_representable";
}
