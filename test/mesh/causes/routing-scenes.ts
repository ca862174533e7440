import type { Behaviour } from "./faulty-server";
import type { Scene } from "./scene";
import { destinationRule, hostOf, networkPolicy, routeTo, virtualService } from "./scene-objects";

const ok: Behaviour = { kind: "answers", status: 200 };
const noRetries = { retries: { attempts: 0 } };

/** Routes, pools and protocols that are wrong. */
export const routingScenes: readonly Scene[] = [
  {
    name: "overflow",
    fault: "one request at a time",
    expected: ["circuit_breaker"],
    server: { kind: "answers", status: 200, delayMs: 80 },
    send: { concurrency: 8 },
    pick: { flag: "UO" },
    objects: [
      destinationRule("overflow", {
        trafficPolicy: {
          connectionPool: {
            http: { http2MaxRequests: 1, http1MaxPendingRequests: 1 },
            tcp: { maxConnections: 1 },
          },
        },
      }),
    ],
  },
  {
    name: "ejected",
    fault: "outlier detection may eject all",
    expected: ["outlier_ejected"],
    server: { kind: "answers", status: 500 },
    pick: { flag: "UH" },
    objects: [
      destinationRule("ejected", {
        trafficPolicy: {
          outlierDetection: {
            consecutive5xxErrors: 2,
            interval: "1s",
            baseEjectionTime: "120s",
            maxEjectionPercent: 100,
          },
        },
      }),
    ],
  },
  {
    name: "twice",
    fault: "two VirtualServices of one host",
    expected: ["no_route"],
    server: ok,
    objects: [
      virtualService("twice", {
        match: [{ uri: { prefix: "/v2" } }],
        route: [{ destination: { host: hostOf("twice") } }],
      }),
      virtualService(
        "twice",
        { match: [{ uri: { prefix: "/v3" } }], route: [{ destination: { host: hostOf("twice") } }] },
        [hostOf("twice")],
        "twice-next",
      ),
    ],
  },
  {
    name: "canary",
    fault: "half of the traffic to a version that has no pods",
    expected: ["subset_without_pods"],
    server: ok,
    objects: [
      destinationRule("canary", {
        subsets: [
          { name: "v1", labels: { version: "v1" } },
          { name: "v2", labels: { version: "v2" } },
        ],
      }),
      virtualService("canary", {
        route: [
          { destination: { host: hostOf("canary"), subset: "v1" }, weight: 50 },
          { destination: { host: hostOf("canary"), subset: "v2" }, weight: 50 },
        ],
      }),
    ],
  },
  {
    name: "patience",
    fault: "the caller gives up first",
    expected: ["caller_left", "application_slow"],
    server: { kind: "answers", status: 200, delayMs: 900 },
    send: { patienceMs: 200 },
    pick: { flag: "DC" },
  },
  {
    name: "nowhere",
    fault: "packets to the pod are dropped by a NetworkPolicy",
    expected: ["network_policy", "endpoints_unreachable"],
    isNowhere: true,
    objects: [
      destinationRule("nowhere", { trafficPolicy: { connectionPool: { tcp: { connectTimeout: "1s" } } } }),
      networkPolicy("nowhere"),
      routeTo("nowhere", noRetries),
    ],
  },
  {
    name: "prior",
    fault: "a server of HTTP/2 behind a port named http",
    expected: ["protocol_mismatch"],
    server: { kind: "http2" },
    objects: [routeTo("prior", noRetries)],
  },
  {
    name: "grpcname",
    fault: "a server of HTTP/1.1 behind a port named grpc",
    expected: ["protocol_mismatch"],
    server: ok,
    workload: { portName: "grpc" },
    objects: [routeTo("grpcname", noRetries)],
  },
  {
    name: "cookies",
    fault: "response headers larger than Envoy takes",
    expected: ["answer_malformed"],
    server: { kind: "huge_headers" },
  },
  {
    name: "direct",
    fault: "a maintenance answer that was left in the route",
    expected: ["route_answers"],
    server: ok,
    objects: [virtualService("direct", { directResponse: { status: 503 } })],
  },
  {
    name: "exhausted",
    fault: "retries of a server that fails always",
    expected: ["retries_exhausted", "application_answer"],
    server: { kind: "answers", status: 503 },
    objects: [routeTo("exhausted", { retries: { attempts: 2, perTryTimeout: "2s", retryOn: "5xx" } })],
  },
  {
    name: "unshared",
    fault: "the subsets are defined, but not for the caller's namespace",
    expected: ["missing_subset"],
    server: ok,
    objects: [
      destinationRule("unshared", { exportTo: ["."], subsets: [{ name: "v1", labels: { version: "v1" } }] }),
      routeTo("unshared", {}, { subset: "v1" }),
    ],
  },
  {
    name: "half",
    fault: "the application breaks off in the middle of its answer",
    expected: ["upstream_reset"],
    server: { kind: "half_a_body" },
    pick: { code: 200 },
  },
  {
    name: "otherport",
    fault: "a port that the service does not list",
    expected: ["wrong_port"],
    server: ok,
    send: { port: 8001 },
    typed: { code: 0, flag: "UF" },
  },
  {
    name: "rewritten",
    fault: "routed to a service that is not there any more",
    expected: ["missing_cluster"],
    server: ok,
    objects: [virtualService("rewritten", { route: [{ destination: { host: hostOf("rewritten-old") } }] })],
  },
];
