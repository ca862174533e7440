import type { Because } from "@/lib/proxies/explain/answer";
import { inForce, type FilterRule } from "@/lib/proxies/explain/filters/filter-context";
import { decide, type RbacDecision } from "@/lib/proxies/explain/filters/rbac-engine";
import type { LocalAnswer } from "@/lib/proxies/explain/filter-step";
import { objectField } from "@/lib/proxies/proto-json";

/** The HTTP RBAC filter; a route's own configuration replaces the filter's, and an empty one turns it off. */
export const rbac: FilterRule = (context) => {
  const override = context.overrides[0];
  const { from } = inForce(context);
  const config = override === undefined ? context.config : (objectField(override.config, "rbac") ?? {});
  const shadow = decide(config, context, { rules: "shadow_rules", matcher: "shadow_matcher" });
  const notes = shadow === undefined ? [] : [shadowNote(shadow)];
  const decision = decide(config, context);
  if (decision === undefined) {
    return { effect: { does: "passes", because: { code: "no_rules", values: {} } }, from, notes };
  }
  const { policy } = decision;
  const rule = policy === "" ? {} : { rule: policy };
  if (decision.is === "unknown") {
    return {
      effect: { does: "unknown", dependsOn: decision.because, otherwise: denial("") },
      from,
      notes,
      ...rule,
    };
  }
  if (decision.is === "denied") {
    const because = { code: policy === "" ? "rbac_none_allows" : "rbac_denied", values: { policy } };
    return {
      effect: { does: "answers", answer: denial(policy, decision.orBy), because },
      from,
      notes,
      ...rule,
    };
  }
  const because = { code: policy === "" ? "rbac_none_denies" : "rbac_allowed", values: { policy } };
  return { effect: { does: "passes", because }, from, notes, ...rule };
};

/** Where several policies may be the first, the details end before the name. */
function denial(policy: string, orBy: readonly string[] = []): LocalAnswer {
  const matched = policy === "" ? "none" : policy.replaceAll(/\s/g, "_");
  return {
    status: 403,
    flag: "",
    details: `rbac_access_denied_matched_policy${orBy.length === 0 ? `[${matched}]` : ""}`,
    body: "RBAC: access denied",
  };
}

function shadowNote(shadow: RbacDecision): Because {
  return { code: `rbac_shadow_${shadow.is}`, values: { policy: shadow.policy } };
}
