import type { Draw } from "../draw";
import type { Json } from "../generate-matches";
import { asked, headersOf, managerOf, several, to, toEither, type Kind } from "./kind";
import { callerKinds } from "./kinds-callers";

const values = [
  "",
  "a",
  "A",
  "ab",
  "b",
  "a,b",
  "a, b",
  "7",
  "-1",
  "+7",
  "07",
  "7 ",
  "1e1",
  "0x1",
  "9223372036854775807",
  "-9223372036854775808",
  "application/grpc",
  "é",
];
const names = [
  "x-a",
  "X-A",
  "x-b",
  "accept",
  "via",
  "x-forwarded-for",
  "user-agent",
  "content-type",
  "cache-control",
  "te",
  "x-request-id",
  "origin",
  "authorization",
  "x_under",
  "accept-language",
  "if-match",
  "x-envoy-original-path",
  "grpc-timeout",
  "referer",
  "set-cookie",
  "x-forwarded-host",
  "access-control-request-method",
];

export function strings(draw: Draw, pool: readonly string[]): Json {
  const value = draw.one(pool);
  const part = value.slice(draw.below(2), 1 + draw.below(3)) || "a";
  const fold = draw.chance(0.3) ? { ignore_case: draw.chance(0.8) } : {};
  return draw.one<() => Json>([
    () => ({ exact: value, ...fold }),
    () => ({ prefix: part, ...fold }),
    () => ({ suffix: part, ...fold }),
    () => ({ contains: part, ...fold }),
    () => ({
      safe_regex: {
        regex: draw.one(["a|b", "a", "[ab,]+", ".*b", "(?i)A", "\\d+", "[^,]*", "a?,? ?b?"]),
      },
    }),
  ])();
}

function headerMatcher(draw: Draw): Json {
  const name = draw.chance(0.2)
    ? draw.one([":method", ":path", ":authority", ":scheme", "Host", "host", ":status"])
    : draw.one(names);
  const start = draw.below(12) - 3;
  return {
    name,
    ...(draw.chance(0.3) ? { invert_match: true } : {}),
    ...(draw.chance(0.3) ? { treat_missing_header_as_empty: true } : {}),
    ...draw.one<() => Json>([
      () => ({ string_match: strings(draw, [...values, "GET", "/a", "shop", "http"]) }),
      () => ({ string_match: strings(draw, values) }),
      () => ({ present_match: draw.chance(0.5) }),
      () => ({
        range_match: {
          ...(draw.chance(0.9) ? { start } : {}),
          ...(draw.chance(0.9) ? { end: start + draw.below(9) } : {}),
        },
      }),
      () => ({ range_match: { start: "-9223372036854775808", end: "9223372036854775807" } }),
      () => ({}),
      () => ({ exact_match: draw.one(["", "a", "A", "7"]) }),
      () => ({ prefix_match: draw.one(["a", "A"]) }),
      () => ({ suffix_match: draw.one(["b", "a"]) }),
      () => ({ contains_match: draw.one([",", "a"]) }),
      () => ({ safe_regex_match: { regex: draw.one(["a", "a,b|", ".+"]) } }),
    ])(),
  };
}

const headers: Kind = {
  name: "headers",
  manager: (draw) =>
    managerOf(
      Array.from({ length: 7 }, () => ({
        match: { prefix: "/", headers: several(draw, 2, () => headerMatcher(draw)) },
        ...toEither(draw),
      })),
    ),
  request: (draw) => {
    const own = Array.from({ length: draw.below(7) }, () => {
      const name = draw.one(names);
      return [name, name === "te" ? "trailers" : draw.one(values)] as const;
    });
    return {
      asked: asked({
        method: draw.one(["GET", "POST"]),
        path: draw.one(["/", "/a", "/a?x=1"]),
        headers: headersOf(own),
      }),
    };
  },
};

const query: Kind = {
  name: "query parameters",
  manager: (draw) =>
    managerOf(
      Array.from({ length: 6 }, () => ({
        match: {
          prefix: "/",
          query_parameters: several(draw, 2, () => ({
            name: draw.one(["a", "b", "A", "a%20", "a[]", "+a", "a=b"]),
            ...draw.one<() => Json>([
              () => ({}),
              () => ({ present_match: draw.chance(0.6) }),
              () => ({ string_match: strings(draw, ["1", "", "%31", "a b", "+", "1=2", "é"]) }),
              () => ({ string_match: strings(draw, ["1", "1#f", "%20", "x/y?z"]) }),
            ])(),
          })),
        },
        ...toEither(draw),
      })),
    ),
  request: (draw) => {
    const part = (): string =>
      draw.one(["a", "b", "A", "a%20", "a[]", "", "+a", "%61"]) +
      draw.one(["", "=", "=1", "=2", "=%31", "=1=2", "=+", "=%20", "=x/y?z", "=a%26b"]);
    return {
      asked: asked({
        path: `/${draw.one(["?", "?", "?", "", "??"])}${Array.from({ length: draw.below(4) }, part).join(draw.one(["&", "&", "&&", ";"]))}`,
      }),
    };
  },
};

const cookies: Kind = {
  name: "cookies",
  manager: (draw) =>
    managerOf(
      Array.from({ length: 6 }, () => ({
        match: {
          prefix: "/",
          cookies: several(draw, 2, () => ({
            name: draw.one(["a", "b", "A"]),
            string_match: strings(draw, ["1", "", "x=y", '"1"', "1 "]),
            ...(draw.chance(0.3) ? { invert_match: true } : {}),
          })),
        },
        ...toEither(draw),
      })),
    ),
  request: (draw) => {
    const part = (): string =>
      draw.one(["", " ", "  "]) +
      draw.one(["a", "b", "A", "", "a "]) +
      draw.one(["=1", "=", "", '="1"', "=x=y", "= 1", "=1 ", '="']);
    const lines = Array.from(
      { length: draw.below(3) },
      () =>
        [
          "cookie",
          Array.from({ length: draw.below(4) }, part).join(draw.one([";", "; ", ",", ";;"])),
        ] as const,
    );
    return { asked: asked({ headers: headersOf(lines) }) };
  },
};

const grpc: Kind = {
  name: "gRPC",
  manager: (draw) =>
    managerOf([
      { match: { prefix: draw.one(["/", "/a"]), grpc: {} }, ...toEither(draw) },
      { match: { prefix: "/" }, ...toEither(draw) },
    ]),
  request: (draw) => {
    const types = [
      "application/grpc",
      "application/grpc+proto",
      "application/grpc-web",
      "application/grpc;x",
      "APPLICATION/GRPC",
      "application/grpc+",
      "",
      "application/json",
      "application/grpc-web+proto",
    ];
    const lines = Array.from({ length: draw.below(3) }, () => ["content-type", draw.one(types)] as const);
    return {
      asked: asked({
        method: draw.one(["GET", "POST"]),
        path: draw.one(["/", "/a"]),
        headers: headersOf(lines),
      }),
    };
  },
};

const shares: Kind = {
  name: "runtime fractions",
  manager: (draw) =>
    managerOf(
      Array.from({ length: 4 }, () => ({
        match: {
          prefix: draw.one(["/", "/a", "/b"]),
          runtime_fraction: {
            default_value: draw.one<Json>([
              {},
              { numerator: 0 },
              { numerator: 100 },
              { numerator: 100, denominator: "HUNDRED" },
              { numerator: 10_000, denominator: "TEN_THOUSAND" },
              { numerator: 1_000_000, denominator: "MILLION" },
              { denominator: "MILLION" },
              { numerator: 250 },
            ]),
            ...(draw.chance(0.3) ? { runtime_key: "never.set" } : {}),
          },
        },
        ...toEither(draw),
      })),
    ),
  request: (draw) => ({ asked: asked({ path: draw.one(["/", "/a", "/b"]) }) }),
};

const state: Kind = {
  name: "dynamic metadata and filter state",
  manager: (draw) => {
    const value = (deep: boolean): Json =>
      draw.one<() => Json>([
        () => ({ null_match: {} }),
        () => ({ bool_match: draw.chance(0.5) }),
        () => ({ double_match: draw.one<Json>([{ exact: 0 }, { range: { start: 0, end: 1 } }]) }),
        () => ({ present_match: draw.chance(0.5) }),
        () => ({ string_match: strings(draw, ["a", ""]) }),
        () => (deep ? { list_match: { one_of: value(false) } } : { present_match: true }),
        () => (deep ? { or_match: { value_matchers: [value(false), value(false)] } } : { null_match: {} }),
      ])();
    const metadata = (): Json => ({
      filter: "f",
      path: [{ key: "k" }],
      value: value(true),
      ...(draw.chance(0.5) ? { invert: true } : {}),
    });
    const held = (): Json => ({
      key: draw.one(["s", "t"]),
      ...draw.one<Json>([
        { string_match: { exact: "1" } },
        {
          address_match: {
            ranges: [{ address_prefix: "10.0.0.0", prefix_len: 8 }],
            ...(draw.chance(0.5) ? { invert_match: true } : {}),
          },
        },
      ]),
    });
    return managerOf([
      ...Array.from({ length: 4 }, () => ({
        match: {
          prefix: draw.one(["/", "/a", "/b"]),
          ...(draw.chance(0.7)
            ? { dynamic_metadata: several(draw, 2, metadata) }
            : { filter_state: [held()] }),
        },
        ...toEither(draw),
      })),
      { match: { prefix: "/" }, ...to("c2") },
    ]);
  },
  request: (draw) => ({ asked: asked({ path: draw.one(["/", "/a", "/b"]) }) }),
};

export const conditionKinds: readonly Kind[] = [headers, query, cookies, grpc, shares, state, ...callerKinds];
