import type { IntentModule } from "@/lib/changes/intent-module";
import { IntentError } from "@/lib/changes/intent-module";
import { evenWeights } from "@/lib/routing/balance-weights";
import { routingRefs } from "@/lib/routing/routing-fit";
import { versionsOf } from "@/lib/routing/service-versions";
import { snapshotFromObjects, type RoutingSnapshot, type ServiceName } from "@/lib/routing/snapshot";
import { splitApis } from "@/lib/routing/split-apis";
import { splitFromManifests } from "@/lib/routing/split-from-manifests";
import { splitToManifests } from "@/lib/routing/split-to-manifests";
import type { TrafficSplitIntent } from "@/lib/routing/traffic-split";

const gatewayGroup = "gateway.networking.k8s.io";

/** Weights between the versions of a service. */
export const trafficSplitModule: IntentModule<TrafficSplitIntent> = {
  fits: (objects, target, served) =>
    splitApis(snapshotFromObjects(objects), target, {
      istio: served("networking.istio.io", "VirtualService"),
      gateway: served(gatewayGroup, "HTTPRoute"),
    }).map(({ api, fits, obstacle, current }) => ({
      api,
      fits,
      inexpressible: [],
      ...(obstacle === undefined
        ? {}
        : { obstacle: obstacle === "not_representable" && !current.ok ? current.reason : obstacle }),
    })),
  instances: (objects, target) =>
    (["istio", "gateway"] as const).flatMap((api) => {
      const current = splitFromManifests(snapshotFromObjects(objects), target, api);
      if (!current.ok && current.reason === "none") return [];
      return [{ key: api, label: `${target.namespace}/${target.name}`, current }];
    }),
  start: (objects, target, api) => startOf(snapshotFromObjects(objects), target, api),
  toManifests(intent, objects) {
    const snapshot = snapshotFromObjects(objects);
    const fit = splitApis(snapshot, intent.service, { istio: true, gateway: true }, intent.port).find(
      ({ api }) => api === intent.api,
    );
    if (fit !== undefined && !fit.fits) {
      const reason =
        fit.obstacle === "not_representable" && !fit.current.ok
          ? fit.current.reason
          : (fit.obstacle ?? "not_representable");
      const kind = intent.api === "istio" ? "VirtualService" : "HTTPRoute";
      const service = `${intent.service.namespace}/${intent.service.name}`;
      throw new IntentError(`A split of ${service} cannot be written with ${kind}: ${reason}`, {
        field: "api",
        reason,
      });
    }
    return splitToManifests(intent, objects);
  },
  remove() {
    throw new IntentError("A split has no neutral state: send everything to one version instead", {
      field: "destinations",
      reason: "no_neutral_state",
    });
  },
  refs: (intent, objects) => routingRefs(objects, intent.service),
  target: ({ service }) => service,
  title: ({ service, destinations }) => {
    const weights = destinations.map(({ name, weightPercent }) => `${name} ${weightPercent}%`).join(", ");
    return `Split ${service.namespace}/${service.name}: ${weights}`;
  },
};

function startOf(
  snapshot: RoutingSnapshot,
  service: ServiceName,
  api: TrafficSplitIntent["api"],
): TrafficSplitIntent {
  const versions = versionsOf(snapshot, service).flatMap((version) => {
    const name = api === "istio" ? version.subset : version.backendService;
    return name === undefined ? [] : [{ name, labels: { ...version.labels } }];
  });
  const weights = evenWeights(versions.map(({ name }) => name));
  return {
    api,
    service: { ...service },
    destinations: versions.map((version) => ({ ...version, weightPercent: weights[version.name] ?? 0 })),
  };
}
