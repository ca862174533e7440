import type { Because } from "@/lib/proxies/explain/answer";
import { matchPolicy, type RbacFacts } from "@/lib/proxies/explain/filters/rbac-rules";
import { httpInput } from "@/lib/proxies/explain/match-input";
import { evaluateTree } from "@/lib/proxies/explain/matcher-tree";
import { isProtoObject, objectField, textField } from "@/lib/proxies/proto-json";

/**
 * What RBAC decides: allow or deny, by which policy; or what it depends on. `orBy` are policies that come first and that
 * nobody can tell: they would decide alike.
 */
export type RbacDecision =
  | { readonly is: "allowed" | "denied"; readonly policy: string; readonly orBy?: readonly string[] }
  | { readonly is: "unknown"; readonly policy: string; readonly because: readonly Because[] };

/**
 * Decides by `rules` and `matcher` of an RBAC configuration; undefined without either. A policy that can't be told leaves
 * the whole open, unless another one decides alike. Source: Envoy's RBAC engines.
 */
export function decide(
  config: unknown,
  facts: RbacFacts,
  keys: { readonly rules: string; readonly matcher: string } = { rules: "rules", matcher: "matcher" },
): RbacDecision | undefined {
  const matcher = objectField(config, keys.matcher);
  if (matcher !== undefined) return byTree(matcher, facts);
  const rules = objectField(config, keys.rules);
  return rules === undefined ? undefined : byPolicies(rules, facts);
}

function byPolicies(rules: unknown, facts: RbacFacts): RbacDecision {
  const action = textField(rules, "action") ?? "ALLOW";
  if (action === "LOG") return { is: "allowed", policy: "" };
  const policies = objectField(rules, "policies") ?? {};
  const open: Because[] = [];
  const orBy: string[] = [];
  // Envoy walks them in the order of their names.
  for (const name of Object.keys(policies).toSorted()) {
    const answer = isProtoObject(policies[name]) ? matchPolicy(policies[name], facts) : undefined;
    if (answer?.is === "yes") {
      const decided = { is: action === "DENY" ? "denied" : "allowed", policy: name } as const;
      return orBy.length === 0 ? decided : { ...decided, orBy };
    }
    if (answer?.is !== "unknown") continue;
    orBy.push(name);
    open.push(...answer.because);
  }
  if (open.length > 0) return { is: "unknown", policy: orBy[0] ?? "", because: open };
  return { is: action === "DENY" ? "allowed" : "denied", policy: "" };
}

function byTree(matcher: unknown, { request, peer, sourceIp }: RbacFacts): RbacDecision {
  const asked = request ?? {
    authority: "",
    method: "",
    scheme: "http",
    headers: [],
    headersAreComplete: true,
  };
  const found = evaluateTree(matcher, httpInput(asked, peer, sourceIp));
  if (found.is === "unknown") return { is: "unknown", policy: "", because: found.because };
  if (found.is === "none") return { is: "denied", policy: "" };
  const action = textField(found.content, "action") ?? "ALLOW";
  const policy = textField(found.content, "name") ?? found.name;
  return { is: action === "DENY" ? "denied" : "allowed", policy };
}
