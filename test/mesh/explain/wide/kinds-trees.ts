import type { Draw } from "../draw";
import type { Json } from "../generate-matches";
import { asked, headersOf, several, toEither, typed, type Kind } from "./kind";
import { strings } from "./draw-strings";

/** A matcher tree of the xDS kind; its expressions name their engine. */
export function treeOf(draw: Draw, inputs: readonly (() => Json)[], leaf: () => Json, depth: number): Json {
  const text = (): Json => {
    const made = strings(draw, ["a", "ab", "", "1"]);
    return "safe_regex" in made && typeof made["safe_regex"] === "object"
      ? { safe_regex: { ...made["safe_regex"], google_re2: {} } }
      : made;
  };
  const single = (): Json => ({ single_predicate: { input: draw.one(inputs)(), value_match: text() } });
  const predicate = (level: number): Json =>
    level === 0
      ? single()
      : draw.one<() => Json>([
          single,
          () => ({ not_matcher: predicate(level - 1) }),
          () => ({ or_matcher: { predicate: [predicate(level - 1), predicate(level - 1)] } }),
          () => ({ and_matcher: { predicate: [predicate(level - 1), predicate(level - 1)] } }),
        ])();
  const then = (): Json => ({
    ...(depth > 0 && draw.chance(0.4) ? { matcher: treeOf(draw, inputs, leaf, depth - 1) } : leaf()),
  });
  const otherwise = draw.chance(0.6) ? { on_no_match: then() } : {};
  const map = (): Json => ({
    map: { a: then(), ab: then(), ...(draw.chance(0.4) ? { "1": then(), "": then() } : {}) },
  });
  return draw.one<() => Json>([
    () => ({
      matcher_list: { matchers: several(draw, 3, () => ({ predicate: predicate(2), on_match: then() })) },
      ...otherwise,
    }),
    () => ({ matcher_tree: { input: draw.one(inputs)(), exact_match_map: map() }, ...otherwise }),
    () => ({ matcher_tree: { input: draw.one(inputs)(), prefix_match_map: map() }, ...otherwise }),
  ])();
}

const routeInputs = (draw: Draw): readonly (() => Json)[] => [
  () =>
    typed("envoy.type.matcher.v3.HttpRequestHeaderMatchInput", {
      header_name: draw.one(["x-a", "x-b", ":path"]),
    }),
];
/** Two headers that the predicates of trees ask for. */
export const twoHeaders = (draw: Draw) =>
  headersOf([
    ...(draw.chance(0.7) ? [["x-a", draw.one(["a", "ab", "abc", "", "b", "1"])] as const] : []),
    ...(draw.chance(0.2) ? [["x-a", "a"] as const] : []),
    ...(draw.chance(0.5) ? [["x-b", draw.one(["a", "AB", "1"])] as const] : []),
  ]);

export const trees: Kind = {
  name: "matcher trees of virtual hosts",
  manager: (draw) => {
    let count = 0;
    const route = (): Json => ({
      name: `t${(count += 1)}`,
      match: draw.one<Json>([
        { prefix: "/" },
        { prefix: "/a" },
        { prefix: "/", headers: [{ name: "x-b", present_match: true }] },
      ]),
      ...toEither(draw),
    });
    const leaf = (): Json => ({
      action: draw.chance(0.6)
        ? typed("envoy.config.route.v3.Route", route())
        : typed("envoy.config.route.v3.RouteList", { routes: [route(), route()] }),
    });
    return {
      route_config: {
        name: "table",
        virtual_hosts: [{ name: "h", domains: ["*"], matcher: treeOf(draw, routeInputs(draw), leaf, 2) }],
      },
    };
  },
  request: (draw) => ({
    asked: asked({
      path: draw.one(["/", "/a", "/?a=a", "/a?a=ab&b=1", "/?b=a&a="]),
      headers: twoHeaders(draw),
    }),
  }),
};
