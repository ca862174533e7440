import { decideAccess, policiesFor } from "@/lib/xds/authorization";
import { connectionSecurity, type ConnectionSecurity } from "@/lib/xds/connection-security";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import type { XdsCluster } from "@/lib/xds/model";
import { peerAuthenticationMode } from "@/lib/xds/peer-authentication";
import type { CallSpec, FlowSpec, ServiceSpec, WorkloadSpec } from "@/server/demo/world/spec";
import { add, type Distribution, logNormal, mix, point, scale, shareBelow, slower } from "./distribution";
import { clusterLoadKey, ejectedShare, overflowShare, type MeshLoad, slowdown } from "./mesh-load";
import { hostOf, type MeshIndex, portOf, principalOf, workloadKey } from "./mesh-index";
import type { Resolver, RouteTarget } from "./resolve-route";
import {
  isFailure,
  localReply,
  type Outcome,
  withDeadline,
  withFaults,
  withRetries,
} from "./traffic-outcome";

/** What one attempt at a destination workload amounts to. Shares are of the attempts of the whole call. */
export type Attempt = {
  readonly share: number;
  readonly destination?: WorkloadSpec;
  readonly service: ServiceSpec;
  /** Name of the Envoy cluster. */
  readonly target: string;
  readonly security: ConnectionSecurity["kind"];
  /** As the destination's own proxy reports it; empty when nothing got that far. */
  readonly seen: readonly Outcome[];
  /** Share of the attempt's requests that the application worked on. */
  readonly worked: number;
  readonly response?: ServiceResponse;
};

export type CallView = {
  readonly call: CallSpec;
  readonly protocol: "http" | "grpc" | "tcp";
  readonly source: WorkloadSpec;
  readonly service: ServiceSpec;
  /** Per request that the caller makes. */
  readonly outcomes: readonly Outcome[];
  /** Attempts that leave the caller's proxy for each request. */
  readonly attemptsPerRequest: number;
  readonly attempts: readonly Attempt[];
  readonly latency: Distribution;
  readonly failureShare: number;
};

/** How a workload answers one kind of request: its own work and the calls it makes. */
export type ServiceResponse = {
  readonly failureShare: number;
  readonly latency: Distribution;
  readonly calls: readonly CallView[];
};

export type Simulation = {
  readonly index: MeshIndex;
  readonly objects: MeshObjects;
  readonly resolver: Resolver;
  readonly load: MeshLoad;
  /** Failures and slowness that a scenario adds to a workload. */
  readonly errorRatioOf: (workload: WorkloadSpec) => number;
};

const network = point(0.5);

export function createCallSimulator(simulation: Simulation) {
  const responses = new Map<CallSpec, Map<WorkloadSpec, ServiceResponse>>();

  const respond = (call: CallSpec, workload: WorkloadSpec): ServiceResponse => {
    const known = responses.get(call)?.get(workload);
    if (known !== undefined) return known;
    const calls = call.calls.map((child) => view(child, workload));
    const { slow, refused } = slowdown(simulation.load, workload);
    let latency = scale(logNormal(workload.latencyMsMedian, 0.55), slow);
    let success = (1 - simulation.errorRatioOf(workload)) * (1 - refused);
    for (const step of [...new Set(calls.map((child) => child.call.step))].toSorted((a, b) => a - b)) {
      const together = calls.filter((child) => child.call.step === step).map((child) => repeated(child));
      const [first, ...rest] = together;
      if (first !== undefined) latency = add(latency, rest.reduce(slower, first));
    }
    for (const child of calls)
      if (child.call.optional !== true) success *= (1 - child.failureShare) ** child.call.callsPerRequest;
    const response = { failureShare: 1 - success, latency, calls };
    const ofCall = responses.get(call) ?? new Map<WorkloadSpec, ServiceResponse>();
    responses.set(call, ofCall.set(workload, response));
    return response;
  };

  const view = (call: CallSpec, source: WorkloadSpec, flow?: FlowSpec): CallView =>
    viewCall(simulation, respond, call, source, flow);

  return { view };
}

/** The time that a call's repetitions take: one after another, and the last one only sometimes. */
function repeated(view: CallView): Distribution {
  const whole = Math.floor(view.call.callsPerRequest);
  const left = view.call.callsPerRequest - whole;
  let latency: Distribution | undefined;
  for (let done = 0; done < whole; done += 1)
    latency = latency === undefined ? view.latency : add(latency, view.latency);
  if (latency !== undefined && left < 0.001) return latency;
  const once = latency === undefined ? view.latency : add(latency, view.latency);
  return mix([
    [left, once],
    [1 - left, latency ?? point(0.1)],
  ]);
}

type Respond = (call: CallSpec, workload: WorkloadSpec) => ServiceResponse;

function viewCall(
  simulation: Simulation,
  respond: Respond,
  call: CallSpec,
  source: WorkloadSpec,
  flow: FlowSpec | undefined,
): CallView {
  const { index, resolver } = simulation;
  const service = index.services.get(workloadKey(call.service));
  if (service === undefined) throw new Error(`the mesh has no service ${workloadKey(call.service)}`);
  const protocol = portOf(index, call)?.protocol ?? "http";
  const grpc = protocol === "grpc";
  const base = { call, protocol, source, service };
  const resolution = resolver.resolve(source, call, flow);
  if (resolution.kind === "respond")
    return finish(base, [localReply(1, resolution.code, resolution.flag, grpc)], [], 0);
  const limitMs = Math.min(
    resolution.timeoutMs ?? Number.POSITIVE_INFINITY,
    resolution.retries?.perTryTimeoutMs ?? Number.POSITIVE_INFINITY,
  );
  const tried = resolution.targets.map((target) => attemptTarget(simulation, respond, base, target, limitMs));
  const direct = tried.flatMap((one) => one.outcomes);
  const perTry = resolution.retries?.perTryTimeoutMs;
  const limited = perTry === undefined ? direct : withDeadline(direct, perTry, grpc);
  const { outcomes, attempts } = withRetries(limited, resolution.retries);
  const timed =
    resolution.timeoutMs === undefined ? outcomes : withDeadline(outcomes, resolution.timeoutMs, grpc);
  const faulted = withFaults(timed, resolution.fault, grpc);
  return finish(
    base,
    faulted.outcomes,
    tried.flatMap((one) => one.attempts),
    attempts * faulted.passed,
  );
}

type Base = Pick<CallView, "call" | "protocol" | "source" | "service">;

function finish(
  base: Base,
  outcomes: readonly Outcome[],
  attempts: readonly Attempt[],
  attemptsPerRequest: number,
): CallView {
  return {
    ...base,
    outcomes,
    attempts,
    attemptsPerRequest,
    latency: mix(outcomes.map((outcome) => [outcome.share, outcome.latency])),
    failureShare: outcomes.reduce((sum, outcome) => sum + (isFailure(outcome) ? outcome.share : 0), 0),
  };
}

type Tried = { readonly outcomes: readonly Outcome[]; readonly attempts: readonly Attempt[] };

/** Endpoints of a cluster by workload, those of which some are ejected counting less. */
function poolOf(simulation: Simulation, cluster: XdsCluster): Map<WorkloadSpec | undefined, number> {
  const pool = new Map<WorkloadSpec | undefined, number>();
  for (const endpoint of cluster.endpoints) {
    if (!endpoint.healthy) continue;
    const workload = simulation.index.workloadOfPod.get(`${endpoint.namespace ?? ""}/${endpoint.pod ?? ""}`);
    const ejected = workload === undefined ? 0 : ejectedShare(simulation.load, cluster, workload);
    pool.set(workload, (pool.get(workload) ?? 0) + endpoint.weight * (1 - ejected));
  }
  return pool;
}

function attemptTarget(
  simulation: Simulation,
  respond: Respond,
  base: Base,
  target: RouteTarget,
  limitMs: number,
): Tried {
  const grpc = base.protocol === "grpc";
  const { cluster } = target;
  if (cluster === undefined) return { outcomes: [localReply(target.share, 503, "NR", grpc)], attempts: [] };
  const service = simulation.index.serviceOfHost.get(cluster.service?.host ?? "") ?? base.service;
  const overflow = overflowShare(simulation.load, clusterLoadKey(base.source, cluster), cluster);
  const pool = poolOf(simulation, cluster);
  const total = [...pool.values()].reduce((sum, weight) => sum + weight, 0);
  if (total <= 0) return { outcomes: [localReply(target.share, 503, "UH", grpc)], attempts: [] };
  const share = target.share * (1 - overflow);
  const tried = [...pool].map(([workload, weight]) =>
    attemptWorkload(
      simulation,
      respond,
      { ...base, service },
      cluster,
      workload,
      (share * weight) / total,
      limitMs,
    ),
  );
  const overflowed = overflow > 0 ? [localReply(target.share * overflow, 503, "UO", grpc)] : [];
  return {
    outcomes: [...tried.flatMap((one) => one.outcomes), ...overflowed],
    attempts: tried.flatMap((one) => one.attempts),
  };
}

function isDenied(simulation: Simulation, base: Base, workload: WorkloadSpec, mutual: boolean): boolean {
  const policies = policiesFor(simulation.objects, workload);
  if (policies.length === 0) return false;
  const { call } = base;
  const port = portOf(simulation.index, call);
  const decision = decideAccess(policies, {
    port: port?.targetPort ?? call.port,
    ...(mutual
      ? { principal: principalOf(simulation.index.spec, base.source).replace("spiffe://", "") }
      : {}),
    ...(base.protocol === "tcp"
      ? {}
      : {
          http: {
            method: call.method,
            path: call.path,
            host: hostOf(base.service),
            headers: call.headers ?? {},
          },
        }),
  });
  return decision.outcome === "deny";
}

function attemptExternal(base: Base, share: number, target: string): Tried {
  const latency = logNormal(base.service.externalLatencyMsMedian ?? 60, 0.35);
  const outcome: Outcome = { share: share * 0.9985, code: 200, flag: "-", latency, target };
  const failed: Outcome = { share: share * 0.0015, code: 502, flag: "-", latency, target };
  const attempt = { share, service: base.service, target, security: "tls", seen: [], worked: 0 } as const;
  return { outcomes: [outcome, failed], attempts: [attempt] };
}

/** One workload's answer as its own proxy reports it; what outlasts the caller's patience ends as code 0, DC. */
function seenByServer(outcomes: readonly Outcome[], limitMs: number, grpc: boolean): Outcome[] {
  return outcomes.flatMap((outcome): Outcome[] => {
    const inTime = limitMs === Number.POSITIVE_INFINITY ? 1 : shareBelow(outcome.latency, limitMs);
    const late = {
      ...outcome,
      share: outcome.share * (1 - inTime),
      code: 0,
      flag: "DC",
      latency: point(limitMs),
    };
    return [
      { ...outcome, share: outcome.share * inTime },
      ...(inTime < 0.9999 ? [grpc ? { ...late, code: 200 } : late] : []),
    ];
  });
}

function attemptWorkload(
  simulation: Simulation,
  respond: Respond,
  base: Base,
  cluster: XdsCluster,
  workload: WorkloadSpec | undefined,
  share: number,
  limitMs: number,
): Tried {
  const grpc = base.protocol === "grpc";
  if (workload === undefined) return attemptExternal(base, share, cluster.name);
  const security = connectionSecurity({
    tlsMode: cluster.tlsMode,
    clientInMesh: base.source.dataplane !== "none",
    serverInMesh: workload.dataplane !== "none",
    serverMode: peerAuthenticationMode({
      objects: simulation.objects,
      namespace: workload.namespace,
      labels: workload.labels,
      port: portOf(simulation.index, base.call)?.targetPort ?? base.call.port,
    }).mode,
  });
  const place = { destination: workload, target: cluster.name };
  const attempt = { share, ...place, service: base.service, security: security.kind };
  if (security.kind === "refused") {
    const reply = { ...localReply(share, 503, security.flag, grpc), ...place };
    return { outcomes: [reply], attempts: [{ ...attempt, seen: [], worked: 0 }] };
  }
  if (isDenied(simulation, base, workload, security.kind === "mutual_tls")) {
    const reply = { ...localReply(1, 403, "-", grpc), ...place };
    return { outcomes: [{ ...reply, share }], attempts: [{ ...attempt, seen: [reply], worked: 0 }] };
  }
  const response = respond(base.call, workload);
  const { failureShare, latency } = response;
  const good: Outcome = {
    share: 1 - failureShare,
    code: 200,
    flag: "-",
    latency,
    ...place,
    ...(grpc ? { grpcStatus: "0" } : {}),
  };
  const bad: Outcome = {
    ...good,
    share: failureShare,
    ...(grpc ? { grpcStatus: "13" } : { code: 500 }),
  };
  const answers = [good, bad].filter((outcome) => outcome.share > 1e-9);
  return {
    outcomes: answers.map((outcome) => ({
      ...outcome,
      share: outcome.share * share,
      latency: add(network, latency),
    })),
    attempts: [{ ...attempt, seen: seenByServer(answers, limitMs, grpc), worked: 1, response }],
  };
}
