import fc from "fast-check";
import type { CircuitBreakerIntent } from "@/lib/routing/circuit-breaker";
import { faultIntentSchema, type FaultIntent } from "@/lib/routing/fault";
import { grpcStatuses } from "@/lib/routing/grpc-statuses";
import type { WeightedIntentDestination } from "@/lib/routing/intent-fields";
import {
  loadBalancingIntentSchema,
  type ConsistentHash,
  type LoadBalancingIntent,
  type LocalitySetting,
} from "@/lib/routing/load-balancing";
import type { MirrorIntent } from "@/lib/routing/mirror";
import { compact, grpcMatch, gatewayMatch, istioMatch, maybe, some } from "@/lib/routing/match-arbitraries";
import { isAnyRequest, type RequestMatch } from "@/lib/routing/request-match";
import { requestRouteIntentSchema, type RequestRouteIntent } from "@/lib/routing/request-route";
import { timeoutRetryIntentSchema, type TimeoutRetryIntent } from "@/lib/routing/timeout-retry";

// For tests: intents of every kind about shop/cart, each one that its schema accepts.

const service = { namespace: "shop", name: "cart" };
const versions = ["v1", "v2", "v3"];
const ms = fc.oneof(
  fc.integer({ min: 1, max: 999 }),
  fc.integer({ min: 1, max: 600 }).map((s) => s * 1000),
);
const percent = fc.oneof(
  fc.nat(100),
  fc.nat(1_000_000).map((part) => part / 10_000),
);
const weighted = (names: readonly string[]): fc.Arbitrary<WeightedIntentDestination[]> =>
  fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 }).chain((chosen) =>
    fc.array(fc.nat(100), { minLength: chosen.length - 1, maxLength: chosen.length - 1 }).map((cuts) => {
      const sorted = [0, ...cuts.toSorted((left, right) => left - right), 100];
      return chosen.map((name, index) => ({
        name,
        labels: {},
        weightPercent: (sorted[index + 1] ?? 100) - (sorted[index] ?? 0),
      }));
    }),
  );

const matchesOf = (match: fc.Arbitrary<RequestMatch>) =>
  fc.array(
    match.filter((one) => !isAnyRequest(one)),
    { minLength: 1, maxLength: 3 },
  );

const api = fc.constantFrom("istio" as const, "gateway" as const);
const onPort = (chosen: "istio" | "gateway") =>
  chosen === "gateway" ? fc.constant(8080) : maybe(fc.constant(8080));

export const mirrorIntents: fc.Arbitrary<MirrorIntent> = api.chain((chosen) =>
  fc
    .record({
      api: fc.constant(chosen),
      service: fc.constant(service),
      port: onPort(chosen),
      destination: fc.constantFrom(
        { name: "v2", labels: {} },
        { name: "v3", labels: {} },
        ...(chosen === "istio" ? [{ name: "audit", labels: {}, backend: "service" as const }] : []),
      ),
      mirrorPercent: percent,
    })
    .map(compact),
);

const routeIntents = (
  fields: Pick<RequestRouteIntent, "api" | "routeKind">,
  match: fc.Arbitrary<RequestMatch>,
): fc.Arbitrary<RequestRouteIntent> =>
  fc
    .record({
      api: fc.constant(fields.api),
      service: fc.constant(service),
      port: onPort(fields.api),
      name: fc.constantFrom("testers", "beta.users", "testers-2"),
      matches: matchesOf(match),
      destinations: weighted(versions),
      position: fc.constantFrom("first" as const, "before_catch_all" as const, "keep" as const),
      routeKind: fc.constant(fields.routeKind),
    })
    .map(compact)
    .filter((intent) => requestRouteIntentSchema.safeParse(intent).success);

export const requestRouteIntents: fc.Arbitrary<RequestRouteIntent> = fc.oneof(
  routeIntents({ api: "istio" }, istioMatch),
  routeIntents({ api: "gateway" }, gatewayMatch),
);
export const grpcRouteIntents = routeIntents({ api: "gateway", routeKind: "GRPCRoute" }, grpcMatch);

const retries = fc
  .record({
    attempts: fc.integer({ min: 1, max: 10 }),
    perTryTimeoutMs: maybe(ms),
    retryOn: some(fc.constantFrom("5xx", "connect-failure", "503", "unavailable"), 3),
    backoffMs: maybe(ms),
  })
  .map(compact);

export const timeoutRetryIntents: fc.Arbitrary<TimeoutRetryIntent> = fc
  .oneof(
    fc.record({
      api: fc.constant("istio" as const),
      service: fc.constant(service),
      port: maybe(fc.constant(8080)),
      route: fc.constant(""),
      timeoutMs: ms,
      retries: maybe(retries),
    }),
    fc.record({
      api: fc.constant("istio" as const),
      service: fc.constant(service),
      route: fc.constant(""),
      timeoutMs: maybe(ms),
      retryBudget: fc
        .record({ percent, minRetryConcurrency: maybe(fc.nat(100)), budgetIntervalMs: maybe(ms) })
        .map(compact),
    }),
    fc.record({
      api: fc.constant("gateway" as const),
      service: fc.constant(service),
      port: fc.constant(8080),
      route: fc.constant(""),
      timeoutMs: ms,
      backendTimeoutMs: maybe(ms),
    }),
  )
  .map(compact)
  .filter((intent) => timeoutRetryIntentSchema.safeParse(intent).success);

const count = fc.integer({ min: 1, max: 10_000 });
const scopes = {
  api: fc.constant("istio" as const),
  service: fc.constant(service),
  port: maybe(fc.constant(8080)),
  subset: maybe(fc.constantFrom("v1", "v2")),
};

export const circuitBreakerIntents: fc.Arbitrary<CircuitBreakerIntent> = fc
  .record({
    ...scopes,
    connectionPool: fc
      .record({
        maxConnections: count,
        connectTimeoutMs: maybe(ms),
        maxPendingRequests: maybe(count),
        maxRequests: maybe(count),
        maxRequestsPerConnection: maybe(fc.nat(10)),
        maxRetries: maybe(count),
        idleTimeoutMs: maybe(ms),
      })
      .map(compact),
    outlierDetection: maybe(
      fc
        .record({
          consecutive5xxErrors: maybe(fc.nat(10)),
          consecutiveGatewayErrors: maybe(fc.nat(10)),
          intervalMs: maybe(ms),
          baseEjectionTimeMs: maybe(ms),
          maxEjectionPercent: maybe(fc.nat(100)),
          minHealthPercent: maybe(fc.nat(100)),
        })
        .map(compact),
    ),
  })
  .map(compact);

const faults = fc.oneof(
  fc.record({ delay: fc.record({ percent, delayMs: ms }) }),
  fc.record({
    abort: fc.record({ percent, httpStatus: fc.integer({ min: 200, max: 599 }) }),
    delay: fc.record({ percent, delayMs: ms }),
  }),
  fc.record({ abort: fc.record({ percent, grpcStatus: fc.constantFrom(...grpcStatuses) }) }),
);

export const faultIntents: fc.Arbitrary<FaultIntent> = fc
  .tuple(
    faults,
    fc.oneof(
      fc.constant<Pick<FaultIntent, "name" | "matches" | "port">>({ name: "", matches: [] }),
      fc.record({
        name: fc.constantFrom("heddle-fault", "heddle-fault-2", "slow"),
        matches: matchesOf(istioMatch),
        port: maybe(fc.constant(8080)),
      }),
    ),
  )
  .map(([fault, where]) => compact<FaultIntent>({ api: "istio", service, ...where, ...fault }))
  .filter((intent) => faultIntentSchema.safeParse(intent).success);

const ring = maybe(
  fc.oneof(
    fc.record({
      kind: fc.constant("ring_hash" as const),
      minimumRingSize: fc.integer({ min: 1, max: 4096 }),
    }),
    fc.record({ kind: fc.constant("maglev" as const), tableSize: fc.constantFrom(251, 65_537) }),
  ),
);
const hashes: fc.Arbitrary<ConsistentHash> = fc.oneof(
  fc.record({ on: fc.constant("header" as const), name: fc.constant("x-user"), ring }).map(compact),
  fc.record({ on: fc.constant("query" as const), name: fc.constant("user"), ring }).map(compact),
  fc.record({ on: fc.constant("source_ip" as const), name: fc.constant(""), ring }).map(compact),
  fc
    .record({
      on: fc.constant("cookie" as const),
      name: fc.constant("user"),
      path: maybe(fc.constant("/")),
      ttlMs: maybe(fc.oneof(fc.constant(0), ms)),
      ring,
    })
    .map(compact),
);
const noLocality: LocalitySetting = { mode: "default", failover: [], distribute: [], failoverPriority: [] };
const localities = fc.constantFrom<LocalitySetting>(
  noLocality,
  { ...noLocality, mode: "off" },
  { ...noLocality, mode: "distribute", distribute: [{ from: "eu/*", to: { "eu/*": 80, "us/*": 20 } }] },
  {
    ...noLocality,
    mode: "failover",
    failover: [{ from: "eu", to: "us" }],
    failoverPriority: ["topology.kubernetes.io/region"],
  },
);

export const loadBalancingIntents: fc.Arbitrary<LoadBalancingIntent> = fc
  .oneof(
    fc.record({
      ...scopes,
      algorithm: fc.constantFrom(
        "default" as const,
        "round_robin" as const,
        "least_request" as const,
        "random" as const,
        "passthrough" as const,
      ),
      locality: localities,
      warmup: maybe(
        fc
          .record({
            durationMs: ms,
            minimumPercent: maybe(fc.nat(100)),
            aggression: maybe(fc.integer({ min: 1, max: 10 })),
          })
          .map(compact),
      ),
    }),
    fc.record({
      ...scopes,
      algorithm: fc.constant("consistent_hash" as const),
      consistentHash: hashes,
      locality: localities,
    }),
  )
  .map(compact)
  .filter((intent) => loadBalancingIntentSchema.safeParse(intent).success);
