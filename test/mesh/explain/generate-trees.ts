import type { Draw } from "./draw";
import { headerValues, stringMatch, type Json } from "./generate-matches";

/** The xDS form of a regular expression has to name its engine. */
function withEngine(matcher: Json): Json {
  const regex = matcher["safe_regex"];
  if (typeof regex !== "object") return matcher;
  return { ...matcher, safe_regex: { ...regex, google_re2: {} } };
}

/** The same routes behind a matcher tree. */
export function treeOf(draw: Draw, host: { readonly routes: readonly Json[] } & Json): Json {
  const { routes, ...rest } = host;
  const config = (type: string, content: Json) => ({
    name: "x",
    typed_config: { "@type": `type.googleapis.com/${type}`, ...content },
  });
  const input = (name: string) =>
    config("envoy.type.matcher.v3.HttpRequestHeaderMatchInput", { header_name: name });
  const list = (from: readonly Json[]): Json => ({
    action: config("envoy.config.route.v3.RouteList", { routes: from }),
  });
  const one = (route: Json): Json => ({ action: config("envoy.config.route.v3.Route", route) });
  const leaf = () => (draw.chance(0.5) ? one(draw.one(routes)) : list(routes));
  const single = (): Json => ({
    single_predicate: {
      input: input(draw.one(["x-a", "x-b", ":path", ":method"])),
      value_match: withEngine(stringMatch(draw, [...headerValues, "/api", "GET"])),
    },
  });
  const predicate = (): Json =>
    draw.one<() => Json>([
      single,
      single,
      () => ({ not_matcher: single() }),
      () => ({ or_matcher: { predicate: [single(), single()] } }),
      () => ({ and_matcher: { predicate: [single(), single()] } }),
    ])();
  const map = (): Json => {
    const keys = draw.chance(0.5)
      ? { exact_match_map: { map: { one: leaf(), "": leaf(), two: { matcher: listed(false) } } } }
      : { prefix_match_map: { map: { o: leaf(), one: { matcher: listed(false) }, "one,": leaf() } } };
    return {
      matcher_tree: { input: input("x-a"), ...keys },
      ...(draw.chance(0.6) ? { on_no_match: leaf() } : {}),
    };
  };
  const listed = (nests: boolean): Json => ({
    matcher_list: {
      matchers: Array.from({ length: 1 + draw.below(2) }, () => ({
        predicate: predicate(),
        on_match: nests && draw.chance(0.3) ? { matcher: map() } : leaf(),
      })),
    },
    ...(draw.chance(0.6) ? { on_no_match: leaf() } : {}),
  });
  return { ...rest, matcher: draw.chance(0.5) ? map() : listed(true) };
}
