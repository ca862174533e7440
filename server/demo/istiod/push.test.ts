import { describe, expect, it } from "vitest";
import { luaLoadError } from "./lua-syntax";
import type { MeshProxy } from "./mesh-proxies";
import { answeredAtMs, appendChange, debounceMs, firstPush, proxyState } from "./push";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

const start = Date.parse("2026-11-21T12:00:00Z");
const proxy = (name: string, namespace = "shop", labels: Record<string, string> = {}): MeshProxy => ({
  pod: { name, ip: "10.0.0.1", node: "n", uid: "u" },
  namespace,
  id: `${name}.${namespace}`,
  type: "sidecar",
  labels,
  serviceAccount: "sa",
  workload: name,
  app: name,
});
const timing = { seed: 1, laggingProxy: "slow.shop" };
const virtualService = { key: "networking.istio.io/VirtualService", namespace: "shop" };
const changed = (atMs: number, change = virtualService, objects: MeshObjects = {}) =>
  appendChange([firstPush({}, start)], change, objects, atMs);

describe("a proxy after a change", () => {
  const log = changed(start + 60_000);
  const push = log[1];
  const stateAt = (who: MeshProxy, ms: number) => proxyState(log, who, start + 60_000 + ms, timing).rds;

  it("is sent nothing before the debounce time is over", () => {
    expect(stateAt(proxy("a"), debounceMs - 1)?.sent.number).toBe(2);
  });

  it("is stale between the push and its answer, then synced", () => {
    if (push === undefined) throw new Error("no push");
    const answerMs = answeredAtMs(push, proxy("a"), timing) - start - 60_000;
    expect(answerMs).toBeGreaterThanOrEqual(debounceMs + 200);
    expect(answerMs).toBeLessThanOrEqual(debounceMs + 1500);
    expect([
      stateAt(proxy("a"), answerMs - 1)?.acked?.number,
      stateAt(proxy("a"), answerMs - 1)?.sent.number,
    ]).toEqual([2, 3]);
    expect(stateAt(proxy("a"), answerMs)?.acked?.number).toBe(3);
  });

  it("stays stale for half a minute when it is the lagging one", () => {
    expect(stateAt(proxy("slow"), 29_000)?.acked?.number).toBe(2);
    expect(stateAt(proxy("slow"), 30_200)?.acked?.number).toBe(3);
  });

  it("hears of a policy only in its own namespace", () => {
    const policy = changed(start + 1000, { key: "security.istio.io/AuthorizationPolicy", namespace: "shop" });
    const number = (who: MeshProxy) => proxyState(policy, who, start + 60_000, timing).lds?.sent.number;
    expect([number(proxy("a", "shop")), number(proxy("a", "orders"))]).toEqual([3, 2]);
  });

  it("gets two changes within the debounce time in one push", () => {
    const both = appendChange(log, virtualService, {}, start + 60_000 + 50);
    expect(both).toHaveLength(2);
    expect(appendChange(log, virtualService, {}, start + 60_000 + 150)).toHaveLength(3);
  });
});

const filter = (script: string): MeshObjects => ({
  "networking.istio.io/EnvoyFilter": [
    {
      apiVersion: "networking.istio.io/v1alpha3",
      kind: "EnvoyFilter",
      metadata: { namespace: "shop", name: "lua" },
      spec: {
        workloadSelector: { labels: { app: "a" } },
        configPatches: [
          {
            applyTo: "HTTP_FILTER",
            match: { context: "SIDECAR_INBOUND" },
            patch: { operation: "INSERT_BEFORE", value: { typed_config: { inlineCode: script } } },
          },
        ],
      },
    },
  ],
});

describe("a broken EnvoyFilter", () => {
  const change = { key: "networking.istio.io/EnvoyFilter", namespace: "shop" };
  const broken = changed(start + 1000, change, filter("function envoy_on_request(handle) handle:"));
  const later = start + 10_000;

  it("is refused by the proxies that it selects, in Envoy's words, and they keep what they had", () => {
    const state = proxyState(broken, proxy("a", "shop", { app: "a" }), later, timing);
    expect(state.lds?.error).toBe(
      `Error adding/updating listener(s) virtualInbound: script load error: [string "function envoy_on_request(handle) handle:"]:1: '<name>' expected near '<eof>'\n`,
    );
    expect([state.lds?.sent.number, state.lds?.acked?.number, state.rds?.acked?.number]).toEqual([3, 2, 3]);
    expect(proxyState(broken, proxy("b", "shop", { app: "b" }), later, timing).lds?.error).toBeUndefined();
  });

  it("is forgotten when a good one replaces it", () => {
    const healed = appendChange(
      broken,
      change,
      filter("function envoy_on_request(h) h:logInfo('x') end"),
      later,
    );
    const state = proxyState(healed, proxy("a", "shop", { app: "a" }), later + 5000, timing).lds;
    expect([state?.error, state?.acked?.number]).toEqual([undefined, 4]);
  });
});

describe("Lua", () => {
  it.each([
    ["function f(h) h:headers():add('a', 'b') end", undefined],
    [
      "function f(h)\n  -- a comment: with end\n  if h ~= nil then return 1 else x = 'a' .. 'b' end\nend",
      undefined,
    ],
    ["for i = 1, 3 do while true do break end end", undefined],
    ["local t = { a = 1, b = { 2 } }\nrepeat t.a = t.a + 1.5 until t.a > 9", undefined],
    ["function f(h) this is not lua end", "'=' expected near 'is'"],
    ["function f(h) h:", "'<name>' expected near '<eof>'"],
    ["function f(h) x = 1", "'end' expected near '<eof>'"],
    ["f(1", "')' expected near '<eof>'"],
    ["x = 1 end", "unexpected symbol near 'end'"],
  ])("%s: %s", (script, message) => {
    const error = luaLoadError(script);
    expect(error === undefined ? undefined : error.slice(error.indexOf("]:1: ") + 5)).toBe(message);
  });
});
