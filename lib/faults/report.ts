import { achievedRates, type AchievedRate } from "@/lib/faults/achieved";
import { conditionKey } from "@/lib/faults/condition";
import type { ExperimentCondition } from "@/lib/faults/experiment-plan";
import type { ConditionReading, ExperimentEnding, ExperimentRun, RevertProof } from "@/lib/faults/run";

export type ConditionReport = {
  readonly key: string;
  readonly condition: ExperimentCondition;
  /** Over all looks of the phase; absent when none gave a figure. */
  readonly before?: number;
  readonly during?: number;
  readonly after?: number;
  /** The worst look during the fault. */
  readonly worst?: number;
  /** Looks during the fault that found it broken, and all that gave a figure. */
  readonly broken: number;
  readonly looks: number;
};

export type ExperimentReport = {
  readonly hypothesis: string;
  /** `unknown` when the fault was never in force long enough, hit nobody, or could not be measured. */
  readonly verdict: "held" | "refuted" | "unknown";
  /** Code of why, with a text in the UI: `conditions_held`, `condition_broken`, `never_in_force`, `nobody_hit`, `ended_early`, `not_measured`. */
  readonly because: string;
  readonly ending?: ExperimentEnding;
  readonly endedBy?: string;
  readonly inForceMs: number;
  /** Time between the planned end and the proof that the fault is gone; negative when it ended before. */
  readonly pastExpiryMs?: number;
  readonly abort?: AchievedRate;
  readonly delay?: AchievedRate;
  readonly callers: readonly {
    readonly namespace: string;
    readonly workload: string;
    readonly requests: number;
    readonly hit: number;
    readonly share?: number;
  }[];
  readonly conditions: readonly ConditionReport[];
  readonly approvedBy?: string;
  readonly startedBy: string;
  readonly reason: string;
  readonly conclusion?: { readonly text: string; readonly actor: string; readonly atMs: number };
  readonly proof: readonly RevertProof[];
};

/** What an experiment showed, from what was kept of it; undefined while it has not ended. */
export function reportOf(run: ExperimentRun): ExperimentReport | undefined {
  if (run.state !== "ended") return undefined;
  const { body } = run;
  const { ending, revertedAtMs, expiresAtMs, approvedBy, conclusion } = body;
  const conditions = body.plan.conditions.map((condition, index) =>
    conditionReport(condition, index, body.readings),
  );
  const rates = achievedRates(body);
  const verdict = verdictOf(run, conditions);
  return {
    hypothesis: body.plan.hypothesis,
    ...verdict,
    ...(ending === undefined ? {} : { ending: ending.reason, endedBy: ending.actor }),
    inForceMs: inForceMs(run),
    ...(revertedAtMs === undefined || expiresAtMs === undefined
      ? {}
      : { pastExpiryMs: revertedAtMs - expiresAtMs }),
    ...rates,
    callers: callersOf(run),
    conditions,
    ...(approvedBy === undefined ? {} : { approvedBy }),
    startedBy: run.createdBy,
    reason: body.reason,
    ...(conclusion === undefined ? {} : { conclusion }),
    proof: body.proof,
  };
}

/** How long the mesh had the fault, from the first write that was seen to the proof that it is gone. */
function inForceMs({ startedAtMs, body }: ExperimentRun): number {
  if (startedAtMs === undefined || body.index === undefined || body.revertedAtMs === undefined) return 0;
  return Math.max(0, body.revertedAtMs - startedAtMs);
}

function callersOf({ body }: ExperimentRun): ExperimentReport["callers"] {
  return Object.entries(body.achieved?.byCaller ?? {})
    .map(([key, { requests, hit }]) => {
      const [namespace = "", workload = ""] = key.split("/");
      return { namespace, workload, requests, hit, ...(requests > 0 ? { share: hit / requests } : {}) };
    })
    .toSorted((left, right) => right.hit - left.hit || right.requests - left.requests);
}

function conditionReport(
  condition: ExperimentCondition,
  index: number,
  readings: readonly ConditionReading[],
): ConditionReport {
  const key = conditionKey(condition, index);
  const own = readings.filter((one) => one.key === key);
  const during = own.filter(({ phase }) => phase === "during");
  const figures = during.flatMap(({ value }) => value ?? []);
  const isHighWorse = condition.kind === "promql" && condition.max !== undefined;
  const phases = (["before", "during", "after"] as const).flatMap((phase) => {
    const value = meanOf(own.filter((one) => one.phase === phase));
    return value === undefined ? [] : [[phase, value] as const];
  });
  return {
    key,
    condition,
    ...Object.fromEntries(phases),
    ...(figures.length === 0 ? {} : { worst: isHighWorse ? Math.max(...figures) : Math.min(...figures) }),
    broken: during.filter(({ holds }) => holds === false).length,
    looks: during.filter(({ holds }) => holds !== undefined).length,
  };
}

/** Looks with more requests weigh more; a figure without requests weighs 1. */
function meanOf(readings: readonly ConditionReading[]): number | undefined {
  const known = readings.flatMap(({ value, requests = 1 }) =>
    value === undefined ? [] : [{ value, requests }],
  );
  const weight = known.reduce((sum, { requests }) => sum + requests, 0);
  if (weight <= 0) return undefined;
  return known.reduce((sum, { value, requests }) => sum + value * requests, 0) / weight;
}

function verdictOf(
  { body }: ExperimentRun,
  conditions: readonly ConditionReport[],
): Pick<ExperimentReport, "verdict" | "because"> {
  const { ending, index, achieved } = body;
  if (index === undefined) return { verdict: "unknown", because: "never_in_force" };
  if (ending?.reason === "condition_broken") return { verdict: "refuted", because: "condition_broken" };
  // A look of its last second may have found it broken when its time was up already.
  if (conditions.some(({ broken }) => broken > 0)) return { verdict: "refuted", because: "condition_broken" };
  if (conditions.some(({ looks }) => looks === 0)) return { verdict: "unknown", because: "not_measured" };
  if (achieved !== undefined && achieved.aborted + achieved.delayed === 0) {
    return { verdict: "unknown", because: "nobody_hit" };
  }
  if (achieved === undefined) return { verdict: "unknown", because: "nobody_hit" };
  if (ending?.reason !== "expired") return { verdict: "unknown", because: "ended_early" };
  return { verdict: "held", because: "conditions_held" };
}
