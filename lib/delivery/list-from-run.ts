import { canaryBodySchema, type CanaryBody } from "@/lib/canaries/run";
import { judge, type Verdict } from "@/lib/canaries/verdict";
import type { CanaryEvidence, DeliveryRow, ExperimentEvidence } from "@/lib/delivery/list-row";
import type { Run } from "@/lib/delivery/run";
import { experimentBodySchema, type ConditionReading, type ExperimentBody } from "@/lib/faults/run";

/** Objects before and after a run's writes are most of its body, and no list shows them. */
const canaryListSchema = canaryBodySchema.omit({ touched: true });
const experimentListSchema = experimentBodySchema.omit({ touched: true });

/** The line of one of our runs, without what the cluster says now. Throws ZodError for a body of another version. */
export function rowFromRun(run: Run<unknown>): DeliveryRow {
  const { id, state, outcome, service, createdBy, createdAtMs, startedAtMs, endedAtMs } = run;
  const own =
    run.kind === "canary"
      ? canaryPart(canaryListSchema.parse(run.body), state === "ended")
      : experimentPart(experimentListSchema.parse(run.body));
  return {
    key: id,
    runId: id,
    kind: run.kind === "canary" ? "canary" : "experiment",
    owner: "heddle",
    service,
    isActive: state !== "ended",
    state,
    createdBy,
    createdAtMs,
    ...(outcome === undefined ? {} : { outcome }),
    ...(startedAtMs === undefined ? {} : { startedAtMs }),
    ...(endedAtMs === undefined ? {} : { endedAtMs }),
    ...own,
  };
}

function canaryPart(
  { plan, stage, pause, ending, evidence, restarts }: Omit<CanaryBody, "touched">,
  isEnded: boolean,
): Partial<DeliveryRow> {
  const index = stage?.kind === "step" ? stage.index : undefined;
  return {
    canaryName: plan.canary.name,
    ...(index === undefined ? {} : { step: { index, count: plan.steps.length } }),
    ...(pause === undefined || isEnded ? {} : { pauseReason: pause.reason }),
    ...(ending === undefined ? {} : { endingReason: ending.reason }),
    canaryEvidence: evidenceFromVerdict(judge(evidence, plan.judgement)),
    ...(restarts === 0 ? {} : { restarts }),
  };
}

/** The numbers of a verdict that fit a line: those of the metric that decided, else of the one with the most requests. */
export function evidenceFromVerdict(verdict: Verdict): CanaryEvidence {
  const { verdict: word, reason, rollbackE, rollbackLimit, promotionE, promotionLimit } = verdict;
  const decided = verdict.metrics.find(({ key }) => key === verdict.metric);
  const [largest] = verdict.metrics.toSorted(
    (left, right) => right.counts.canaryRequests - left.counts.canaryRequests,
  );
  const metric = decided ?? largest;
  return {
    verdict: word,
    reason,
    rollbackE,
    rollbackLimit,
    promotionE,
    promotionLimit,
    ...(metric === undefined ? {} : { metric: metric.key, canaryRequests: metric.counts.canaryRequests }),
    ...(metric?.canaryRatio === undefined ? {} : { canaryRatio: metric.canaryRatio }),
    ...(metric?.stableRatio === undefined ? {} : { stableRatio: metric.stableRatio }),
  };
}

function experimentPart(body: Omit<ExperimentBody, "touched">): Partial<DeliveryRow> {
  const { plan, index, ending, readings, expiresAtMs } = body;
  const { abort, delay } = plan.fault;
  const evidence = lastReadings(readings);
  return {
    hypothesis: plan.hypothesis,
    fault: { ...(abort === undefined ? {} : { abort }), ...(delay === undefined ? {} : { delay }) },
    ...(index === undefined ? {} : { step: { index, count: Math.max(plan.ramp.length, 1) } }),
    ...(ending === undefined ? {} : { endingReason: ending.reason }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    ...(evidence === undefined ? {} : { experimentEvidence: evidence }),
  };
}

/** How many conditions held at the last look of the fault's own time, else at the last look of all. */
function lastReadings(readings: readonly ConditionReading[]): ExperimentEvidence | undefined {
  const during = readings.filter(({ phase }) => phase === "during");
  const relevant = during.length > 0 ? during : readings;
  const last = new Map(relevant.map((reading) => [reading.key, reading]));
  if (last.size === 0) return undefined;
  const all = [...last.values()];
  return {
    holding: all.filter(({ holds }) => holds === true).length,
    broken: all.filter(({ holds }) => holds === false).length,
    unknown: all.filter(({ holds }) => holds === undefined).length,
    atMs: Math.max(...all.map(({ atMs }) => atMs)),
  };
}
