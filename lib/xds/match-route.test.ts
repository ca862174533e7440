import { describe, expect, it } from "vitest";
import { matchesRoute, matchVirtualHost } from "./match-route";
import { catchAllMatch } from "./route-match";
import { parseDurationMs, printProtoDuration } from "./duration";
import type { RouteMatch, XdsRouteConfig } from "./model";

const config: XdsRouteConfig = {
  name: "80",
  virtualHosts: ["*", "*.com", "*.example.com", "api.*", "api.example.*", "api.example.com"].map(
    (domain) => ({
      name: domain,
      domains: [domain],
      routes: [],
    }),
  ),
};

describe("virtual hosts", () => {
  it.each([
    ["api.example.com", "api.example.com"],
    ["API.example.com:8080", "api.example.com"],
    ["a.b.example.com", "*.example.com"],
    ["other.com", "*.com"],
    ["api.example.org", "api.example.*"],
    ["api.test", "api.*"],
    ["localhost", "*"],
  ])("for %s the host %s is taken", (host, name) => {
    expect(matchVirtualHost(config, host)?.name).toBe(name);
  });
});

describe("route matches", () => {
  const request = { host: "h", path: "/a/b?x=1&y=", method: "POST", headers: { "X-Env": "prod-eu" } };
  const cases: readonly [string, Partial<RouteMatch>, boolean][] = [
    ["a prefix", { path: { kind: "prefix", value: "/a" } }, true],
    ["an exact path without the query", { path: { kind: "exact", value: "/a/b" } }, true],
    ["another exact path", { path: { kind: "exact", value: "/a" } }, false],
    ["a segment prefix", { path: { kind: "path_separated_prefix", value: "/a" } }, true],
    ["half a segment", { path: { kind: "path_separated_prefix", value: "/a/" } }, false],
    ["a regex of the whole path", { path: { kind: "regex", value: "/a/[a-z]" } }, true],
    ["a regex of a part", { path: { kind: "regex", value: "/a" } }, false],
    ["a prefix in another case", { path: { kind: "prefix", value: "/A" } }, false],
    ["a prefix when case is ignored", { path: { kind: "prefix", value: "/A" }, ignoreCase: true }, true],
    ["the method", { method: { kind: "exact", value: "POST" } }, true],
    ["another method", { method: { kind: "exact", value: "GET" } }, false],
    [
      "a header prefix",
      { headers: [{ name: "x-env", match: { kind: "prefix", value: "prod" }, invert: false }] },
      true,
    ],
    [
      "a header that is there, inverted",
      { headers: [{ name: "x-env", match: { kind: "present" }, invert: true }] },
      false,
    ],
    [
      "an absent header, inverted",
      { headers: [{ name: "x-debug", match: { kind: "exact", value: "1" }, invert: true }] },
      true,
    ],
    ["a query parameter", { queryParams: [{ name: "x", match: { kind: "exact", value: "1" } }] }, true],
    ["an absent query parameter", { queryParams: [{ name: "z", match: { kind: "present" } }] }, false],
    ["RE2's way to name a group", { path: { kind: "regex", value: "/(?P<first>a)/b" } }, true],
    ["RE2's way to ignore case in a part", { path: { kind: "regex", value: "/a/(?i:B)" } }, true],
    ["look-around, which RE2 has not", { path: { kind: "regex", value: "/a(?=/b)/b" } }, false],
    ["a regex that does not compile", { path: { kind: "regex", value: "(" } }, false],
  ];
  it.each(cases)("%s", (_, part, expected) => {
    expect(matchesRoute({ ...catchAllMatch, ...part }, request)).toBe(expected);
  });

  it("come to an end whatever expression somebody wrote", () => {
    const path = { kind: "regex", value: "/(a+)+" } as const;
    const asked = { ...request, path: `/${"a".repeat(5000)}!` };
    expect(matchesRoute({ ...catchAllMatch, path }, asked)).toBe(false);
  });
});

describe("durations", () => {
  it.each([
    ["1.5s", 1500],
    ["100ms", 100],
    ["1h2m", 3_720_000],
    ["0s", 0],
    ["10", undefined],
    ["5 s", undefined],
    ["", undefined],
  ])("%s is %s ms", (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });

  it("are printed as protobuf does", () => {
    expect([0, 7000, 1500, 0.5].map(printProtoDuration)).toEqual(["0s", "7s", "1.500s", "0.000500s"]);
  });
});
