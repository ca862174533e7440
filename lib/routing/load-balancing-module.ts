import { IntentError, type IntentModule } from "@/lib/changes/intent-module";
import { currentIntent } from "@/lib/routing/current-intent";
import { recordOf, withField, withObject } from "@/lib/routing/json-fields";
import {
  clearLoadBalancer,
  readLoadBalancer,
  writeLoadBalancer,
  type LoadBalancer,
} from "@/lib/routing/load-balancer-fields";
import type { LoadBalancingIntent } from "@/lib/routing/load-balancing";
import { policyFits, requireService, routingRefs } from "@/lib/routing/routing-fit";
import {
  effectivePolicy,
  policyObject,
  policyScopes,
  readPolicy,
  scopeLabel,
  writePolicy,
  type PolicyScope,
} from "@/lib/routing/traffic-policy";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

/** How requests are shared between a service's endpoints. */
export const loadBalancingModule: IntentModule<LoadBalancingIntent> = {
  fits: (objects, target, served) =>
    policyFits(objects, target, served, ["algorithm", "consistentHash", "locality", "warmup"]),
  instances: (objects, target) =>
    policyScopes(objects, target)
      .filter((scope) => readPolicy(objects, scope)["loadBalancer"] !== undefined)
      .map((scope) => ({
        ...scopeLabel(scope),
        current: currentIntent(policyObject(objects, scope), () => intentOf(objects, scope)),
      })),
  start: (objects, target) => {
    const service = { namespace: target.namespace, name: target.name };
    const current = currentIntent(undefined, () => intentOf(objects, { service }));
    const isThere = readPolicy(objects, { service })["loadBalancer"] !== undefined;
    if (current.ok && isThere) return current.intent;
    return {
      api: "istio",
      service,
      algorithm: "least_request",
      locality: { mode: "default", failover: [], distribute: [], failoverPriority: [] },
    };
  },
  toManifests(intent, objects) {
    requireService(objects, intent.service);
    refuseIdleFailover(objects, intent);
    return writePolicy(objects, intent, (policy) => {
      const raw = recordOf(policy["loadBalancer"]);
      return withObject(policy, "loadBalancer", writeLoadBalancer(raw, balancerOf(intent)));
    });
  },
  remove: (intent, objects) =>
    writePolicy(objects, intent, (policy, inherited) => {
      const rest = clearLoadBalancer(recordOf(policy["loadBalancer"]));
      const cleared = withObject(policy, "loadBalancer", rest);
      return "loadBalancer" in cleared
        ? cleared
        : withField(cleared, "loadBalancer", inherited["loadBalancer"]);
    }),
  refs: (intent, objects) => routingRefs(objects, intent.service),
  target: ({ service }) => service,
  title: ({ service, subset, algorithm, locality, warmup }) => {
    const parts = [
      algorithm === "default" ? [] : [algorithm.replaceAll("_", " ")],
      locality.mode === "default" ? [] : [`locality ${locality.mode}`],
      warmup === undefined ? [] : [`warm-up ${warmup.durationMs / 1000} s`],
    ].flat();
    return `Balance ${service.namespace}/${service.name}${subset === undefined ? "" : ` (${subset})`}: ${parts.join(", ")}`;
  },
};

function balancerOf({ algorithm, consistentHash, locality, warmup }: LoadBalancingIntent): LoadBalancer {
  return { algorithm, consistentHash, locality, warmup };
}

function intentOf(objects: MeshObjects, scope: PolicyScope): LoadBalancingIntent {
  const { service, subset, port } = scope;
  return {
    api: "istio",
    service: { namespace: service.namespace, name: service.name },
    ...(port === undefined ? {} : { port }),
    ...(subset === undefined ? {} : { subset }),
    ...readLoadBalancer(recordOf(readPolicy(objects, scope)["loadBalancer"])),
  };
}

/** Envoy prefers a locality only while it knows which endpoints are well. */
function refuseIdleFailover(objects: MeshObjects, intent: LoadBalancingIntent): void {
  if (intent.locality.mode !== "failover") return;
  const { service } = intent;
  if (effectivePolicy(objects, intent)["outlierDetection"] !== undefined) return;
  throw new IntentError(
    `Failover needs outlier detection, and ${service.namespace}/${service.name} has none: set it as a circuit breaker first`,
    { field: "locality.mode", reason: "outlier_detection_missing" },
  );
}
