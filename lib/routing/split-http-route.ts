import type { RenderedObject } from "@/lib/changes/change-set";
import { isRecord, isSameJson, specList } from "@/lib/config/clean-manifest";
import { httpRouteSpec, isAttachedToService, isCatchAllRule } from "@/lib/config/http-route";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { httpRoutesOf, type RoutingSnapshot } from "@/lib/routing/snapshot";
import type { TrafficSplitIntent } from "@/lib/routing/traffic-split";

/** The split as one HTTPRoute on the service; its backends are Services that exist. */
export function splitToHttpRoute(
  intent: TrafficSplitIntent,
  snapshot: RoutingSnapshot,
): readonly RenderedObject[] {
  const before = httpRoutesOf(snapshot, intent.service).find((route) =>
    isAttachedToService(route, intent.service, intent.port),
  );
  if (before === undefined) {
    const after = newHttpRoute(intent, snapshot);
    return [{ ref: refFromManifest(after), after }];
  }
  const rules = specList(before, "rules");
  const target = (httpRouteSpec(before).rules ?? []).findIndex(isCatchAllRule);
  const changed =
    target < 0
      ? [...rules, newRule(intent)]
      : rules.map((rule, index) =>
          index === target ? { ...rule, backendRefs: backends(intent, rule["backendRefs"]) } : rule,
        );
  const after = { ...before, spec: { ...before.spec, rules: changed } };
  return isSameJson(before, after) ? [] : [{ ref: refFromManifest(before), before, after }];
}

function newHttpRoute(intent: TrafficSplitIntent, snapshot: RoutingSnapshot): Manifest {
  const taken = snapshot.httpRoutes.some(
    ({ metadata }) =>
      metadata.name === intent.service.name && metadata.namespace === intent.service.namespace,
  );
  const version = snapshot.httpRoutes[0]?.apiVersion ?? "gateway.networking.k8s.io/v1";
  return {
    apiVersion: version,
    kind: "HTTPRoute",
    metadata: {
      name: taken ? `${intent.service.name}-split` : intent.service.name,
      namespace: intent.service.namespace,
    },
    spec: {
      parentRefs: [
        {
          group: "",
          kind: "Service",
          name: intent.service.name,
          ...(intent.port === undefined ? {} : { port: intent.port }),
        },
      ],
      rules: [newRule(intent)],
    },
  };
}

function newRule(intent: TrafficSplitIntent): object {
  return {
    matches: [{ path: { type: "PathPrefix", value: "/" } }],
    backendRefs: backends(intent, []),
  };
}

function backends(intent: TrafficSplitIntent, old: unknown): readonly object[] {
  const known = Array.isArray(old) ? old.filter(isRecord) : [];
  const port = intent.port === undefined ? {} : { port: intent.port };
  return intent.destinations.map(({ name, weightPercent }) => {
    const entry = known.find((backend) => backend["name"] === name);
    return { ...(entry ?? { group: "", kind: "Service", name, ...port }), weight: weightPercent };
  });
}
