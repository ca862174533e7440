import type { RenderedObject } from "@/lib/changes/change-set";
import { IntentError } from "@/lib/changes/intent-module";
import { isSameJson, specList } from "@/lib/config/clean-manifest";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import {
  isIdleRule,
  mergedRules,
  newRule,
  renderRule,
  subsetOf,
  withSubsets,
} from "@/lib/routing/destination-rule-edit";
import { numberOf, recordOf, recordsOf, withField, withObject, type Json } from "@/lib/routing/json-fields";
import { versionsOf } from "@/lib/routing/service-versions";
import { snapshotFromObjects, type ServiceName } from "@/lib/routing/snapshot";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

/** The part of a DestinationRule that a policy is about. */
export type PolicyScope = {
  readonly service: ServiceName;
  readonly subset?: string | undefined;
  readonly port?: number | undefined;
};

/** What a port's own settings hold; naming a port resets those of them that it does not repeat. */
const portFields = ["tls", "connectionPool", "outlierDetection", "loadBalancer"] as const;

/** The policy of the scope as it stands there; empty when there is none. */
export function readPolicy(objects: MeshObjects, scope: PolicyScope): Json {
  const home = homeOf(objects, scope);
  if (home === undefined) return {};
  const policy = policyOf(home, scope);
  return scope.port === undefined ? policy : (portEntry(policy, scope.port) ?? {});
}

/** What holds for the scope, from its own policy and those around it. */
export function effectivePolicy(objects: MeshObjects, scope: PolicyScope): Json {
  const { service, subset, port } = scope;
  const policy = readPolicy(objects, { service, subset });
  const own = port === undefined ? undefined : portEntry(policy, port);
  return own ?? sharedFields(objects, scope, policy);
}

/** The rule whose policy of the scope holds, or would hold. */
export function policyObject(objects: MeshObjects, scope: PolicyScope): Manifest | undefined {
  return homeOf(objects, scope);
}

/** Every scope of the service's rules that has a policy, the whole service first. */
export function policyScopes(objects: MeshObjects, service: ServiceName): readonly PolicyScope[] {
  const rules = mergedRules(objects, service);
  const subsets = rules.flatMap((rule) => specList(rule, "subsets")).map(({ name }) => String(name));
  return [undefined, ...new Set(subsets)].flatMap((subset) => {
    const scope = { service, ...(subset === undefined ? {} : { subset }) };
    const ports = recordsOf(readPolicy(objects, scope)["portLevelSettings"]).flatMap(
      (entry) => numberOf(recordOf(entry["port"])["number"]) ?? [],
    );
    return [scope, ...ports.map((port) => ({ ...scope, port }))];
  });
}

/** Key and label of the policy of a scope among others of the service. */
export function scopeLabel({ service, subset, port }: PolicyScope): {
  readonly key: string;
  readonly label: string;
} {
  const place = `${subset ?? ""}${port === undefined ? "" : `:${port}`}`;
  return { key: place, label: `${service.namespace}/${service.name}${place === "" ? "" : ` ${place}`}` };
}

/** `inherited` is what holds when the policy says nothing: for a port, the settings of all ports. */
type Edit = (policy: Json, inherited: Json) => Json;

/**
 * The DestinationRule with the policy of the scope edited; a rule that would say nothing any more is deleted, and
 * nothing comes back when the edit changes nothing. Throws IntentError for a subset that nobody knows.
 */
export function writePolicy(objects: MeshObjects, scope: PolicyScope, edit: Edit): readonly RenderedObject[] {
  const before = homeOf(objects, scope);
  const base = withSubsetOf(objects, scope, before ?? newRule(objects, scope.service));
  const policy = policyOf(base, scope);
  const next =
    scope.port === undefined
      ? edit(policy, {})
      : editPort(policy, scope.port, sharedFields(objects, scope, policy), edit);
  if (isSameJson(policy, next)) return [];
  const after = withPolicy(base, scope, next);
  if (before !== undefined && isIdleRule(objects, scope.service, after)) {
    return [{ ref: refFromManifest(before), before }];
  }
  return renderRule(before, after);
}

/** Istio takes the policy of the first of the merged rules that has one, and a subset from the rule that names it. */
function homeOf(objects: MeshObjects, { service, subset }: PolicyScope): Manifest | undefined {
  const rules = mergedRules(objects, service);
  const chosen =
    subset === undefined
      ? rules.find(({ spec }) => spec?.["trafficPolicy"] !== undefined)
      : rules.find((rule) => specList(rule, "subsets").some(({ name }) => name === subset));
  return chosen ?? rules[0];
}

function withSubsetOf(objects: MeshObjects, { service, subset }: PolicyScope, rule: Manifest): Manifest {
  if (subset === undefined || specList(rule, "subsets").some(({ name }) => name === subset)) return rule;
  const versions = versionsOf(snapshotFromObjects(objects), service);
  const known = versions.some((version) => version.subset === subset);
  if (!known) {
    throw new IntentError(`${service.namespace}/${service.name} has no subset ${subset}`, {
      field: "subset",
      reason: "subset_missing",
    });
  }
  return withSubsets(rule, [subsetOf(objects, service, { name: subset, labels: {} })]);
}

function policyOf(rule: Manifest, { subset }: PolicyScope): Json {
  if (subset === undefined) return recordOf(rule.spec?.["trafficPolicy"]);
  return recordOf(specList(rule, "subsets").find(({ name }) => name === subset)?.["trafficPolicy"]);
}

function withPolicy(rule: Manifest, { subset }: PolicyScope, policy: Json): Manifest {
  const spec = recordOf(rule.spec);
  if (subset === undefined) return { ...rule, spec: { ...withObject(spec, "trafficPolicy", policy) } };
  const subsets = specList(rule, "subsets").map((entry) =>
    entry["name"] === subset ? withObject(entry, "trafficPolicy", policy) : entry,
  );
  return { ...rule, spec: { ...spec, subsets } };
}

const isPort = (port: number) => (entry: Json) => recordOf(entry["port"])["number"] === port;

function portEntry(policy: Json, port: number): Json | undefined {
  return recordsOf(policy["portLevelSettings"]).find(isPort(port));
}

/** A new port's entry repeats what holds for the port without it, and one that only repeats that goes. */
function editPort(policy: Json, port: number, shared: Json, edit: Edit): Json {
  const entries = recordsOf(policy["portLevelSettings"]);
  const at = entries.findIndex(isPort(port));
  const old = entries[at];
  const next = edit(old ?? { port: { number: port }, ...shared }, shared);
  // An entry of a port alone is refused by istiod's webhook.
  const isRepeating = Object.keys(next).length < 2 || isSameJson(next, { port: { number: port }, ...shared });
  if (old === undefined) {
    return isRepeating ? policy : withField(policy, "portLevelSettings", [...entries, next]);
  }
  const rest = isRepeating ? entries.toSpliced(at, 1) : entries.with(at, next);
  return withField(policy, "portLevelSettings", rest.length === 0 ? undefined : rest);
}

/**
 * What holds for a port that the scope's policy has no entry for: the policy's own fields, and for a subset those of the
 * service (of its entry for the port, if it has one) that the subset leaves open. Source: istiod's MergeTrafficPolicy.
 */
function sharedFields(objects: MeshObjects, { service, subset, port }: PolicyScope, policy: Json): Json {
  const whole = subset === undefined ? {} : readPolicy(objects, { service });
  const wider = port === undefined ? whole : (portEntry(whole, port) ?? whole);
  return Object.fromEntries(
    portFields.flatMap((field) => {
      const value = policy[field] ?? wider[field];
      return value === undefined ? [] : [[field, value]];
    }),
  );
}
