import { describe, expect, it } from "vitest";
import { findRoute } from "@/lib/proxies/explain/find-route";
import { normalRequest } from "@/lib/proxies/explain/normal-request";
import { replaceAll } from "@/lib/proxies/explain/re2";
import type { ExplainedRequest } from "@/lib/proxies/explain/request";
import { findScope } from "@/lib/proxies/explain/scope-key";

const request: ExplainedRequest = {
  authority: "shop",
  path: "/a?x=1",
  method: "GET",
  scheme: "http",
  headers: [{ name: "x-a", value: "k=a;v=b" }],
  headersAreComplete: true,
};
const table = (match: object, host: object = {}) => ({
  virtual_hosts: [{ name: "h", domains: ["*"], routes: [{ match: { prefix: "/", ...match } }], ...host }],
});

describe("what this explanation does not know", () => {
  it.each([
    { headers: [{ name: "x-a", sounds_like: "k" }] },
    { headers: [{ name: "x-a", stringMatch: { soundsLike: "k" } }] },
    { query_parameters: [{ name: "x", sounds_like: "1" }] },
    { tls_context: { quantum: true } },
    { moon_phase: {} },
  ])("leaves a route open: %j", (match) => {
    const found = findRoute(table(match), request);
    expect(found.kind === "routes" && found.routes[0]?.dependsOn.length).toBe(1);
  });

  it("leaves a virtual host and a table open", () => {
    expect(findRoute(table({}, { moon_phase: 1 }), request).kind).toBe("opaque");
    expect(findRoute({ ...table({}), moonPhase: 1 }, request).kind).toBe("unknown_host");
  });
});

describe("a request before its routes", () => {
  it("takes the host of a target that is a whole URL", () => {
    const asked = { ...request, path: "http://other:81/b" };
    expect(normalRequest({}, asked).request).toMatchObject({ authority: "other:81", path: "/b" });
  });

  it("finds the scope of its key", () => {
    const element = { separator: "=", key: "v" };
    const extractor = { name: "x-a", element_separator: ";", element };
    const scoped = { scope_key_builder: { fragments: [{ header_value_extractor: extractor }] } };
    const scope = { name: "s", key: { fragments: [{ string_key: "b" }] } };
    expect(findScope(scoped, [scope], request)).toMatchObject({ is: "scope", key: ["b"] });
    expect(findScope(scoped, [], request).is).toBe("none");
  });

  it("rewrites with the whole match, too", () => {
    expect(replaceAll("a", "/a/a", String.raw`<\0>`)).toBe("/<a>/<a>");
  });
});
