import { describe, expect, it } from "vitest";
import { quantile, report } from "./figure";
import { explainFlow } from "@/lib/proxies/explain-flow/explain-flow";
import {
  capture,
  dumpOf,
  eds,
  hosts,
  httpChain,
  listener,
  requestOf,
  routeTo,
  table,
} from "@/lib/proxies/explain-flow/flow-fixture";

const count = 5000;

/** Each variant has expressions of its own, so that nothing of an earlier one is compiled. */
function dumpWith(match: (index: number) => Readonly<Record<string, unknown>>) {
  const routes = Array.from({ length: count }, (_, index) => routeTo("cart", match(index)));
  return dumpOf({
    listeners: [capture, listener("0.0.0.0", 80, [httpChain("80")])],
    routes: [table("80", ["cart"], [...routes, routeTo("cart")])],
    clusters: [eds("cart")],
    endpoints: [hosts("cart", { "10.1.0.1": ["HEALTHY"] })],
  });
}

const regex = (text: string) => ({ safe_regex: { regex: text } });
const everyFifth = (index: number, text: string) =>
  index % 5 === 0 ? regex(text) : { prefix: `/api/v${index}/` };
const tables = [
  [
    "prefixes and header expressions",
    (index: number) => ({
      prefix: `/api/v${index}/`,
      headers: [{ name: "x-user", string_match: regex(`user-${index}-.*`) }],
    }),
  ],
  ["1,000 path expressions", (index: number) => everyFifth(index, `/api/v${index}/[^/]+/items(/.*)?`)],
  ["1,000 path expressions without a start", (index: number) => everyFifth(index, `.*/shop${index}/(a|b).*`)],
  [
    "one path, 5,000 header expressions",
    (index: number) => ({
      prefix: "/api/",
      headers: [{ name: "x-user", string_match: regex(`^tenant-${index}:[a-z]+$`) }],
    }),
  ],
  [
    "5,000 header expressions of alternatives",
    (index: number) => ({
      prefix: "/api/",
      headers: [{ name: "x-user", string_match: regex(`^(tenant-${index}|admin-${index}):[a-z]+$`) }],
    }),
  ],
  [
    "5,000 cookies",
    (index: number) => ({
      prefix: "/api/",
      headers: [{ name: "cookie", string_match: regex(`^(.*;)?(session=t${index})(;.*)?$`) }],
    }),
  ],
  [
    "5,000 header expressions without case",
    (index: number) => ({
      prefix: "/api/",
      headers: [{ name: "x-user", string_match: regex(`(?i)tenant-${index}:[a-z]+`) }],
    }),
  ],
  [
    "5,000 header expressions that no text rules out",
    (index: number) => ({
      prefix: "/api/",
      headers: [
        { name: "x-user", string_match: regex(`[0-9]+[:a-z${String.fromCodePoint(0x4e00 + index)}]+`) },
      ],
    }),
  ],
] as const;

describe.each(tables)("a table of 5,000 routes: %s", (what, match) => {
  it("explains a request, the first one too", () => {
    const dump = dumpWith(match);
    const times = Array.from({ length: 60 }, (_, index) => {
      const request = requestOf({
        path: `/api/v4999x/${index}`,
        headers: [
          { name: "x-user", value: "user-4999x-a" },
          { name: "cookie", value: "theme=dark; session=t4999x; lang=en" },
        ],
      });
      const startMs = performance.now();
      const startCpu = process.cpuUsage();
      const { ends } = explainFlow(dump, {}, request);
      const { user, system } = process.cpuUsage(startCpu);
      // The lesser of both, because on a busy machine the clock also counts the turns of other programs.
      const tookMs = Math.min(performance.now() - startMs, (user + system) / 1000);
      expect(ends[0]?.outcome).toMatchObject({ kind: "sent", cluster: "cart" });
      return tookMs;
    });
    const figures = { "the first": times[0] ?? Number.NaN, p95: quantile(times.slice(1), 0.95) };
    for (const [which, measured] of Object.entries(figures)) {
      report({
        part: "Envoy",
        what: `explain, 5,000 routes, ${what}, ${which}`,
        measured,
        unit: "ms",
        limit: 50,
      });
    }
  });
});
