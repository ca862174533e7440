import { SourceError } from "@/lib/errors";
import { addAchieved } from "@/lib/faults/achieved";
import { conditionKey, conditionsNow, type ConditionCounts, type ConditionNow } from "@/lib/faults/condition";
import { countedBetween, type Counted } from "@/lib/faults/counted";
import { counterQueries, type CallerName, type CounterKey } from "@/lib/faults/counter-queries";
import type { ExperimentCondition } from "@/lib/faults/experiment-plan";
import type { Cadence } from "@/lib/faults/observation";
import type { ExperimentBody, ExperimentRun } from "@/lib/faults/run";
import type { ServiceName } from "@/lib/routing/snapshot";
import type { Sample } from "@/lib/telemetry/series";
import type { ClusterSources } from "@/server/ports";

const timeoutMs = 4000;

type At = { readonly nowMs: number; readonly windowMs: number; readonly signal: AbortSignal };

/** The answer, or undefined when the source gave none: a look never fails for it. */
async function ask(
  sources: ClusterSources,
  promql: string,
  timeMs: number,
  purpose: string,
  signal: AbortSignal,
): Promise<readonly Sample[] | undefined> {
  try {
    return (await sources.metrics.query(promql, timeMs, { purpose, signal, timeoutMs })).data;
  } catch (error) {
    if (error instanceof SourceError) return undefined;
    throw error;
  }
}

/** Raw counter differences over the window; an answer without any series is no figure. */
async function counted(
  sources: ClusterSources,
  promql: string,
  span: { readonly fromMs: number; readonly toMs: number },
  purpose: string,
  signal: AbortSignal,
): Promise<readonly Counted[] | undefined> {
  const [before, after] = await Promise.all([
    ask(sources, promql, span.fromMs, purpose, signal),
    ask(sources, promql, span.toMs, purpose, signal),
  ]);
  if (before === undefined || after === undefined) return undefined;
  return countedBetween(before, after);
}

/** What the conditions are now. A condition whose source is away comes without a value. */
export async function measureConditions(
  sources: ClusterSources,
  of: {
    readonly service: ServiceName;
    readonly callers: readonly CallerName[];
    readonly conditions: readonly ExperimentCondition[];
  },
  { nowMs, windowMs, signal }: At,
): Promise<readonly ConditionNow[]> {
  const queries = counterQueries(of.service, of.callers, of.conditions);
  const span = { fromMs: nowMs - windowMs, toMs: nowMs };
  const [counts, figures] = await Promise.all([
    Promise.all(
      queries.map(async ({ key, promql, purpose }) => {
        const answer = await counted(sources, promql, span, purpose, signal);
        return answer === undefined ? [] : [[key, answer] as const];
      }),
    ),
    Promise.all(
      of.conditions.map(async (condition, index) => {
        if (condition.kind !== "promql") return [];
        const samples = await ask(sources, condition.query, nowMs, condition.name, signal);
        // Several series are no one number.
        const value = samples?.length === 1 ? (samples[0]?.value ?? null) : null;
        return [[conditionKey(condition, index), value] as const];
      }),
    ),
  ]);
  const byKey: Partial<Record<CounterKey, readonly Counted[]>> = Object.fromEntries(counts.flat());
  const all: ConditionCounts = { counted: byKey, figures: Object.fromEntries(figures.flat()) };
  return conditionsNow(of.conditions, all);
}

/** The sums of hits up to now; those that are kept already when nothing could be counted. */
export async function measureAchieved(
  sources: ClusterSources,
  { body, service }: Pick<ExperimentRun, "body" | "service">,
  cadence: Cadence,
  { nowMs, signal }: Pick<At, "nowMs" | "signal">,
): Promise<ExperimentBody["achieved"]> {
  const { index, indexSinceMs, achieved, plan } = body;
  if (index === undefined || indexSinceMs === undefined) return achieved;
  const fromMs = Math.max(achieved?.untilMs ?? 0, indexSinceMs + cadence.settleMs);
  if (nowMs - fromMs < cadence.lookEveryMs) return achieved;
  const query = counterQueries(service, [], []).find(({ key }) => key === "target");
  if (query === undefined) return achieved;
  const answer = await counted(sources, query.promql, { fromMs, toMs: nowMs }, query.purpose, signal);
  return answer === undefined ? achieved : addAchieved(achieved, answer, plan, index, nowMs);
}
