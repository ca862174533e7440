import fc from "fast-check";
import { compact, often, rarely } from "./presence";

const tls = fc.constantFrom<Record<string, unknown>>(
  { mode: "DISABLE" },
  { mode: "SIMPLE" },
  { mode: "SIMPLE", sni: "sni.example", subjectAltNames: ["a.example"] },
  { mode: "SIMPLE", credentialName: "secret" },
  {
    mode: "MUTUAL",
    clientCertificate: "/etc/c.pem",
    privateKey: "/etc/k.pem",
    caCertificates: "/etc/ca.pem",
    subjectAltNames: ["spiffe://x"],
  },
  { mode: "ISTIO_MUTUAL" },
  { mode: "ISTIO_MUTUAL", sni: "own.example" },
);

const connectionPool = compact(
  fc.record({
    tcp: often(
      compact(
        fc.record({
          maxConnections: often(fc.constantFrom(1, 100)),
          connectTimeout: rarely(fc.constantFrom("30ms", "2s")),
          idleTimeout: rarely(fc.constant("1h")),
          maxConnectionDuration: rarely(fc.constant("5m")),
          tcpKeepalive: rarely(fc.constantFrom({ time: "7200s", interval: "75s" }, { probes: 3 })),
        }),
      ),
    ),
    http: often(
      compact(
        fc.record({
          http1MaxPendingRequests: often(fc.constantFrom(1, 1024)),
          http2MaxRequests: often(fc.constantFrom(1, 1000)),
          maxRequestsPerConnection: rarely(fc.constantFrom(1, 10)),
          maxRetries: rarely(fc.constantFrom(1, 5)),
          maxConcurrentStreams: rarely(fc.constant(7)),
          idleTimeout: rarely(fc.constant("90s")),
          h2UpgradePolicy: rarely(fc.constantFrom("DEFAULT", "UPGRADE", "DO_NOT_UPGRADE")),
          useClientProtocol: rarely(fc.boolean()),
        }),
      ),
    ),
  }),
);

const outlierDetection = compact(
  fc.record({
    consecutive5xxErrors: often(fc.constantFrom(0, 1, 7)),
    consecutiveGatewayErrors: rarely(fc.constantFrom(0, 3)),
    splitExternalLocalOriginErrors: rarely(fc.boolean()),
    consecutiveLocalOriginFailures: rarely(fc.constantFrom(2, 5)),
    interval: often(fc.constantFrom("1s", "5m")),
    baseEjectionTime: often(fc.constantFrom("15s", "3m")),
    maxEjectionPercent: often(fc.constantFrom(1, 100)),
    minHealthPercent: rarely(fc.constantFrom(0, 50)),
  }),
);

const hashed = fc.constantFrom<Record<string, unknown>>(
  { consistentHash: { httpHeaderName: "x-user" } },
  { consistentHash: { httpCookie: { name: "sid", ttl: "0s" } } },
  { consistentHash: { httpCookie: { name: "sid", ttl: "60s", path: "/" }, minimumRingSize: 2048 } },
  { consistentHash: { useSourceIp: true, ringHash: { minimumRingSize: 64 } } },
  { consistentHash: { httpQueryParameterName: "u", maglev: { tableSize: 131 } } },
  { consistentHash: { httpHeaderName: "x-user", maglev: {} } },
);

const simple = fc.constantFrom<Record<string, unknown>>(
  { simple: "ROUND_ROBIN" },
  { simple: "LEAST_REQUEST" },
  { simple: "RANDOM" },
  { simple: "PASSTHROUGH" },
  { simple: "LEAST_REQUEST", warmup: { duration: "30s" } },
  { simple: "ROUND_ROBIN", warmup: { duration: "1m", minimumPercent: 20, aggression: 2.5 } },
  { warmupDurationSecs: "45s" },
  { localityLbSetting: { enabled: true, failover: [{ from: "region1", to: "region2" }] } },
  { localityLbSetting: { distribute: [{ from: "region1/*", to: { "region1/*": 80, "region2/*": 20 } }] } },
  { localityLbSetting: { enabled: false } },
  { simple: "RANDOM", localityLbSetting: { failoverPriority: ["topology.kubernetes.io/region"] } },
);

const loadBalancer = fc.oneof(hashed, simple);

const levels = {
  tls: rarely(tls),
  connectionPool: often(connectionPool),
  outlierDetection: often(outlierDetection),
  loadBalancer: often(loadBalancer),
};

/** A traffic policy with settings of single ports. */
export const trafficPolicy = compact(
  fc.record({
    ...levels,
    portLevelSettings: rarely(
      fc.array(compact(fc.record({ port: fc.constantFrom({ number: 9080 }, { number: 9090 }), ...levels })), {
        minLength: 1,
        maxLength: 1,
      }),
    ),
    retryBudget: rarely(
      fc.constantFrom({}, { percent: 30 }, { percent: 12.5, minRetryConcurrency: 10, budgetInterval: "10s" }),
    ),
    proxyProtocol: rarely(fc.constantFrom({ version: "V1" }, { version: "V2" })),
  }),
);

const subset = (name: string) =>
  compact(
    fc.record({
      name: fc.constant(name),
      labels: fc.constantFrom<Record<string, string>>({ version: name }, { version: name, app: "reviews" }),
      trafficPolicy: rarely(trafficPolicy),
    }),
  );

/** Subsets v1 to v3, and one that no pod is in. */
export const subsets = fc
  .subarray(["v1", "v2", "v3", "v9"], { minLength: 1 })
  .chain((names) => fc.tuple(...names.map((name) => subset(name))));
