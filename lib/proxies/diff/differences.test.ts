import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findDifferences } from "./differences";
import { pathText } from "./item-label";
import { meaningText, normalForm } from "./normal-form";

const words = fc.stringMatching(/^[a-z]{1,8}$/);
const clusters = fc.uniqueArray(fc.record({ name: words, weight: fc.integer({ min: 1, max: 100 }) }), {
  minLength: 1,
  maxLength: 4,
  selector: ({ name }) => name,
});
const route = fc.record({
  name: words,
  match: fc.record({ prefix: words.map((word) => `/${word}`) }),
  route: fc.record({
    timeout: fc.integer({ min: 1, max: 90 }).map((seconds) => `${seconds}s`),
    weighted_clusters: fc.record({ clusters }),
  }),
});
const virtualHost = fc.record({
  name: words,
  domains: fc.uniqueArray(words, { minLength: 1, maxLength: 4 }),
  routes: fc.uniqueArray(route, { minLength: 1, maxLength: 5, selector: ({ name }) => name }),
});
const table = fc.record({
  name: words,
  virtual_hosts: fc.uniqueArray(virtualHost, { minLength: 1, maxLength: 4, selector: ({ name }) => name }),
});
type Table = typeof table extends fc.Arbitrary<infer T> ? T : never;

const diff = (left: unknown, right: unknown) =>
  findDifferences(normalForm(left), normalForm(right)).map(({ kind, path, from, to }) => {
    const where = `${kind} ${pathText(path)}`;
    return from === undefined ? where : `${where} ${from} to ${to ?? 0}`;
  });

function shuffled<T>(items: readonly T[], seed: number): T[] {
  return items
    .map((item, index) => ({ item, rank: Math.imul(index + 1, seed * 2 + 1) % 97 }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

/** The same table as istiod prints it, lists without an order turned about. */
function asIstiod(value: unknown, seed: number, key = ""): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => asIstiod(item, seed, key));
    return key === "routes" ? items : shuffled(items, seed);
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, own]) => [
        name.replaceAll(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase()),
        asIstiod(own, seed, name),
      ]),
  );
}

describe("differences by meaning", () => {
  it("there are none between a value and itself", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(diff(value, structuredClone(value))).toEqual([]);
      }),
    );
  });

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "a field called %s is one as any other",
    (name) => {
      const holding = (value: unknown): unknown => JSON.parse(`{"a":1,"${name}":${JSON.stringify(value)}}`);
      expect(diff(holding(""), holding(""))).toEqual([]);
      expect(diff(holding([{ b: 1 }]), holding([{ b: 1 }]))).toEqual([]);
      expect(diff({ a: 1 }, holding("x")).map((line) => line.split(" ")[0])).toEqual(["added"]);
      expect(diff(holding(["x"]), { a: 1 }).map((line) => line.split(" ")[0])).toEqual(["removed"]);
      expect(diff(holding("x"), holding("y")).map((line) => line.split(" ")[0])).toEqual(["changed"]);
    },
  );

  it("there are none in another spelling, another order of keys, or of lists whose order says nothing", () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 90 }), (value, seed) => {
        expect(diff(value, asIstiod(value, seed))).toEqual([]);
        expect(meaningText(normalForm(value))).toBe(meaningText(normalForm(asIstiod(value, seed))));
      }),
    );
  });

  it("any one weight that changes is found, at its place and nowhere else", () => {
    fc.assert(
      fc.property(table, fc.nat(), fc.nat(), fc.nat(), (value, a, b, c) => {
        const changed: Table = structuredClone(value);
        const host = changed.virtual_hosts[a % changed.virtual_hosts.length];
        const at = b % (host?.routes.length ?? 1);
        const own = host?.routes[at];
        const cluster =
          own?.route.weighted_clusters.clusters[c % own.route.weighted_clusters.clusters.length];
        if (host === undefined || own === undefined || cluster === undefined) throw new Error("empty");
        cluster.weight += 1;
        const where = `virtual_hosts[${host.name}].routes[${at + 1} "${own.name}"].route.weighted_clusters.clusters[${cluster.name}].weight`;
        expect(diff(value, changed)).toEqual([`changed ${where}`]);
      }),
    );
  });

  it("a route put in between is one insertion, and one that changes its place is one move", () => {
    fc.assert(
      fc.property(table, fc.nat(), (value, where) => {
        const changed: Table = structuredClone(value);
        const host = changed.virtual_hosts[0];
        const first = host?.routes[0];
        if (host === undefined || first === undefined) throw new Error("empty");
        const at = where % (host.routes.length + 1);
        host.routes.splice(at, 0, { ...first, name: "INSERTED", match: { prefix: "/INSERTED" } });
        expect(diff(value, changed)).toEqual([
          `added virtual_hosts[${host.name}].routes[${at + 1} "INSERTED"]`,
        ]);
        const moved: Table = structuredClone(changed);
        const routes = moved.virtual_hosts[0]?.routes ?? [];
        const [one] = routes.splice(at, 1);
        if (one === undefined || routes.length < 2) return;
        const to = at === 0 ? routes.length : 0;
        routes.splice(to, 0, one);
        expect(diff(changed, moved)).toEqual([
          `moved virtual_hosts[${host.name}].routes[${to + 1} "INSERTED"] ${at + 1} to ${to + 1}`,
        ]);
      }),
    );
  });
});

describe("the normal form", () => {
  it.each([
    ["durations", { timeout: "1s" }, { timeout: "1.000s" }],
    ["64-bit numbers", { host_selection_retry_max_attempts: "5" }, { hostSelectionRetryMaxAttempts: 5 }],
    ["names with numbers", { proxy_100_continue: true }, { proxy100Continue: true }],
    ["absent and empty lists", { routes: [] }, {}],
    ["defaults", { percentage: { numerator: 3, denominator: "HUNDRED" } }, { percentage: { numerator: 3 } }],
    ["bytes and text", { config: { inline_bytes: "aGk=" } }, { config: { inline_string: "hi" } }],
    [
      "a TypedStruct and the message that it stands for",
      {
        "@type": "type.googleapis.com/udpa.type.v1.TypedStruct",
        type_url: "type.googleapis.com/stats.PluginConfig",
        value: { metrics: [] },
      },
      { "@type": "type.googleapis.com/stats.PluginConfig" },
    ],
  ])("is one for %s", (_what, one, other) => {
    expect(diff(one, other)).toEqual([]);
  });

  it.each([
    ["a wrapper that is set to false", { use_remote_address: false }, {}],
    ["an empty message", { rbac: {} }, {}],
    [
      "header values that look like durations",
      { header: { key: "a", value: "1s" } },
      { header: { key: "a", value: "1.0s" } },
    ],
    [
      "header values that look like numbers",
      { header: { key: "a", value: "1" } },
      { header: { key: "a", value: 1 } },
    ],
    ["keys of maps", { labels: { inUse: "yes" } }, { labels: { in_use: "yes" } }],
    ["a protocol's order", { alpn_protocols: ["h2", "http/1.1"] }, { alpn_protocols: ["http/1.1", "h2"] }],
    [
      "the order of JWT rules",
      { rules: [{ match: { prefix: "/a" } }, { match: { prefix: "/" } }] },
      { rules: [{ match: { prefix: "/" } }, { match: { prefix: "/a" } }] },
    ],
  ])("keeps apart %s", (_what, one, other) => {
    expect(diff(one, other)).not.toEqual([]);
  });
});
