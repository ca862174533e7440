import type { Labels } from "@/lib/telemetry/series";
import type { EvalContext } from "./context";
import { dropLabels, labelKey, project } from "./label-sets";
import { parseNumber } from "./literals";
import { emptySeries, hasValue, type StepSeries } from "./values";

type Bucket = { readonly upperBound: number; readonly count: number };

const withoutBound = dropLabels(["le", "__name__"]);

/** Buckets in order, equal bounds added up, counts never falling (a scrape may catch them between two updates). */
function tidy(buckets: readonly Bucket[]): Bucket[] {
  const result: Bucket[] = [];
  for (const bucket of buckets.toSorted((a, b) => a.upperBound - b.upperBound)) {
    const last = result.at(-1);
    if (last !== undefined && last.upperBound === bucket.upperBound)
      result[result.length - 1] = { ...last, count: last.count + bucket.count };
    else result.push(bucket);
  }
  let highest = Number.NEGATIVE_INFINITY;
  return result.map((bucket) => {
    highest = Math.max(highest, bucket.count);
    return { ...bucket, count: highest };
  });
}

/** The q-quantile out of cumulative buckets, linear within a bucket. */
function bucketQuantile(q: number, buckets: readonly Bucket[]): number {
  if (Number.isNaN(q)) return Number.NaN;
  if (q < 0) return Number.NEGATIVE_INFINITY;
  if (q > 1) return Number.POSITIVE_INFINITY;
  const tidied = tidy(buckets);
  const last = tidied.at(-1);
  if (last === undefined || tidied.length < 2 || last.upperBound !== Number.POSITIVE_INFINITY)
    return Number.NaN;
  if (last.count === 0 || Number.isNaN(last.count)) return Number.NaN;
  const rank = q * last.count;
  const found = tidied.slice(0, -1).findIndex((bucket) => bucket.count >= rank);
  const bucket = tidied[found];
  if (bucket === undefined) return tidied.at(-2)?.upperBound ?? Number.NaN;
  const below = tidied[found - 1];
  if (below === undefined && bucket.upperBound <= 0) return bucket.upperBound;
  const start = below?.upperBound ?? 0;
  const before = below?.count ?? 0;
  return start + (bucket.upperBound - start) * ((rank - before) / (bucket.count - before));
}

type Histogram = {
  readonly labels: Labels;
  readonly buckets: { readonly upperBound: number; readonly series: StepSeries }[];
};

function histogramsOf(series: readonly StepSeries[]): Histogram[] {
  const byKey = new Map<string, Histogram>();
  for (const one of series) {
    const bound = parseNumber(one.labels["le"] ?? "");
    if (bound === undefined) continue;
    const labels = project(one.labels, withoutBound);
    const key = labelKey(labels);
    const histogram = byKey.get(key) ?? { labels, buckets: [] };
    histogram.buckets.push({ upperBound: bound, series: one });
    byKey.set(key, histogram);
  }
  return [...byKey.values()];
}

/** `histogram_quantile(q, …_bucket)`: one series per label set without `le`. */
export function evaluateHistogramQuantile(
  q: Float64Array,
  series: readonly StepSeries[],
  ctx: EvalContext,
): StepSeries[] {
  const { count } = ctx.steps;
  return histogramsOf(series)
    .map((histogram) => {
      const result = emptySeries(histogram.labels, count);
      for (let step = 0; step < count; step += 1) {
        const buckets = histogram.buckets
          .filter((bucket) => bucket.series.present[step] === 1)
          .map((bucket) => ({
            upperBound: bucket.upperBound,
            count: bucket.series.values[step] ?? Number.NaN,
          }));
        if (buckets.length === 0) continue;
        result.values[step] = bucketQuantile(q[step] ?? Number.NaN, buckets);
        result.present[step] = 1;
      }
      return result;
    })
    .filter((one) => hasValue(one));
}
