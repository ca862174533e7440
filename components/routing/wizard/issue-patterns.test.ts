import { describe, expect, it } from "vitest";
import { checkDraft } from "./check-draft";
import { issueKey } from "./issue-patterns";
import { messages } from "@/lib/i18n/messages";
import type { IntentKind } from "@/lib/changes/intent-schemas";

const service = { namespace: "shop", name: "cart" };
const any = { methods: [], headers: [], cookies: [], queryParams: [] };
const v1 = { name: "v1", labels: {} };

/** Drafts that are wrong in as many ways as their schema knows. */
const drafts: readonly (readonly [IntentKind, Record<string, unknown>])[] = [
  [
    "mirror",
    { api: "gateway", destination: { name: "V 1", labels: {}, backend: "service" }, mirrorPercent: -1 },
  ],
  ["mirror", { api: "istio", destination: v1, mirrorPercent: 12.345_67 }],
  ["mirror", { api: "istio", destination: v1, mirrorPercent: null }],
  [
    "request_route",
    {
      api: "istio",
      name: "",
      matches: [
        any,
        { ...any, path: { kind: "exact", value: "api" } },
        { ...any, path: { kind: "prefix", value: "/" } },
        { ...any, path: { kind: "regex", value: "(" } },
        { ...any, path: { kind: "regex", value: "(?=a)" } },
        { ...any, methods: ["GET", "GET"] },
        {
          ...any,
          headers: [
            { name: "", kind: "exact", value: "" },
            { name: "a b", kind: "present", value: "x" },
            { name: "x", kind: "exact", value: "1" },
            { name: "x", kind: "exact", value: "2" },
          ],
        },
        {
          ...any,
          cookies: [
            { name: "", value: "a b" },
            { name: "s", value: "1" },
            { name: "s", value: "2" },
          ],
        },
        { ...any, queryParams: [{ name: "", kind: "exact", value: "" }] },
        any,
      ],
      destinations: [
        { ...v1, weightPercent: 50 },
        { ...v1, weightPercent: 60.5 },
      ],
      position: "first",
    },
  ],
  [
    "request_route",
    {
      api: "gateway",
      port: 80,
      name: "Not A Name",
      routeKind: "GRPCRoute",
      matches: [
        {
          path: { kind: "prefix", value: "/x//y" },
          methods: ["GET"],
          headers: [{ name: "x", kind: "prefix", value: "1", invert: true }],
          cookies: [{ name: "a", value: "1" }],
          queryParams: [{ name: "a", kind: "present", value: "" }],
          sourceNamespace: "shop",
          sourceLabels: {},
        },
      ],
      destinations: [{ ...v1, weightPercent: 40 }],
      position: "first",
    },
  ],
  [
    "timeout_retry",
    {
      api: "istio",
      route: "a",
      port: 80,
      timeoutMs: 0,
      backendTimeoutMs: 5,
      retries: { attempts: 200, retryOn: ["5xx", "5xx", "sometimes"], backoffMs: 1.5 },
      retryBudget: { percent: 200 },
    },
  ],
  [
    "timeout_retry",
    {
      api: "gateway",
      port: 80,
      route: "",
      timeoutMs: 10,
      backendTimeoutMs: 20,
      retries: { attempts: 0, retryOn: ["5xx"], perTryTimeoutMs: 5 },
      retryBudget: { percent: 20 },
    },
  ],
  [
    "request_route",
    {
      api: "istio",
      name: "beta",
      matches: [
        any,
        { ...any, path: { kind: "exact", value: "api" } },
        { ...any, path: { kind: "prefix", value: "/" } },
        { ...any, path: { kind: "regex", value: "(" } },
        { ...any, path: { kind: "regex", value: "(?=a)" } },
        { ...any, methods: ["GET", "GET"] },
        {
          ...any,
          headers: [
            { name: "a", kind: "present", value: "x" },
            { name: "x", kind: "exact", value: "" },
            { name: "x", kind: "exact", value: "2" },
            { name: "cookie", kind: "exact", value: "2" },
          ],
          cookies: [
            { name: "s", value: "1" },
            { name: "s", value: "2" },
          ],
          queryParams: [
            { name: "q", kind: "exact", value: "1" },
            { name: "q", kind: "exact", value: "1" },
          ],
        },
        { ...any, sourceLabels: {} },
        any,
      ],
      destinations: [
        { ...v1, weightPercent: 50 },
        { ...v1, weightPercent: 60 },
      ],
      position: "first",
    },
  ],
  [
    "load_balancing",
    {
      api: "gateway",
      algorithm: "random",
      consistentHash: { on: "header", name: "", path: "/", ttlMs: 1 },
      locality: {
        mode: "distribute",
        failover: [
          { from: "a", to: "a" },
          { from: "a", to: "b" },
        ],
        distribute: [
          { from: "a/*", to: { "a/b/c/d": 40 } },
          { from: "a/*", to: { b: 100 } },
        ],
        failoverPriority: ["a", "a"],
      },
      warmup: { durationMs: 100 },
    },
  ],
  ["load_balancing", { api: "istio", algorithm: "consistent_hash", locality: { mode: "distribute" } }],
  ["load_balancing", { api: "istio", algorithm: "default" }],
  [
    "fault",
    { api: "gateway", name: "x", matches: [], delay: { percent: 1, delayMs: 5 }, abort: { percent: 1 } },
  ],
  ["circuit_breaker", { api: "gateway", connectionPool: {} }],
  ["circuit_breaker", { api: "istio", connectionPool: { maxConnections: 0, maxRequests: 1.5 } }],
  ["fault", { api: "gateway", name: "x", matches: [] }],
  [
    "fault",
    { api: "istio", name: "", matches: [any], abort: { percent: 120, httpStatus: 700, grpcStatus: "OK" } },
  ],
  [
    "load_balancing",
    {
      api: "istio",
      algorithm: "random",
      consistentHash: { on: "header", name: "", path: "/", ttlMs: 1 },
      locality: {
        mode: "off",
        failover: [
          { from: "a", to: "a" },
          { from: "a", to: "" },
        ],
        distribute: [{ from: "a*b", to: { "a/b/c/d": 40 } }],
        failoverPriority: ["a", "a"],
      },
      warmup: { durationMs: 100, aggression: 0.5 },
    },
  ],
];

describe("what a schema says", () => {
  it.each(drafts)("has words in both languages for %s %j", (kind, draft) => {
    const checked = checkDraft(kind, { service, ...draft });
    const issues = checked.state === "open" ? checked.issues : [];
    expect(issues.length).toBeGreaterThan(0);
    for (const locale of ["en", "zh"] as const) {
      const known: Readonly<Record<string, string>> = messages[locale].routing.issue;
      expect(issues.filter(({ message }) => known[issueKey(message).key] === undefined)).toEqual([]);
    }
  });

  it("keeps what a sentence names", () => {
    expect(issueKey("v1 is named twice: join the two weights")).toEqual({
      key: "twice_weights",
      values: { name: "v1" },
    });
    expect(issueKey("the weights add up to 110.5, not 100: take 10.5 away").values).toEqual({
      sum: "110.5",
      count: "10.5",
    });
  });
});

describe("a draft of another shape", () => {
  it.each([[null], [[]], [{}], ["text"], [{ api: "istio", service: 1 }]])(
    "is not shown by a form: %j",
    (draft) => {
      expect(checkDraft("mirror", draft).state).toBe("unreadable");
    },
  );
});
