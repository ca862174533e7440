import { mostSpecificHost, resolveHost } from "./host";
import { destinationRuleSchema } from "./destination-rule-spec";
import { exportedTo, parsedObjects, rootNamespace, selectorMatches } from "./mesh-objects";
import type { DestinationRuleSpec, TrafficPolicySpec } from "./destination-rule-spec";
import type { MeshObjects, Parsed } from "./mesh-objects";
import type { XdsProxy } from "./proxy-scope";
import type { XdsService } from "./service-registry";

export type DestinationSubset = NonNullable<DestinationRuleSpec["subsets"]>[number];

/** The DestinationRules of one host and namespace, merged as istiod merges them. */
export type MergedDestinationRule = {
  readonly name: string;
  readonly namespace: string;
  readonly trafficPolicy: TrafficPolicySpec | undefined;
  readonly subsets: readonly DestinationSubset[];
};

type Rule = Parsed<DestinationRuleSpec> & { readonly host: string };

const known = new WeakMap<MeshObjects, ReadonlyMap<string, readonly Rule[]>>();

function rulesByNamespace(objects: MeshObjects): ReadonlyMap<string, readonly Rule[]> {
  const cached = known.get(objects);
  if (cached !== undefined) return cached;
  const byNamespace = new Map<string, Rule[]>();
  const key = "networking.istio.io/DestinationRule";
  for (const object of parsedObjects(objects, key, destinationRuleSchema)) {
    const list = byNamespace.get(object.namespace) ?? [];
    byNamespace.set(object.namespace, list);
    list.push({ ...object, host: resolveHost(object.spec.host, object.namespace) });
  }
  known.set(objects, byNamespace);
  return byNamespace;
}

/**
 * The DestinationRule that a proxy applies to a service: from the proxy's namespace, else the service's, else the root
 * namespace; within one namespace the most specific host. Source: istiod's PushContext.destinationRule.
 */
export function destinationRuleFor(
  objects: MeshObjects,
  proxy: XdsProxy,
  service: Pick<XdsService, "host" | "namespace">,
): MergedDestinationRule | undefined {
  const byNamespace = rulesByNamespace(objects);
  const namespaces =
    proxy.namespace === rootNamespace
      ? [service.namespace, rootNamespace]
      : [proxy.namespace, service.namespace, rootNamespace];
  for (const namespace of namespaces) {
    const visible = (byNamespace.get(namespace) ?? []).filter((rule) =>
      exportedTo(rule.spec.exportTo, rule.namespace, proxy.namespace),
    );
    const host = mostSpecificHost(new Set(visible.map((rule) => rule.host)), service.host);
    if (host === undefined) continue;
    const merged = mergeRules(
      visible.filter((rule) => rule.host === host),
      proxy,
    );
    if (merged !== undefined) return merged;
  }
  return undefined;
}

/** A rule that selects the proxy wins whole; the others add their subsets, and the first traffic policy stands. */
function mergeRules(rules: readonly Rule[], proxy: XdsProxy): MergedDestinationRule | undefined {
  const selecting = rules.find(
    (rule) =>
      rule.spec.workloadSelector !== undefined &&
      rule.namespace === proxy.namespace &&
      selectorMatches(rule.spec.workloadSelector.matchLabels, proxy.labels),
  );
  const open = rules.filter((rule) => rule.spec.workloadSelector === undefined);
  const used = selecting === undefined ? open : [selecting];
  const first = used[0];
  if (first === undefined) return undefined;
  const subsets = new Map<string, DestinationSubset>();
  for (const rule of used)
    for (const subset of rule.spec.subsets ?? [])
      if (!subsets.has(subset.name)) subsets.set(subset.name, subset);
  return {
    name: first.name,
    namespace: first.namespace,
    trafficPolicy: used.find((rule) => rule.spec.trafficPolicy !== undefined)?.spec.trafficPolicy,
    subsets: [...subsets.values()],
  };
}
