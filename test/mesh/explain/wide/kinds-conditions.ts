import type { Json } from "../generate-matches";
import { asked, headersOf, managerOf, several, to, toEither, type Kind } from "./kind";
import { written } from "./kinds-written";
import { strings } from "./draw-strings";
import { callerKinds } from "./kinds-callers";
import { headers } from "./kinds-headers";

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

export const conditionKinds: readonly Kind[] = [
  headers,
  written,
  query,
  cookies,
  grpc,
  shares,
  state,
  ...callerKinds,
];
