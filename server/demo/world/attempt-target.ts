import { decideAccess, policiesFor } from "@/lib/xds/authorization";
import { connectionSecurity } from "@/lib/xds/connection-security";
import type { XdsCluster } from "@/lib/xds/model";
import { peerAuthenticationMode } from "@/lib/xds/peer-authentication";
import type { WorkloadSpec } from "@/server/demo/world/spec";
import type { Attempt, Base, Respond, Simulation } from "./call-view";
import { add, logNormal, point, shareBelow } from "./distribution";
import { clusterLoadKey, ejectedShare, overflowShare } from "./mesh-load";
import { hostOf, portOf, principalOf } from "./mesh-index";
import type { RouteTarget } from "./resolve-route";
import { localReply, type Outcome } from "./traffic-outcome";

const network = point(0.5);

export type Tried = { readonly outcomes: readonly Outcome[]; readonly attempts: readonly Attempt[] };

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

/** What comes of the requests that a route sends to one of its clusters. */
export function attemptTarget(
  simulation: Simulation,
  respond: Respond,
  base: Base,
  target: RouteTarget,
  limitMs: number,
): Tried {
  const grpc = base.protocol === "grpc";
  const { cluster } = target;
  if (cluster === undefined)
    return { outcomes: [localReply(target.share, target.missingStatus ?? 503, "NC", grpc)], attempts: [] };
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
  const failed: Outcome = { share: share * 0.00015, code: 502, flag: "-", latency, target };
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
