import type { Draw } from "../draw";
import type { Json } from "../generate-matches";
import { asked, headersOf, managerOf, several, to, typed, type Kind } from "./kind";
import { treeOf, twoHeaders } from "./kinds-trees";

const http = "envoy.extensions.filters.http";
const router = {
  name: "envoy.filters.http.router",
  typed_config: { "@type": `type.googleapis.com/${http}.router.v3.Router` },
};
const ranges = [
  "10.0.0.0/8",
  "10.1.0.0/16",
  "10.1.1.0/24",
  "10.1.1.1/32",
  "0.0.0.0/0",
  "192.168.0.0/16",
  "::/0",
];
const range = (draw: Draw): Json => {
  const [prefix = "", length = "0"] = draw.one(ranges).split("/");
  return { address_prefix: prefix, prefix_len: Number(length) };
};

const rbacTrees: Kind = {
  name: "RBAC by matcher, with addresses",
  takesAddresses: true,
  manager: (draw) => {
    const leaf = (): Json => ({
      action: typed(
        "envoy.config.rbac.v3.Action",
        { name: draw.one(["p", "q"]), ...draw.one<Json>([{}, { action: "DENY" }, { action: "ALLOW" }]) },
        "act",
      ),
    });
    const inputs = [
      () =>
        typed("envoy.type.matcher.v3.HttpRequestHeaderMatchInput", { header_name: draw.one(["x-a", "x-b"]) }),
      () => typed("envoy.extensions.matching.common_inputs.network.v3.DestinationPortInput", {}),
      () => typed("envoy.extensions.matching.common_inputs.network.v3.SourceIPInput", {}),
      () => typed("envoy.extensions.matching.common_inputs.network.v3.ServerNameInput", {}),
    ];
    const byIp = (depth: number): Json => ({
      matcher_tree: {
        input: typed(
          `envoy.extensions.matching.common_inputs.network.v3.${draw.one(["SourceIPInput", "DestinationIPInput", "DirectSourceIPInput"])}`,
          {},
        ),
        custom_match: typed("xds.type.matcher.v3.IPMatcher", {
          range_matchers: several(draw, 4, () => ({
            ranges: several(draw, 2, () => range(draw)),
            on_match: depth > 0 && draw.chance(0.3) ? { matcher: treeOf(draw, inputs, leaf, 0) } : leaf(),
            ...(draw.chance(0.3) ? { exclusive: true } : {}),
          })),
        }),
      },
      ...(draw.chance(0.6) ? { on_no_match: leaf() } : {}),
    });
    const byBlock = (): Json => ({
      matcher_list: {
        matchers: several(draw, 2, () => ({
          predicate: {
            single_predicate: {
              input: typed("envoy.extensions.matching.common_inputs.network.v3.SourceIPInput", {}),
              custom_match: typed("envoy.extensions.matching.input_matchers.ip.v3.Ip", {
                cidr_ranges: several(draw, 2, () => range(draw)),
                stat_prefix: "s",
              }),
            },
          },
          on_match: leaf(),
        })),
      },
      ...(draw.chance(0.6) ? { on_no_match: leaf() } : {}),
    });
    const matcher = draw.one<() => Json>([() => byIp(1), byBlock, () => treeOf(draw, inputs, leaf, 1)])();
    return managerOf(
      [{ match: { prefix: "/" }, ...to("c1") }],
      {},
      {},
      {
        ...draw.one<Json>([{}, { use_remote_address: true }]),
        http_filters: [
          typed(`${http}.rbac.v3.RBAC`, draw.chance(0.9) ? { matcher } : { shadow_matcher: matcher }, "rbac"),
          router,
        ],
      },
    );
  },
  request: (draw) => ({
    told: {
      source: draw.one(["10.1.1.1", "10.1.2.2", "10.9.9.9", "192.168.1.1", "8.8.8.8"]),
      destination: draw.one(["10.1.1.1", "192.168.1.1"]),
      port: draw.one([1, 80]),
    },
    asked: asked({
      headers: [
        ...twoHeaders(draw),
        ...headersOf(draw.chance(0.3) ? [["x-forwarded-for", draw.one(["10.1.1.1", "8.8.8.8"])]] : []),
      ],
    }),
  }),
};

const rbacRules: Kind = {
  name: "RBAC by rules",
  takesAddresses: true,
  manager: (draw) => {
    const header = (): Json => ({
      header: {
        name: draw.one(["x-a", "x-b", ":path", ":method"]),
        ...draw.one<Json>([
          { string_match: { exact: "a" } },
          { present_match: draw.chance(0.6) },
          { string_match: { prefix: "a" }, invert_match: true },
          { range_match: { start: 1, end: 5 } },
        ]),
      },
    });
    const permission = (depth: number): Json =>
      draw.one<() => Json>([
        () => ({ any: true }),
        header,
        () => ({ url_path: { path: { [draw.one(["exact", "prefix"])]: draw.one(["/a", "/"]) } } }),
        () => ({ destination_port: draw.one([1, 80]) }),
        () => ({ destination_port_range: { start: 1, end: draw.one([80, 81]) } }),
        () => ({ destination_ip: range(draw) }),
        () => ({ requested_server_name: { exact: draw.one(["", "shop"]) } }),
        () => ({
          uri_template: typed(
            "envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig",
            { path_template: draw.one(["/*", "/a/**", "/{x}"]) },
            "t",
          ),
        }),
        () => (depth === 0 ? { any: true } : { not_rule: permission(depth - 1) }),
        () =>
          depth === 0 ? header() : { and_rules: { rules: [permission(depth - 1), permission(depth - 1)] } },
        () =>
          depth === 0 ? header() : { or_rules: { rules: [permission(depth - 1), permission(depth - 1)] } },
      ])();
    const principal = (depth: number): Json =>
      draw.one<() => Json>([
        () => ({ any: true }),
        header,
        () => ({ [draw.one(["source_ip", "direct_remote_ip", "remote_ip"])]: range(draw) }),
        () => ({ authenticated: draw.one<Json>([{}, { principal_name: { exact: "" } }]) }),
        () => ({
          metadata: {
            filter: "f",
            path: [{ key: "k" }],
            value: { present_match: true },
            ...(draw.chance(0.5) ? { invert: true } : {}),
          },
        }),
        () => (depth === 0 ? { any: true } : { not_id: principal(depth - 1) }),
        () => (depth === 0 ? header() : { or_ids: { ids: [principal(depth - 1), principal(depth - 1)] } }),
        () => (depth === 0 ? header() : { and_ids: { ids: [principal(depth - 1), principal(depth - 1)] } }),
      ])();
    const rules = (): Json => ({
      action: draw.one(["ALLOW", "DENY", "LOG"]),
      policies: Object.fromEntries(
        ["zz", "a b", "m"].slice(0, 1 + draw.below(3)).map((name) => [
          name,
          {
            permissions: several(draw, 2, () => permission(2)),
            principals: several(draw, 2, () => principal(2)),
          },
        ]),
      ),
    });
    return managerOf(
      [{ match: { prefix: "/" }, ...to("c1") }],
      {},
      {},
      {
        ...draw.one<Json>([{}, { use_remote_address: true }]),
        http_filters: [
          typed(
            `${http}.rbac.v3.RBAC`,
            { rules: rules(), ...(draw.chance(0.2) ? { shadow_rules: rules() } : {}) },
            "rbac",
          ),
          router,
        ],
      },
    );
  },
  request: (draw) => ({
    told: {
      source: draw.one(["10.1.1.1", "192.168.1.1", "8.8.8.8"]),
      destination: draw.one(["10.1.1.1", "192.168.1.1"]),
      port: draw.one([1, 80]),
    },
    asked: asked({
      path: draw.one(["/", "/a", "/a/b?x"]),
      headers: [
        ...twoHeaders(draw),
        ...headersOf(
          draw.chance(0.3)
            ? [["x-forwarded-for", draw.one(["10.1.1.1", "8.8.8.8", "8.8.8.8,10.1.1.1"])]]
            : [],
        ),
      ],
    }),
  }),
};

const scopes: Kind = {
  name: "scoped routes",
  manager: (draw) => {
    const fragment = (): Json => ({
      header_value_extractor: {
        name: draw.one(["x-scope", "X-Scope", "x-b", ":authority"]),
        ...draw.one<() => Json>([
          () => ({ index: 0 }),
          () => ({ element_separator: ",", index: draw.below(3) }),
          () => ({
            element_separator: draw.one([";", ",", ""]),
            element: { separator: draw.one(["=", ":"]), key: draw.one(["k", "v"]) },
          }),
        ])(),
      },
    });
    const fragments = several(draw, 2, fragment);
    const words = ["a", "b", "k=a", "", "shop"];
    const seen = new Set<string>();
    const scopesOf = several(draw, 6, () => fragments.map(() => draw.one(words)))
      .filter((one) => !seen.has(one.join()) && seen.add(one.join()))
      .map((one, index) => ({
        name: `s${index}`,
        key: { fragments: one.map((text) => ({ string_key: text })) },
        route_configuration: {
          name: `t${index}`,
          virtual_hosts: [
            {
              name: "h",
              domains: ["*"],
              routes: [{ name: `s${index}`, match: { prefix: "/" }, ...to(draw.one(["c1", "c2"])) }],
            },
          ],
        },
      }));
    return {
      scoped_routes: {
        name: "scoped",
        scope_key_builder: { fragments },
        scoped_route_configurations_list: { scoped_route_configurations: scopesOf },
      },
    };
  },
  request: (draw) => ({
    asked: asked({
      authority: draw.one(["shop", "a", "b"]),
      headers: headersOf([
        ...(draw.chance(0.85)
          ? [
              [
                "x-scope",
                draw.one([
                  "a",
                  "b",
                  "a,b",
                  "k=a",
                  "v=b;k=a",
                  "k=a,v=b",
                  "k:a",
                  "",
                  "k",
                  "x,k=a=b",
                  "k=",
                  ",b",
                ]),
              ] as const,
            ]
          : []),
        ...(draw.chance(0.15) ? [["x-scope", "b"] as const] : []),
        ...(draw.chance(0.5) ? [["x-b", draw.one(["a", "b", "k=b", "a,b"])] as const] : []),
      ]),
    }),
  }),
};

export const filterKinds: readonly Kind[] = [rbacTrees, rbacRules, scopes];
