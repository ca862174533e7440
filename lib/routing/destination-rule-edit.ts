import type { RenderedObject } from "@/lib/changes/change-set";
import { isSameJson, specList } from "@/lib/config/clean-manifest";
import { destinationRuleSpec } from "@/lib/config/destination-rule";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { hostFromService } from "@/lib/mesh/service-host";
import type { IntentDestination } from "@/lib/routing/intent-fields";
import { textOf, type Json } from "@/lib/routing/json-fields";
import { freeName, networkingVersion } from "@/lib/routing/new-object";
import { versionsOf } from "@/lib/routing/service-versions";
import { destinationRulesOf, snapshotFromObjects, type ServiceName } from "@/lib/routing/snapshot";
import { hostCovers } from "@/lib/xds/host";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

/**
 * The rules of the service's host that istiod makes one of: those of one namespace that are for every client, oldest
 * first. Source: istiod's mergeDestinationRule.
 */
export function mergedRules(objects: MeshObjects, service: ServiceName): readonly Manifest[] {
  const rules = destinationRulesOf(snapshotFromObjects(objects), service).filter(
    ({ spec }) => spec?.["workloadSelector"] === undefined,
  );
  return rules.filter(({ metadata }) => metadata.namespace === rules[0]?.metadata.namespace);
}

/** The rule that a service without one gets: with the policy of the wildcard rule that it takes the service from. */
export function newRule(objects: MeshObjects, service: ServiceName): Manifest {
  const { destinationRules } = snapshotFromObjects(objects);
  const trafficPolicy = coveringPolicy(objects, service);
  const host = hostFromService(service);
  return {
    apiVersion: networkingVersion(objects),
    kind: "DestinationRule",
    metadata: { name: freeName(service, destinationRules), namespace: service.namespace },
    spec: { host, ...(trafficPolicy === undefined ? {} : { trafficPolicy }) },
  };
}

/** Istio takes the most specific host's rule alone, so a new one would switch off what a wildcard rule says. */
function coveringPolicy(objects: MeshObjects, service: ServiceName): unknown {
  const host = hostFromService(service);
  return snapshotFromObjects(objects)
    .destinationRules.filter(({ metadata }) => metadata.namespace === service.namespace)
    .filter((rule) => {
      const pattern = destinationRuleSpec(rule).host;
      return pattern.includes("*") && hostCovers(pattern, host);
    })
    .toSorted((left, right) => destinationRuleSpec(right).host.length - destinationRuleSpec(left).host.length)
    .map(({ spec }) => spec?.["trafficPolicy"])[0];
}

/** Whether the rule says nothing that would not hold without it. */
export function isIdleRule(objects: MeshObjects, service: ServiceName, rule: Manifest): boolean {
  const { labels, annotations } = rule.metadata;
  if (Object.keys(labels ?? {}).length + Object.keys(annotations ?? {}).length > 0) return false;
  const others = {
    ...objects,
    "networking.istio.io/DestinationRule": (objects["networking.istio.io/DestinationRule"] ?? []).filter(
      (other) =>
        other.metadata.name !== rule.metadata.name || other.metadata.namespace !== rule.metadata.namespace,
    ),
  };
  return isSameJson(rule.spec ?? {}, newRule(others, service).spec ?? {});
}

/** The rule with `spec`; nothing when it has it. `before` is absent for a rule that is to be made. */
export function renderRule(before: Manifest | undefined, after: Manifest): readonly RenderedObject[] {
  if (before !== undefined && isSameJson(before, after)) return [];
  return [{ ref: refFromManifest(after), ...(before === undefined ? {} : { before }), after }];
}

/** The DestinationRule with those of the destinations' subsets that are missing; nothing when it has them all. */
export function renderSubsets(
  objects: MeshObjects,
  service: ServiceName,
  destinations: readonly IntentDestination[],
): readonly RenderedObject[] {
  const rules = mergedRules(objects, service);
  const known = new Set(rules.flatMap((rule) => specList(rule, "subsets").map(({ name }) => textOf(name))));
  const missing = destinations.filter(({ name, backend }) => backend !== "service" && !known.has(name));
  if (missing.length === 0) return [];
  const [before] = rules;
  return renderRule(
    before,
    withSubsets(
      before ?? newRule(objects, service),
      missing.map((destination) => subsetOf(objects, service, destination)),
    ),
  );
}

/** `rule` with more subsets behind those that it has. */
export function withSubsets(rule: Manifest, more: readonly Json[]): Manifest {
  return { ...rule, spec: { ...rule.spec, subsets: [...specList(rule, "subsets"), ...more] } };
}

/** The subset for a destination: with the labels that it names, else those of the pods of that version. */
export function subsetOf(objects: MeshObjects, service: ServiceName, destination: IntentDestination): Json {
  const { name, labels } = destination;
  if (Object.keys(labels).length > 0) return { name, labels };
  const version = versionsOf(snapshotFromObjects(objects), service).find(({ subset }) => subset === name);
  return { name, labels: version?.labels ?? { version: name } };
}
