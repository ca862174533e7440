import type { Labels } from "@/lib/telemetry/series";
import { labelKey } from "./label-sets";
import { executionError } from "./promql-error";

/** One series over the steps of a query; `present[i]` is 0 where it has no value. NaN is a value. */
export type StepSeries = {
  readonly labels: Labels;
  readonly values: Float64Array;
  readonly present: Uint8Array;
};

export type Value =
  | { readonly type: "scalar"; readonly values: Float64Array }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "vector"; readonly series: readonly StepSeries[] };

/** The steps of a query and what it gathers on its way. An instant query has one step. */
export type Steps = {
  readonly startMs: number;
  readonly stepMs: number;
  readonly count: number;
};

export function stepTimeMs(steps: Steps, index: number): number {
  return steps.startMs + index * steps.stepMs;
}

/** A series with no value yet. */
export function emptySeries(labels: Labels, count: number): StepSeries {
  return { labels, values: new Float64Array(count), present: new Uint8Array(count) };
}

export function hasValue(series: StepSeries): boolean {
  return series.present.includes(1);
}

/**
 * Makes one series of those that got the same labels (their names were dropped). Two values at one step are an error.
 */
export function mergeSameLabels(series: readonly StepSeries[]): readonly StepSeries[] {
  const byKey = new Map<string, StepSeries>();
  for (const one of series) {
    const key = labelKey(one.labels);
    const known = byKey.get(key);
    if (known === undefined) {
      byKey.set(key, one);
      continue;
    }
    const merged = { labels: one.labels, values: known.values.slice(), present: known.present.slice() };
    for (let step = 0; step < one.values.length; step += 1) {
      if (one.present[step] !== 1) continue;
      if (merged.present[step] === 1)
        throw executionError("vector cannot contain metrics with the same labelset");
      merged.values[step] = one.values[step] ?? Number.NaN;
      merged.present[step] = 1;
    }
    byKey.set(key, merged);
  }
  return [...byKey.values()];
}
