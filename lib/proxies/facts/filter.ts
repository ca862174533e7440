import { anyField, field, fieldAt, objectField, textField, type ProtoObject } from "@/lib/proxies/proto-json";
import { connectionManagerFacts, tcpProxyFacts } from "./connection-manager";
import { factsFrom, plainText, type Fact, type FactRule } from "./fact";
import { jwtFacts } from "./jwt";
import { rbacRules, type RbacRules } from "./rbac";
import { durationText, percentText, serviceText, timeoutText } from "./texts";

/** One filter of a chain, in words. */
export type FilterFacts = {
  readonly name: string;
  /** Full name of its message; "" where the listener has only its name. */
  readonly type: string;
  readonly facts: readonly Fact[];
  readonly rbac?: RbacRules;
  /** Rules that are only counted, never enforced: a dry run. */
  readonly shadow?: RbacRules;
  /** Lua or the like, in full. */
  readonly code?: string;
  /** Its configuration comes by ECDS under this name. */
  readonly discovery?: string;
  readonly isDisabled: boolean;
};

function firstOf(value: unknown, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const found = plainText(field(value, key));
    if (found !== undefined) return found;
  }
  return undefined;
}

function abortText(value: unknown): string {
  const status = firstOf(value, ["http_status", "grpc_status"]);
  const from = field(value, "header_abort") === undefined ? "" : "by header";
  return [percentText(field(value, "percentage")) ?? "0%", status ?? from].join(" · ");
}

function delayText(value: unknown): string {
  const fixed = durationText(field(value, "fixed_delay"));
  const from = field(value, "header_delay") === undefined ? "" : "by header";
  return [percentText(field(value, "percentage")) ?? "0%", fixed ?? from].join(" · ");
}

function bucketText(value: unknown): string {
  const per = durationText(field(value, "fill_interval")) ?? "?";
  const fill = firstOf(value, ["tokens_per_fill"]) ?? "1";
  return `${fill} per ${per}, at most ${firstOf(value, ["max_tokens"]) ?? "?"} at once`;
}

const own: readonly FactRule[] = [["@type"], ["stat_prefix"]];
const rulesByType: readonly (readonly [suffix: string, rules: readonly FactRule[]])[] = [
  [
    ".HTTPFault",
    [...own, ["abort", "abort", abortText], ["delay", "delay", delayText], ["max_active_faults", "limit"]],
  ],
  [
    ".LocalRateLimit",
    [
      ...own,
      ["token_bucket", "limit", bucketText],
      ["filter_enforced", "enforced", percentText],
      ["filter_enabled", "enforced", percentText],
      ["status.code", "statusCodes"],
    ],
  ],
  [
    ".RateLimit",
    [
      ...own,
      ["domain", "domain"],
      ["rate_limit_service.grpc_service", "service", serviceText],
      ["failure_mode_deny", "failureMode", (value) => (value === true ? "deny" : "allow")],
      ["timeout", "timeout", timeoutText],
      ["stage", "stage"],
    ],
  ],
  [
    ".ExtAuthz",
    [
      ...own,
      ["grpc_service", "service", serviceText],
      ["http_service", "service", serviceText],
      ["grpc_service.timeout", "timeout", timeoutText],
      ["http_service.server_uri.timeout", "timeout", timeoutText],
      ["failure_mode_allow", "failureMode", (value) => (value === true ? "allow" : "deny")],
      ["with_request_body.max_request_bytes", "bodySent"],
      ["status_on_error.code", "statusCodes"],
    ],
  ],
  [
    ".Wasm",
    [
      ...own,
      ["config.name", "plugin"],
      ["config.vm_config.runtime", "vm"],
      ["config.vm_config.code.local.filename", "code"],
      ["config.vm_config.code.remote.http_uri.uri", "code"],
      ["config.failure_policy", "failureMode"],
      ["config.fail_open", "failureMode", (value) => (value === true ? "allow" : undefined)],
    ],
  ],
];

function factsOfType(type: string, content: ProtoObject): readonly Fact[] {
  if (type.endsWith(".HttpConnectionManager")) return connectionManagerFacts(content);
  if (type.endsWith(".TcpProxy")) return tcpProxyFacts(content);
  if (type.endsWith(".JwtAuthentication")) return jwtFacts(content);
  if (type.includes(".rbac.")) return factsFrom(content, [...own, ["rules"], ["shadow_rules"]]);
  if (type.includes(".lua."))
    return factsFrom(content, [...own, ["inline_code"], ["default_source_code.inline_string"]]);
  const known = rulesByType.find(([suffix]) => type.endsWith(suffix));
  return factsFrom(content, known?.[1] ?? own);
}

/** A listener, network or HTTP filter, in words: what is known by its name, the rest by Envoy's fields. */
export function filterFacts(filter: unknown): FilterFacts {
  const { type, content } = anyField(filter, "typed_config");
  const config = objectField(filter, "config_discovery");
  const isRbac = type.includes(".rbac.");
  const rbac = isRbac ? rbacRules(content, "rules") : undefined;
  const shadow = isRbac ? rbacRules(content, "shadow_rules") : undefined;
  const code =
    textField(content, "inline_code") ??
    textField(objectField(content, "default_source_code"), "inline_string");
  const name = textField(filter, "name") ?? "";
  return {
    name,
    type,
    facts: config === undefined ? factsOfType(type, content) : factsFrom(config, [["config_source"]]),
    isDisabled: field(filter, "disabled") === true,
    ...(rbac === undefined ? {} : { rbac }),
    ...(shadow === undefined ? {} : { shadow }),
    ...(code === undefined ? {} : { code }),
    ...(config === undefined ? {} : { discovery: name }),
  };
}

/** Filters of `typed_per_filter_config`, which a route, a weighted cluster or a virtual host says otherwise. */
export function overridesOf(proto: unknown): readonly FilterFacts[] {
  return Object.keys(objectField(proto, "typed_per_filter_config") ?? {}).map((name) => {
    const { type, content } = anyField(objectField(proto, "typed_per_filter_config"), name);
    if (!type.endsWith(".FilterConfig") || fieldAt(content, "config") === undefined)
      return filterFacts({ name, typed_config: perRouteContent(type, content) });
    return filterFacts({
      name,
      typed_config: field(content, "config"),
      disabled: field(content, "disabled"),
    });
  });
}

/** `RBACPerRoute {rbac}`, `JwtAuthn PerRouteConfig` and others hold the filter's own message in one field. */
function perRouteContent(type: string, content: ProtoObject): ProtoObject {
  const rbac = objectField(content, "rbac");
  if (type.endsWith(".RBACPerRoute") && rbac !== undefined)
    return { "@type": "type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC", ...rbac };
  return { "@type": `type.googleapis.com/${type}`, ...content };
}
