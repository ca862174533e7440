import { expect, it } from "vitest";
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

it("explains a request among 5,000 routes", () => {
  const routes = Array.from({ length: 5000 }, (_, index) =>
    routeTo("cart", {
      prefix: `/api/v${index}/`,
      headers: [{ name: "x-user", string_match: { safe_regex: { regex: `user-${index}-.*` } } }],
    }),
  );
  const dump = dumpOf({
    listeners: [capture, listener("0.0.0.0", 80, [httpChain("80")])],
    routes: [table("80", ["cart"], [...routes, routeTo("cart")])],
    clusters: [eds("cart")],
    endpoints: [hosts("cart", { "10.1.0.1": ["HEALTHY"] })],
  });
  const request = requestOf({ path: "/api/v4999/x", headers: [{ name: "x-user", value: "user-4999-a" }] });
  const times = Array.from({ length: 60 }, () => {
    const startMs = performance.now();
    explainFlow(dump, {}, request);
    return performance.now() - startMs;
  });
  const measured = quantile(times, 0.95);
  report({ part: "Envoy", what: "explain a request, 5,000 routes, p95", measured, unit: "ms", limit: 50 });
  expect(times.length).toBe(60);
});
