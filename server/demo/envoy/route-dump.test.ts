import { describe, expect, it } from "vitest";
import type { XdsRoute, XdsRouteConfig } from "@/lib/xds/model";
import { parseRouteConfig } from "@/test/mesh/xds/parse-route";
import { dumpRouteConfig } from "./route-dump";

const route: XdsRoute = {
  name: "main",
  match: {
    path: { kind: "prefix", value: "/a" },
    ignoreCase: true,
    method: { kind: "exact", value: "GET" },
    headers: [{ name: "x", match: { kind: "regex", value: "a.*" }, invert: true }],
    queryParams: [{ name: "q", match: { kind: "present" } }],
  },
  action: {
    kind: "forward",
    clusters: [
      {
        cluster: "outbound|80|v1|s",
        weight: 90,
        headers: { request: { write: [{ name: "a", value: "1", append: false }], remove: ["b"] } },
        hostRewrite: "h",
      },
      { cluster: "outbound|80|v2|s", weight: 10 },
    ],
  },
  timeoutMs: 1500,
  retries: {
    attempts: 3,
    retryOn: "5xx,retriable-status-codes",
    retriableStatusCodes: [503],
    perTryTimeoutMs: 400,
    backoffMs: 25,
    avoidsPreviousHosts: false,
    prefersOtherLocalities: true,
  },
  fault: { delay: { percent: 12.5, delayMs: 7000 }, abort: { percent: 0.5, httpStatus: 503 } },
  mirrors: [{ cluster: "outbound|80||m", percent: 25 }],
  rewrite: { prefix: "/b", host: "w" },
  headers: { response: { write: [{ name: "c", value: "2", append: true }], remove: [] } },
  cors: {
    allowOrigins: [{ kind: "prefix", value: "https://" }],
    allowMethods: "GET,POST",
    allowHeaders: "",
    exposeHeaders: "x",
    maxAgeSeconds: 60,
    allowCredentials: false,
    forwardsUnmatchedPreflights: true,
  },
  hashPolicies: [{ kind: "cookie", name: "sid", ttlMs: 60_000, path: "/" }],
  clusterNotFoundStatus: 500,
  operation: "s:80/a*",
  configPath: "/apis/x",
};

describe("the demo's route dump", () => {
  it("says all of a route, as a reader of real dumps understands it", () => {
    const config: XdsRouteConfig = {
      name: "80",
      virtualHosts: [{ name: "s:80", domains: ["s"], routes: [route], requireTls: true }],
    };
    expect(parseRouteConfig(dumpRouteConfig(config))).toEqual(config);
  });
});
