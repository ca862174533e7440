import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { callTo, catalogRoutes, changedFromYaml, finished, shopYaml } from "./impact-fixture";
import type { CountedCall } from "./request-samples";
import { routingView } from "./routing-view";
import { whatIf } from "./what-if";

const to = (v1: number, v2: number, more = "") =>
  `{route: [{destination: {host: catalog, subset: v1}, weight: ${v1}}, {destination: {host: catalog, subset: v2}, weight: ${v2}}]${more}}`;
const only = (subset: string, more = "") =>
  `{route: [{destination: {host: catalog, subset: ${subset}}}]${more}}`;
const policy = (name: string, spec: string) => `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ${name}, namespace: shop}
spec: ${spec}
`;

function ask(before: string, after: string, calls: readonly CountedCall[]) {
  return finished(whatIf(routingView(changedFromYaml(shopYaml, before, after)), calls));
}

type Part = { path: string; method: string; count: number; headers: { readonly x?: "one" | undefined } };

function asCall({ headers, ...rest }: Part) {
  const known: Readonly<Record<string, string>> = headers.x === undefined ? {} : { x: headers.x };
  return { ...rest, headers: known };
}

describe("what becomes of sampled requests", () => {
  it("is nothing when only a name changes", () => {
    const named = (name: string) => catalogRoutes(`[{name: ${name}, ${to(90, 10).slice(1)}]`);
    const result = ask(named("a"), named("b"), [callTo({ count: 7 })]);
    expect(result).toMatchObject({ requests: 7, unchanged: 7, unknown: 0, counts: {} });
  });

  it("expects the share of requests that a weight moves", () => {
    const result = ask(catalogRoutes(`[${to(90, 10)}]`), catalogRoutes(`[${to(50, 50)}]`), [
      callTo({ count: 200 }),
    ]);
    expect(result.counts.destination).toBeCloseTo(80, 6);
    expect(result.examples.destination?.[0]).toMatchObject({
      before: "shop/catalog-canary 10 %, shop/catalog-stable 90 %",
      after: "shop/catalog-canary 50 %, shop/catalog-stable 50 %",
    });
  });

  it("does not call a subset that is the same pods another destination", () => {
    const host = `{route: [{destination: {host: catalog}}]}`;
    const one = shopYaml.replace("version: v2}, account", "version: v1}, account");
    const mesh = changedFromYaml(
      one.replace("{app: catalog, version: v2}", "{app: catalog, version: v1}"),
      catalogRoutes(`[${host}]`),
      catalogRoutes(`[${only("v1")}]`),
    );
    const result = finished(whatIf(routingView(mesh), [callTo()]));
    expect(result.counts).toEqual({});
  });

  it("counts requests by path and method, each for itself", () => {
    const after = catalogRoutes(
      `[{match: [{uri: {prefix: /new}}], ${only("v2").slice(1)}, ${only("v1", ", timeout: 2s")}]`,
    );
    const result = ask(catalogRoutes(`[${only("v1")}]`), after, [
      callTo({ path: "/new/1", count: 3 }),
      callTo({ path: "/old", count: 5 }),
    ]);
    expect(result).toMatchObject({ requests: 8, counts: { destination: 3, timeout: 5 }, unchanged: 0 });
  });

  it("can't tell where a route asks for a header that traces don't carry", () => {
    const after = catalogRoutes(
      `[{match: [{headers: {end-user: {exact: jason}}}], ${only("v2").slice(1)}, ${only("v1")}]`,
    );
    const result = ask(catalogRoutes(`[${only("v1")}]`), after, [callTo({ count: 4 })]);
    expect(result).toMatchObject({
      requests: 4,
      unknown: 4,
      counts: {},
      unknownBecause: [{ what: "header end-user", requests: 4 }],
    });
  });

  it("can tell when the header is known, or when it makes no difference", () => {
    const route = (subset: string) =>
      catalogRoutes(
        `[{match: [{headers: {end-user: {exact: jason}}}], ${only("v2").slice(1)}, ${only(subset)}]`,
      );
    const known = ask(route("v1"), route("v2"), [callTo({ headers: { "end-user": "jason" }, count: 2 })]);
    expect(known).toMatchObject({ unchanged: 2, unknown: 0 });
    const timeout = ask(
      catalogRoutes(`[${only("v1")}]`),
      catalogRoutes(
        `[{match: [{headers: {end-user: {exact: jason}}}], ${only("v1", ", timeout: 1s").slice(1)}, ${only("v1", ", timeout: 1s")}]`,
      ),
      [callTo({ count: 2 })],
    );
    expect(timeout).toMatchObject({ counts: { timeout: 2 }, unknown: 0 });
  });

  it("counts requests that become 403, and those that stop being it", () => {
    const routes = catalogRoutes(`[${to(75, 25)}]`);
    const deny = policy("canary", "{selector: {matchLabels: {version: v2}}, action: DENY, rules: [{}]}");
    expect(ask(routes, routes + deny, [callTo({ count: 100 })]).counts.denied).toBeCloseTo(25, 6);
    expect(ask(routes + deny, routes, [callTo({ count: 100 })]).counts.allowed).toBeCloseTo(25, 6);
  });

  it("counts requests to a subset without pods as errors", () => {
    const result = ask(catalogRoutes(`[${only("v1")}]`), catalogRoutes(`[${only("v9")}]`), [
      callTo({ count: 3 }),
    ]);
    expect(result.counts).toMatchObject({ failing: 3, destination: 3 });
    expect(result.examples.failing?.[0]?.after).toMatch(/^503 NC/);
  });

  it("leaves requests to hosts that the change does not touch out of the count", () => {
    const result = ask(catalogRoutes(`[${only("v1")}]`), catalogRoutes(`[${only("v2")}]`), [
      callTo({ host: "aside.other.svc.cluster.local", count: 9 }),
    ]);
    expect(result.requests).toBe(0);
  });

  it("puts every request in exactly one of: known to change, unchanged, unknown", () => {
    const http = fc
      .array(
        fc.record({
          subset: fc.constantFrom("v1", "v2"),
          match: fc.constantFrom(
            "",
            "match: [{uri: {prefix: /a}}], ",
            "match: [{headers: {x: {exact: one}}}], ",
            "match: [{method: {exact: POST}}], ",
          ),
          timeout: fc.constantFrom("", ", timeout: 1s"),
        }),
        { minLength: 1, maxLength: 4 },
      )
      .map(
        (routes) =>
          `[${routes.map(({ subset, match, timeout }) => `{${match}${only(subset, timeout).slice(1)}`).join(", ")}]`,
      );
    const calls = fc.array(
      fc.record({
        path: fc.constantFrom("/a/1", "/b"),
        method: fc.constantFrom("GET", "POST"),
        count: fc.integer({ min: 1, max: 9 }),
        headers: fc.constantFrom({}, { x: "one" }),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(http, http, calls, (before, after, parts) => {
        fc.pre(before !== after);
        const result = ask(
          catalogRoutes(before),
          catalogRoutes(after),
          parts.map((part) => callTo(asCall(part))),
        );
        const total = parts.reduce((sum, { count }) => sum + count, 0);
        expect(result.requests).toBe(total);
        const changed = total - result.unchanged - result.unknown;
        expect(changed).toBeGreaterThanOrEqual(0);
        for (const count of Object.values(result.counts)) expect(count).toBeLessThanOrEqual(changed + 1e-6);
        const known = parts.filter(({ headers }) => "x" in headers);
        const certain = ask(
          catalogRoutes(before),
          catalogRoutes(after),
          known.map((part) => callTo(asCall(part))),
        );
        expect(certain.unknown).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
