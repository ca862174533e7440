import { resolveHost } from "./host";
import { destinationRuleSchema } from "./destination-rule-spec";
import { compareByAge, parsedObjects, rootNamespace, selectorMatches } from "./mesh-objects";
import type { DestinationRuleSpec, TrafficPolicySpec } from "./destination-rule-spec";
import type { MeshObjects, Parsed } from "./mesh-objects";
import type { XdsProxy } from "./proxy-scope";
import type { XdsService } from "./service-registry";

export type DestinationSubset = NonNullable<DestinationRuleSpec["subsets"]>[number];

/** The DestinationRules of one host and namespace, merged as istiod merges them. */
export type MergedDestinationRule = {
  /** Name of the first; its name is what istiod stamps on the clusters. */
  readonly name: string;
  readonly namespace: string;
  readonly trafficPolicy: TrafficPolicySpec | undefined;
  readonly subsets: readonly DestinationSubset[];
  /** Every rule that is in it, the first included. */
  readonly mergedNames: readonly string[];
  readonly workloadSelector: Readonly<Record<string, string>> | undefined;
};

type Rule = Parsed<DestinationRuleSpec>;
type Consolidated = MergedDestinationRule & { readonly exportTo: ReadonlySet<string> };
type HostIndex = Map<string, Consolidated[]>;
type RuleIndex = {
  readonly local: Map<string, HostIndex>;
  readonly exported: Map<string, HostIndex>;
  /** Of the root namespace and exported to it alone. */
  readonly rootOnly: HostIndex;
};

const known = new WeakMap<MeshObjects, RuleIndex>();

/** Source: istiod's setDestinationRules: rules that select workloads come first, then the older. */
function ruleIndex(objects: MeshObjects): RuleIndex {
  const cached = known.get(objects);
  if (cached !== undefined) return cached;
  const index: RuleIndex = { local: new Map(), exported: new Map(), rootOnly: new Map() };
  const unselective = (rule: Rule): number => (rule.spec.workloadSelector === undefined ? 1 : 0);
  const rules = parsedObjects(objects, "networking.istio.io/DestinationRule", destinationRuleSchema);
  for (const rule of rules.toSorted((a, b) => unselective(a) - unselective(b) || compareByAge(a, b))) {
    const { namespace } = rule;
    const targets = rule.spec.workloadSelector === undefined ? (rule.spec.exportTo ?? []) : ["."];
    const exportTo = new Set(targets);
    const here = exportTo.size === 0 || ["*", ".", namespace].some((target) => exportTo.has(target));
    if (here) consolidate(hostsOf(index.local, namespace), rule, exportTo);
    const privateOnly = exportTo.size === 1 && (exportTo.has(".") || exportTo.has(namespace));
    if (!privateOnly) consolidate(hostsOf(index.exported, namespace), rule, exportTo);
    else if (namespace === rootNamespace) consolidate(index.rootOnly, rule, exportTo);
  }
  known.set(objects, index);
  return index;
}

function hostsOf(byNamespace: Map<string, HostIndex>, namespace: string): HostIndex {
  const hosts = byNamespace.get(namespace) ?? new Map<string, Consolidated[]>();
  byNamespace.set(namespace, hosts);
  return hosts;
}

/**
 * Adds a rule to those of its host: it is merged into rules with the same exportTo and selector, and stands alone
 * otherwise. Source: istiod's mergeDestinationRule with ENABLE_ENHANCED_DESTINATIONRULE_MERGE.
 */
function consolidate(hosts: HostIndex, rule: Rule, exportTo: ReadonlySet<string>): void {
  const host = resolveHost(rule.spec.host, rule.namespace);
  const list = hosts.get(host) ?? [];
  hosts.set(host, list);
  const selector = selectorOf(rule);
  let alone = true;
  for (const [position, existing] of list.entries()) {
    alone = !sameSet(exportTo, existing.exportTo);
    const covers = existing.exportTo.size > 0 && [...existing.exportTo].every((each) => exportTo.has(each));
    if (alone && !covers) continue;
    const bothSelect = selector !== undefined && existing.workloadSelector !== undefined;
    if (bothSelect && !sameLabels(selector, existing.workloadSelector)) {
      alone = true;
      continue;
    }
    if (bothSelect || (selector === undefined && existing.workloadSelector === undefined)) alone = false;
    list[position] = withRule(existing, rule);
  }
  if (alone)
    list.push({
      name: rule.name,
      namespace: rule.namespace,
      trafficPolicy: rule.spec.trafficPolicy,
      subsets: rule.spec.subsets ?? [],
      mergedNames: [rule.name],
      workloadSelector: selector,
      exportTo,
    });
}

/** Subsets with new names join; the first traffic policy stands. */
function withRule(existing: Consolidated, rule: Rule): Consolidated {
  const names = new Set(existing.subsets.map((subset) => subset.name));
  return {
    ...existing,
    subsets: [...existing.subsets, ...(rule.spec.subsets ?? []).filter((subset) => !names.has(subset.name))],
    trafficPolicy: existing.trafficPolicy ?? rule.spec.trafficPolicy,
    mergedNames: [...existing.mergedNames, rule.name],
  };
}

function selectorOf(rule: Rule): Readonly<Record<string, string>> | undefined {
  return rule.spec.workloadSelector === undefined
    ? undefined
    : (rule.spec.workloadSelector.matchLabels ?? {});
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((each) => b.has(each));
}

function sameLabels(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  return selectorMatches(a, b) && selectorMatches(b, a);
}

function mostSpecific(hosts: HostIndex | undefined, host: string): readonly Consolidated[] | undefined {
  if (hosts === undefined) return undefined;
  const exact = hosts.get(host);
  if (exact !== undefined) return exact;
  const needle = host.startsWith("*") ? host.slice(1) : host;
  let best = "";
  for (const pattern of hosts.keys())
    if (pattern.startsWith("*") && needle.endsWith(pattern.slice(1)) && pattern.length > best.length)
      best = pattern;
  return hosts.get(best);
}

function candidates(
  objects: MeshObjects,
  proxy: XdsProxy,
  service: Pick<XdsService, "host" | "namespace">,
): readonly Consolidated[] {
  const index = ruleIndex(objects);
  const own =
    proxy.namespace === rootNamespace
      ? mostSpecific(index.rootOnly, service.host)
      : mostSpecific(index.local.get(proxy.namespace), service.host);
  if (own !== undefined) return own;
  for (const namespace of [service.namespace, rootNamespace]) {
    const exported = (mostSpecific(index.exported.get(namespace), service.host) ?? []).filter(
      ({ exportTo }) => exportTo.size === 0 || exportTo.has("*") || exportTo.has(proxy.namespace),
    );
    if (exported.length > 0) return exported;
  }
  return [];
}

/**
 * The DestinationRule that a proxy applies to a service: from the proxy's namespace, else the service's, else the root
 * namespace; within one namespace the most specific host. A namespace whose rules all select other workloads is not
 * passed over. Source: istiod's PushContext.destinationRule and SidecarScope.DestinationRule.
 */
export function destinationRuleFor(
  objects: MeshObjects,
  proxy: XdsProxy,
  service: Pick<XdsService, "host" | "namespace">,
): MergedDestinationRule | undefined {
  const list = candidates(objects, proxy, service);
  const selecting = list.find(
    (rule) =>
      rule.workloadSelector !== undefined &&
      rule.namespace === proxy.namespace &&
      selectorMatches(rule.workloadSelector, proxy.labels),
  );
  return selecting ?? list.findLast((rule) => rule.workloadSelector === undefined);
}
