import type { Draw } from "./draw";
import { headerMatch, type Json } from "./generate-matches";

const prefix = "type.googleapis.com/envoy.extensions.filters.http";
const typed = (type: string, content: Json): Json => ({ "@type": `${prefix}.${type}`, ...content });

type Kind = {
  readonly name: string;
  readonly config: (draw: Draw) => Json;
  readonly override: (draw: Draw) => Json;
};

const all = (percent: number) => ({ numerator: percent, denominator: "HUNDRED" });
const enabled = (percent: number) => ({ filter_enabled: { default_value: all(percent) } });

function permission(draw: Draw, depth: number): Json {
  const inner = () => permission(draw, depth - 1);
  const simple: readonly (() => Json)[] = [
    () => ({ any: true }),
    () => ({ header: headerMatch(draw) }),
    () => ({ url_path: { path: { prefix: draw.one(["/api", "/items", "/"]) } } }),
    () => ({ url_path: { path: { exact: draw.one(["/api", "/"]), ignore_case: true } } }),
    () => ({ destination_port: 80 }),
    () => ({ requested_server_name: { exact: "x" } }),
    () => ({ metadata: { filter: "f", path: [{ key: "k" }], value: { present_match: true } } }),
  ];
  if (depth === 0) return draw.one(simple)();
  return draw.one([
    ...simple,
    () => ({ and_rules: { rules: [inner(), inner()] } }),
    () => ({ or_rules: { rules: [inner(), inner()] } }),
    () => ({ not_rule: inner() }),
  ])();
}

function principal(draw: Draw, depth: number): Json {
  const inner = () => principal(draw, depth - 1);
  const range = { address_prefix: draw.one(["10.0.0.0", "9.0.0.0"]), prefix_len: 8 };
  const simple: readonly (() => Json)[] = [
    () => ({ any: true }),
    () => ({ any: true }),
    () => ({ header: headerMatch(draw) }),
    () => ({ remote_ip: range }),
    () => ({ direct_remote_ip: range }),
    () => ({ authenticated: {} }),
    () => ({ authenticated: { principal_name: { prefix: "spiffe://" } } }),
    () => ({ filter_state: { key: "k", string_match: { exact: "1" } } }),
  ];
  if (depth === 0) return draw.one(simple)();
  return draw.one([
    ...simple,
    () => ({ and_ids: { ids: [inner(), inner()] } }),
    () => ({ or_ids: { ids: [inner(), inner()] } }),
    () => ({ not_id: inner() }),
  ])();
}

function rules(draw: Draw): Json {
  const policy = () => ({ permissions: [permission(draw, 2)], principals: [principal(draw, 2)] });
  return {
    action: draw.one(["ALLOW", "DENY", "DENY", "LOG"]),
    policies: { "b rule": policy(), ...(draw.chance(0.5) ? { a: policy() } : {}) },
  };
}

function rbacConfig(draw: Draw): Json {
  return {
    ...(draw.chance(0.9) ? { rules: rules(draw) } : {}),
    ...(draw.chance(0.2) ? { shadow_rules: rules(draw) } : {}),
  };
}

function faultConfig(draw: Draw): Json {
  const abort = draw.one<Json>([
    { http_status: draw.one([503, 418]), percentage: all(draw.one([0, 100])) },
    { grpc_status: draw.one([5, 14]), percentage: all(100) },
    { header_abort: {}, percentage: all(draw.one([0, 100])) },
  ]);
  return {
    abort,
    ...(draw.chance(0.6) ? { headers: [headerMatch(draw)] } : {}),
    ...(draw.chance(0.04) ? { upstream_cluster: draw.one(["c1", "c2"]) } : {}),
  };
}

const origins = (draw: Draw) => [{ suffix: draw.one(["example.com", "nowhere"]) }];
const keys = JSON.stringify({ keys: [{ kty: "oct", alg: "HS256", kid: "k", k: "c2VjcmV0" }] });
const jwtProviders = { p: { issuer: "me", local_jwks: { inline_string: keys }, forward: true } };

const kinds: readonly Kind[] = [
  {
    name: "rbac",
    config: (draw) => typed("rbac.v3.RBAC", rbacConfig(draw)),
    override: (draw) => typed("rbac.v3.RBACPerRoute", draw.chance(0.7) ? { rbac: rbacConfig(draw) } : {}),
  },
  {
    name: "fault",
    config: (draw) => typed("fault.v3.HTTPFault", draw.chance(0.6) ? faultConfig(draw) : {}),
    override: (draw) => typed("fault.v3.HTTPFault", faultConfig(draw)),
  },
  {
    name: "cors",
    config: () => typed("cors.v3.Cors", {}),
    override: (draw) =>
      typed("cors.v3.CorsPolicy", {
        allow_origin_string_match: origins(draw),
        ...(draw.chance(0.3) ? { forward_not_matching_preflights: false } : {}),
        ...(draw.chance(0.2) ? enabled(0) : {}),
      }),
  },
  {
    name: "csrf",
    config: (draw) =>
      typed("csrf.v3.CsrfPolicy", { ...enabled(draw.one([0, 100])), additional_origins: origins(draw) }),
    override: (draw) => typed("csrf.v3.CsrfPolicy", enabled(draw.one([0, 100]))),
  },
  {
    name: "health",
    config: (draw) =>
      typed("health_check.v3.HealthCheck", {
        pass_through_mode: false,
        headers: [{ name: ":path", string_match: { exact: draw.one(["/health", "/x"]) } }],
      }),
    override: () => ({ "@type": "type.googleapis.com/envoy.config.route.v3.FilterConfig", disabled: true }),
  },
  {
    name: "jwt",
    config: (draw) =>
      typed("jwt_authn.v3.JwtAuthentication", {
        providers: jwtProviders,
        requirement_map: { need: { provider_name: "p" } },
        rules: draw.some(["/api", "/items"], 2).map((path) => ({
          match: { prefix: path },
          ...(draw.chance(0.6)
            ? { requires: draw.one<Json>([{ provider_name: "p" }, { allow_missing_or_failed: {} }]) }
            : {}),
        })),
        ...(draw.chance(0.3) ? { bypass_cors_preflight: true } : {}),
      }),
    override: (draw) =>
      typed(
        "jwt_authn.v3.PerRouteConfig",
        draw.one<Json>([{ disabled: true }, { requirement_name: "need" }]),
      ),
  },
  {
    name: "mutation",
    config: (draw) =>
      typed("header_mutation.v3.HeaderMutation", { mutations: { request_mutations: mutations(draw) } }),
    override: (draw) =>
      typed("header_mutation.v3.HeaderMutationPerRoute", {
        mutations: { request_mutations: mutations(draw) },
      }),
  },
];

function mutations(draw: Draw): readonly Json[] {
  const append = {
    append: {
      header: { key: "x-mutated", value: draw.one(["one", "two"]) },
      append_action: draw.one(["APPEND_IF_EXISTS_OR_ADD", "OVERWRITE_IF_EXISTS_OR_ADD", "ADD_IF_ABSENT"]),
    },
  };
  return draw.chance(0.3) ? [{ remove: "x-num" }, append] : [append];
}

export const filterNames = kinds.map(({ name }) => name);

/** A chain of filters in a random order, the router last. */
export function generateFilters(draw: Draw): readonly Json[] {
  const chosen = kinds.filter(() => draw.chance(0.15));
  const filters = chosen.map((kind) => ({
    name: kind.name,
    typed_config: kind.config(draw),
    ...(draw.chance(0.1) ? { disabled: true } : {}),
  }));
  const turned = draw.chance(0.5) ? filters.toReversed() : filters;
  return [...turned, { name: "router", typed_config: typed("router.v3.Router", {}) }];
}

/** What a route or a virtual host says of a filter. */
export function generateOverride(draw: Draw, name: string): Json {
  const kind = kinds.find((one) => one.name === name);
  const config = kind?.override(draw) ?? {};
  if (!draw.chance(0.3) || config["disabled"] === true) return config;
  return {
    "@type": "type.googleapis.com/envoy.config.route.v3.FilterConfig",
    ...(draw.chance(0.4) ? { disabled: true } : { config }),
  };
}
