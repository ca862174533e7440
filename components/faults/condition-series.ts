import type { ExperimentCondition } from "@/lib/faults/experiment-plan";
import type { ConditionReading } from "@/lib/faults/run";

/** A condition over time on an even grid, drawn so that up is worse; shares are of the requests that were not good. */
export type ConditionSeries = {
  readonly startMs: number;
  readonly stepMs: number;
  readonly unit: "percent" | "count";
  readonly values: readonly (number | null)[];
  readonly limits: readonly { readonly id: "min" | "max"; readonly value: number }[];
};

const mostPoints = 400;
/** A look that is later than so many usual distances leaves a gap; after the fault one looks less often. */
const gapLooks = 2.5;
const shortestGapMs = 12_000;

/** What the readings of one condition draw; undefined before there are any. */
export function conditionSeries(
  condition: ExperimentCondition,
  readings: readonly ConditionReading[],
): ConditionSeries | undefined {
  const sorted = readings.toSorted((left, right) => left.atMs - right.atMs);
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const { shortestMs, usualMs: everyMs } = distances(sorted);
  const spanMs = last.atMs - first.atMs;
  const stepMs = Math.max(1000, shortestMs, Math.ceil(spanMs / mostPoints));
  const points = Math.ceil(spanMs / stepMs) + 1;
  const values: (number | null)[] = [];
  let next = 0;
  let shown: ConditionReading = first;
  for (let point = 0; point < points; point += 1) {
    const timeMs = first.atMs + point * stepMs;
    const fresh: ConditionReading[] = [];
    for (; (sorted[next]?.atMs ?? Number.POSITIVE_INFINITY) <= timeMs; next += 1) {
      fresh.push(sorted[next] ?? first);
    }
    // The look that ended the experiment may be the shortest of all: it is never lost between two points.
    shown = fresh.find(({ holds }) => holds === false) ?? fresh.at(-1) ?? shown;
    const isNear = timeMs - shown.atMs <= Math.max(shortestGapMs, gapLooks * everyMs);
    values.push(isNear && shown.value !== undefined ? drawn(condition, shown.value) : null);
  }
  return {
    startMs: first.atMs,
    stepMs,
    unit: condition.kind === "promql" ? "count" : "percent",
    values,
    limits: limitsOf(condition),
  };
}

/** Times between looks: the shortest, and the middle one, which a late look does not move. */
function distances(sorted: readonly ConditionReading[]): {
  readonly shortestMs: number;
  readonly usualMs: number;
} {
  const all = sorted
    .slice(1)
    .map(({ atMs }, index) => atMs - (sorted[index]?.atMs ?? atMs))
    .filter((distance) => distance > 0)
    .toSorted((left, right) => left - right);
  return { shortestMs: all[0] ?? 1000, usualMs: all[Math.floor(all.length / 2)] ?? 1000 };
}

function drawn(condition: ExperimentCondition, value: number): number {
  return condition.kind === "promql" ? value : Math.max(0, 100 - value);
}

function limitsOf(condition: ExperimentCondition): ConditionSeries["limits"] {
  if (condition.kind !== "promql") return [{ id: "max", value: round(100 - condition.minPercent) }];
  const { min, max } = condition;
  return [
    ...(min === undefined ? [] : [{ id: "min" as const, value: min }]),
    ...(max === undefined ? [] : [{ id: "max" as const, value: max }]),
  ];
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
