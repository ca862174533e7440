import { authorizationPolicySchema } from "./authorization-spec";
import { ruleMatches } from "./authorization-match";
import { parsedObjects, rootNamespace, selectorMatches } from "./mesh-objects";
import type { AccessRequest, HttpOnlyFields } from "./authorization-match";
import type { AuthorizationPolicySpec } from "./authorization-spec";
import type { MeshObjects, Parsed } from "./mesh-objects";

export type AuthorizationPolicy = Parsed<AuthorizationPolicySpec>;

type PolicyRef = { readonly namespace: string; readonly name: string };
export type AccessDecision = {
  /** `ask` is left to the external authorizer of a CUSTOM policy, which nobody can foresee. */
  readonly outcome: "allow" | "deny" | "ask";
  readonly reason: "no_policy" | "allow_rule" | "no_allow_rule" | "deny_rule" | "custom_rule";
  /** The policy whose rule decided; absent when none matched. */
  readonly policy?: PolicyRef;
  /** Index of the rule, as in Envoy's name `ns[x]-policy[y]-rule[0]`. */
  readonly ruleIndex?: number;
  /** For `ask`: the provider, and what the other policies say if it consents. */
  readonly provider?: string;
  readonly ifConsented?: "allow" | "deny";
};

/**
 * The policies that apply to a workload: of its namespace and of the root namespace, without a selector or with one
 * that picks it. Policies with targetRefs bind to waypoints and Gateway API gateways and count only for `gatewayName`.
 */
export function policiesFor(
  objects: MeshObjects,
  workload: {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly gatewayName?: string;
  },
): readonly AuthorizationPolicy[] {
  const key = "security.istio.io/AuthorizationPolicy";
  return parsedObjects(objects, key, authorizationPolicySchema).filter((policy) => {
    if (policy.namespace !== workload.namespace && policy.namespace !== rootNamespace) return false;
    const { targetRef, targetRefs } = policy.spec;
    const targets = [...(targetRef === undefined ? [] : [targetRef]), ...(targetRefs ?? [])];
    if (targets.length > 0)
      return targets.some((target) => target.kind === "Gateway" && target.name === workload.gatewayName);
    return selectorMatches(policy.spec.selector?.matchLabels, workload.labels);
  });
}

/**
 * What a workload's proxy does with a request: CUSTOM first, then DENY, then ALLOW; with no ALLOW policy everything
 * that was not denied passes. A denial is 403 (or a closed connection for TCP). Source: Istio's AuthorizationPolicy.
 */
export function decideAccess(
  policies: readonly AuthorizationPolicy[],
  request: AccessRequest,
): AccessDecision {
  const custom = firstMatch(policies, "CUSTOM", request, "ignored");
  const local = decideLocally(policies, request);
  if (custom === undefined) return local;
  const provider = custom.policy.spec.provider?.name;
  return {
    outcome: "ask",
    reason: "custom_rule",
    policy: refOf(custom.policy),
    ruleIndex: custom.ruleIndex,
    ...(provider === undefined ? {} : { provider }),
    ifConsented: local.outcome === "allow" ? "allow" : "deny",
  };
}

function decideLocally(policies: readonly AuthorizationPolicy[], request: AccessRequest): AccessDecision {
  const denied = firstMatch(policies, "DENY", request, "ignored");
  if (denied !== undefined)
    return {
      outcome: "deny",
      reason: "deny_rule",
      policy: refOf(denied.policy),
      ruleIndex: denied.ruleIndex,
    };
  if (!policies.some((policy) => actionOf(policy) === "ALLOW"))
    return { outcome: "allow", reason: "no_policy" };
  const allowed = firstMatch(policies, "ALLOW", request, "never");
  if (allowed === undefined) return { outcome: "deny", reason: "no_allow_rule" };
  return {
    outcome: "allow",
    reason: "allow_rule",
    policy: refOf(allowed.policy),
    ruleIndex: allowed.ruleIndex,
  };
}

function firstMatch(
  policies: readonly AuthorizationPolicy[],
  action: string,
  request: AccessRequest,
  onTcp: HttpOnlyFields,
): { policy: AuthorizationPolicy; ruleIndex: number } | undefined {
  for (const policy of policies) {
    if (actionOf(policy) !== action) continue;
    const ruleIndex = (policy.spec.rules ?? []).findIndex((rule) => ruleMatches(rule, request, onTcp));
    if (ruleIndex >= 0) return { policy, ruleIndex };
  }
  return undefined;
}

function actionOf(policy: AuthorizationPolicy): string {
  return policy.spec.action ?? "ALLOW";
}

function refOf(policy: AuthorizationPolicy): PolicyRef {
  return { namespace: policy.namespace, name: policy.name };
}
