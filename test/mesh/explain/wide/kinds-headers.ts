import type { Draw } from "../draw";
import type { Json } from "../generate-matches";
import { strings } from "./draw-strings";
import { asked, headersOf, managerOf, several, toEither, type Kind } from "./kind";

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
const referers = [
  ...values,
  "http://shop/a",
  "https://me@shop/",
  "http://shop/#a",
  "http://shop:99999/",
  "/a:b",
  "a:b",
  "/a?b/c%20",
  "/a[0]",
  "about:blank",
  "http://[::1]:80",
  "HTTP://A/<b>",
  "android-app://com.a/",
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

export const headers: Kind = {
  name: "headers",
  manager: (draw) =>
    managerOf(
      Array.from({ length: 7 }, () => ({
        match: { prefix: "/", headers: several(draw, 2, () => headerMatcher(draw)) },
        ...toEither(draw),
      })),
    ),
  request: (draw) => {
    const drawn = Array.from({ length: draw.below(7) }, () => {
      const name = draw.one(names);
      return [name, draw.one(name === "referer" ? referers : values)] as const;
    });
    // Where a caller sends no id, the proxy draws one, and what a condition says of it is chance.
    const own = draw.chance(0.95) ? [...drawn, ["x-request-id", draw.one(values)] as const] : drawn;
    return {
      asked: asked({
        method: draw.one(["GET", "POST"]),
        path: draw.one(["/", "/a", "/a?x=1"]),
        headers: headersOf(own),
      }),
    };
  },
};
