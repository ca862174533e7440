import { canaryPlanSchema } from "@/lib/canaries/plan";
import type { Manifest } from "@/lib/config/manifest";
import { experimentPlanSchema } from "@/lib/faults/experiment-plan";
import type { ConsoleProcess } from "./console-process";
import { faultsOf, weightOf, type RunLaw } from "./run-laws";

/** A run as a person begins it, and what it is held to. */
export type PlannedRun = {
  readonly service: { readonly namespace: string; readonly name: string };
  readonly begin: (own: ConsoleProcess) => Promise<string>;
  /** What a person does to it in the middle; absent leaves it alone. */
  readonly interrupt?: (own: ConsoleProcess, runId: string) => Promise<unknown>;
  readonly lawOf: (runId: string, before: RunLaw["before"]) => RunLaw;
};

const reason = "crash suite";
const cluster = "demo";
const weights = [25, 60];

const serviceOf = (id: string) => {
  const [namespace = "", name = ""] = id.split("/");
  return { namespace, name };
};

/** A canary of v2 in two steps of some seconds; its objective tells 4 % of failures from none within some hundred requests. */
export function canaryOf(id: string, isAborted = false): PlannedRun {
  const service = serviceOf(id);
  const plan = canaryPlanSchema.parse({
    api: "istio",
    service,
    stable: { name: "v1", labels: { version: "v1" } },
    canary: { name: "v2", labels: { version: "v2" } },
    steps: weights.map((weightPercent) => ({ weightPercent, minMinutes: isAborted ? 60 : 0.05 })),
    metrics: [{ kind: "success" }],
    judgement: { objectivePercent: 98, minRequests: 30, minIntervals: 3 },
  });
  return {
    service,
    begin: async (own) =>
      (await own.trpc().canaries.start.mutate({ cluster, plan, reason, force: true })).runId,
    ...(isAborted
      ? { interrupt: (own, runId) => own.trpc().canaries.act.mutate({ runId, act: "abort", reason }) }
      : {}),
    lawOf: (runId, before) => ({
      runId,
      before,
      steps: weights.length,
      stepFault: (step, object) => wrongWeight(object, weights[step]),
      isPromoted: (object) => weightOf(object, "v2") === 100 && weightOf(object, "v1") === 0,
    }),
  };
}

function wrongWeight(object: Manifest, planned: number | undefined): string | undefined {
  const found = [weightOf(object, "v1"), weightOf(object, "v2")];
  const isRight = planned !== undefined && found[0] === 100 - planned && found[1] === planned;
  return isRight
    ? undefined
    : `has the weights ${found.join(" and ")}, planned is ${planned ?? "no such step"}`;
}

export type Ending = "in time" | "by a person" | "by its condition";

/** Aborts in two strengths, for some seconds or until somebody or its condition ends it. */
export function experimentOf(id: string, ending: Ending): PlannedRun {
  const service = serviceOf(id);
  const minPercent = ending === "by its condition" ? 90 : 0;
  const plan = experimentPlanSchema.parse({
    hypothesis: "its callers do not mind",
    fault: { api: "istio", service, abort: { percent: 40, httpStatus: 503 } },
    ramp: [{ share: 0.25, seconds: 3 }],
    durationMs: ending === "in time" ? 9000 : 120_000,
    steadyMs: 0,
    conditions: [{ kind: "success", of: "callers", minPercent }],
    stopWithoutData: false,
  });
  const percents = [10, 40];
  return {
    service,
    begin: async (own) =>
      (await own.trpc().faults.start.mutate({ cluster, plan, reason, force: true })).runId,
    ...(ending === "by a person"
      ? { interrupt: (own, runId) => own.trpc().faults.act.mutate({ runId, act: "stop", reason }) }
      : {}),
    lawOf: (runId, before) => ({
      runId,
      before,
      steps: percents.length,
      stepFault: (step, object) => wrongFault(object, percents[step]),
      isPromoted: () => false,
    }),
  };
}

function wrongFault(object: Manifest, planned: number | undefined): string | undefined {
  const found = faultsOf(object);
  return found.length > 0 && found.every((percent) => percent === planned)
    ? undefined
    : `aborts ${found.join(", ")} %, planned is ${planned ?? "no such strength"}`;
}
