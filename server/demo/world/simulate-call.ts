import type { CallSpec, FlowSpec, WorkloadSpec } from "@/server/demo/world/spec";
import { attemptTarget } from "./attempt-target";
import type { Attempt, Base, CallView, Respond, ServiceResponse, Simulation } from "./call-view";
import { add, type Distribution, logNormal, mix, point, scale, slower } from "./distribution";
import { portOf, workloadKey } from "./mesh-index";
import { slowdown } from "./mesh-load";
import {
  isFailure,
  localReply,
  type Outcome,
  withDeadline,
  withFaults,
  withRetries,
} from "./traffic-outcome";
import { blackHoleCluster, nowhere, unlisted } from "./unknown-service";

export function createCallSimulator(simulation: Simulation) {
  const responses = new Map<CallSpec, Map<WorkloadSpec, ServiceResponse>>();

  const respond = (call: CallSpec, workload: WorkloadSpec): ServiceResponse => {
    const known = responses.get(call)?.get(workload);
    if (known !== undefined) return known;
    const calls = call.calls.map((child) => view(child, workload));
    const { slow, refused } = slowdown(simulation.load, workload);
    let latency = scale(logNormal(workload.latencyMsMedian, 0.55), slow * simulation.slownessOf(workload));
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
    return finish(
      resolution.isBlocked === true
        ? { ...base, service: unlisted(service, blackHoleCluster) }
        : resolution.flag === "NR"
          ? { ...base, service: nowhere }
          : base,
      [localReply(1, resolution.code, resolution.flag, grpc)],
      [],
      0,
    );
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
  // A request is copied once, however often it is tried, and one that a fault ends here never.
  const copies = resolution.mirrors.flatMap(({ share, ...mirror }) => {
    const copied = { ...mirror, share: share * faulted.passed };
    return attemptTarget(simulation, respond, base, copied, Number.POSITIVE_INFINITY).attempts;
  });
  return finish(
    base,
    faulted.outcomes,
    tried.flatMap((one) => one.attempts),
    attempts * faulted.passed,
    copies,
  );
}

function finish(
  base: Base,
  outcomes: readonly Outcome[],
  attempts: readonly Attempt[],
  attemptsPerRequest: number,
  copies: readonly Attempt[] = [],
): CallView {
  return {
    ...base,
    outcomes,
    attempts,
    attemptsPerRequest,
    copies,
    latency: mix(outcomes.map((outcome) => [outcome.share, outcome.latency])),
    failureShare: outcomes.reduce((sum, outcome) => sum + (isFailure(outcome) ? outcome.share : 0), 0),
  };
}
