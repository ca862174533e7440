import { policiesFor, type AuthorizationPolicy } from "@/lib/xds/authorization";
import type { OperationSpec, RuleSpec, SourceSpec } from "@/lib/xds/authorization-spec";
import { anyOf, type ProtoJson } from "./proto-json";
import type { ProxyView } from "./proxy-view";

/** RBAC filters of an inbound HTTP chain: CUSTOM as a shadow, then DENY, then ALLOW, as istiod orders them. */
export function accessFilters(view: ProxyView): readonly ProtoJson[] {
  const policies = policiesFor(view.lds.objects, view.proxy);
  return (["CUSTOM", "DENY", "ALLOW"] as const).flatMap((action) => {
    const chosen = policies.filter((policy) => (policy.spec.action ?? "ALLOW") === action);
    return chosen.length === 0 ? [] : [rbacFilter(chosen, action)];
  });
}

function rbacFilter(
  policies: readonly AuthorizationPolicy[],
  action: "CUSTOM" | "DENY" | "ALLOW",
): ProtoJson {
  const entries = policies.flatMap((policy) =>
    (policy.spec.rules ?? []).map(
      (rule, index) => [ruleName(policy, index, action), rulePolicy(rule)] as const,
    ),
  );
  const rules = {
    ...(action === "DENY" || action === "CUSTOM" ? { action: "DENY" } : {}),
    policies: Object.fromEntries(entries),
  };
  return {
    name: "envoy.filters.http.rbac",
    typed_config: anyOf(
      "envoy.extensions.filters.http.rbac.v3.RBAC",
      action === "CUSTOM"
        ? { shadow_rules: rules, shadow_rules_stat_prefix: "istio_ext_authz_" }
        : { rules, shadow_rules_stat_prefix: `istio_dry_run_${action.toLowerCase()}_` },
    ),
  };
}

function ruleName(policy: AuthorizationPolicy, index: number, action: string): string {
  const name = `ns[${policy.namespace}]-policy[${policy.name}]-rule[${index}]`;
  return action === "CUSTOM" ? `istio-ext-authz-${policy.spec.provider?.name ?? ""}-${name}` : name;
}

function rulePolicy(rule: RuleSpec): ProtoJson {
  const permissions = (rule.to ?? []).map((to) => permission(to.operation ?? {}));
  const principals = (rule.from ?? []).map((from) => principal(from.source ?? {}));
  return {
    permissions: permissions.length === 0 ? [{ any: true }] : permissions,
    principals: principals.length === 0 ? [{ any: true }] : principals,
  };
}

function textMatcher(pattern: string): ProtoJson {
  if (pattern === "*") return { safe_regex: { regex: ".+" } };
  if (pattern.endsWith("*")) return { prefix: pattern.slice(0, -1) };
  return pattern.startsWith("*") ? { suffix: pattern.slice(1) } : { exact: pattern };
}

function anyOfRules(kind: "or_rules" | "or_ids", list: readonly ProtoJson[]): ProtoJson {
  return { [kind]: { [kind === "or_rules" ? "rules" : "ids"]: list } };
}

function permission(operation: OperationSpec): ProtoJson {
  const header = (name: string, values: readonly string[]): ProtoJson =>
    anyOfRules(
      "or_rules",
      values.map((value) => ({ header: { name, string_match: textMatcher(value) } })),
    );
  const parts = [
    ...(operation.hosts === undefined ? [] : [header(":authority", operation.hosts)]),
    ...(operation.methods === undefined ? [] : [header(":method", operation.methods)]),
    ...(operation.paths === undefined
      ? []
      : [
          anyOfRules(
            "or_rules",
            operation.paths.map((path) => ({ url_path: { path: textMatcher(path) } })),
          ),
        ]),
    ...(operation.ports === undefined
      ? []
      : [
          anyOfRules(
            "or_rules",
            operation.ports.map((port) => ({ destination_port: Number(port) })),
          ),
        ]),
  ];
  return { and_rules: { rules: parts.length === 0 ? [{ any: true }] : parts } };
}

function principal(source: SourceSpec): ProtoJson {
  const named = (matcher: ProtoJson): ProtoJson => ({
    authenticated: { principal_name: matcher },
  });
  const parts = [
    ...(source.principals === undefined
      ? []
      : [
          anyOfRules(
            "or_ids",
            source.principals.map((name) => named(textMatcher(`spiffe://${name}`))),
          ),
        ]),
    ...(source.namespaces === undefined
      ? []
      : [
          anyOfRules(
            "or_ids",
            source.namespaces.map((name) => named({ safe_regex: { regex: `.*/ns/${name}/.*` } })),
          ),
        ]),
    ...(source.ipBlocks === undefined
      ? []
      : [
          anyOfRules(
            "or_ids",
            source.ipBlocks.map((block) => {
              const [address_prefix = "", bits = "32"] = block.split("/");
              return { direct_remote_ip: { address_prefix, prefix_len: Number(bits) } };
            }),
          ),
        ]),
  ];
  return { and_ids: { ids: parts.length === 0 ? [{ any: true }] : parts } };
}
