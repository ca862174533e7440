import { type AccessDecision, decideAccess, policiesFor } from "@/lib/xds/authorization";
import { connectionSecurity } from "@/lib/xds/connection-security";
import type { XdsCluster } from "@/lib/xds/model";
import { peerAuthenticationMode } from "@/lib/xds/peer-authentication";
import type { WorkloadSpec } from "@/server/demo/world/spec";
import type { Attempt, Base, Respond, ServiceResponse, Simulation } from "./call-view";
import { add, logNormal, point, shareBelow } from "./distribution";
import { clusterLoadKey, ejectedShare, overflowShare } from "./mesh-load";
import { hostOf, portOf, principalOf } from "./mesh-index";
import type { RouteTarget } from "./resolve-route";
import { serverTrouble, type ServerTrouble } from "./server-trouble";
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

/** Share of the time in which every host is ejected at once; one that may always stay leaves none. */
function emptiedShare(simulation: Simulation, cluster: XdsCluster): number {
  if ((cluster.outlierDetection?.maxEjectionPercent ?? 10) < 100) return 0;
  const shares = cluster.endpoints.map((endpoint) => {
    const pod = `${endpoint.namespace ?? ""}/${endpoint.pod ?? ""}`;
    const workload = simulation.index.workloadOfPod.get(pod);
    return workload === undefined ? 0 : ejectedShare(simulation.load, cluster, workload);
  });
  return shares.length === 0 ? 0 : shares.reduce((product, share) => product * share, 1);
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
  const emptied = target.share * (1 - overflow) * emptiedShare(simulation, cluster);
  const share = target.share * (1 - overflow) - emptied;
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
  const unhealthy = emptied > 0 ? [localReply(emptied, 503, "UH", grpc)] : [];
  return {
    outcomes: [...tried.flatMap((one) => one.outcomes), ...overflowed, ...unhealthy],
    attempts: tried.flatMap((one) => one.attempts),
  };
}

function decide(
  simulation: Simulation,
  base: Base,
  workload: WorkloadSpec,
  mutual: boolean,
): AccessDecision | undefined {
  const policies = policiesFor(simulation.objects, workload);
  if (policies.length === 0) return undefined;
  const { call } = base;
  const port = portOf(simulation.index, call);
  return decideAccess(policies, {
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
  const isMutual = security.kind === "mutual_tls";
  if (isMutual && (simulation.isExpired(workload) || simulation.isExpired(base.source))) {
    const reply = { ...localReply(share, 503, "UF", grpc), ...place };
    return { outcomes: [reply], attempts: [{ ...attempt, seen: [], worked: 0 }] };
  }
  const access = decide(simulation, base, workload, isMutual);
  if (access?.outcome === "deny") {
    const reply = { ...localReply(1, 403, "-", grpc), ...place };
    return { outcomes: [{ ...reply, share }], attempts: [{ ...attempt, seen: [reply], worked: 0 }] };
  }
  const trouble = troubleOf(simulation, base, cluster, workload, access);
  const response = respond(base.call, workload);
  const answers = answersOf(response, base, place);
  return answered(attempt, { answers, trouble, limitMs, grpc, response });
}

type Place = { readonly destination: WorkloadSpec; readonly target: string };

function troubleOf(
  simulation: Simulation,
  base: Base,
  cluster: XdsCluster,
  workload: WorkloadSpec,
  access: AccessDecision | undefined,
): ServerTrouble | undefined {
  return serverTrouble(simulation.objects, workload, {
    cluster,
    servicePort: base.call.port,
    speaks: base.protocol,
    requestsPerSecond: simulation.load.workloads.get(workload) ?? 0,
    authorizer: access?.outcome === "ask" ? (access.provider ?? "") : undefined,
  });
}

function answersOf({ failureShare, latency }: ServiceResponse, base: Base, place: Place): readonly Outcome[] {
  const grpc = base.protocol === "grpc";
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
  return [good, bad].filter((outcome) => outcome.share > 1e-9);
}

/** What both sides see of an attempt that reached the workload's own proxy. */
function answered(
  attempt: Omit<Attempt, "seen" | "worked" | "response"> & Place,
  come: {
    readonly answers: readonly Outcome[];
    readonly trouble: ServerTrouble | undefined;
    readonly limitMs: number;
    readonly grpc: boolean;
    readonly response: ServiceResponse;
  },
): Tried {
  const { answers, trouble, limitMs, grpc, response } = come;
  const { share, destination, target } = attempt;
  const troubled = trouble?.share ?? 0;
  const well = 1 - troubled;
  const replies =
    trouble === undefined
      ? []
      : [{ ...localReply(troubled, trouble.code, trouble.flag, grpc), destination, target }];
  const seen = seenByServer(answers, limitMs, grpc).map((one) => ({ ...one, share: one.share * well }));
  return {
    outcomes: [
      ...answers.map((outcome) => ({
        ...outcome,
        share: outcome.share * share * well,
        latency: add(network, outcome.latency),
      })),
      // The flag is the server's: its caller reads an answer.
      ...replies.map((reply) => ({ ...reply, share: reply.share * share, flag: "-" })),
    ],
    attempts: [{ ...attempt, seen: [...seen, ...replies], worked: well, response }],
  };
}
