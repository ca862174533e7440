import type { PromQuery, SamplesByKey, SeriesByKey } from "@/lib/telemetry/prom-query";
import type { Sample, SeriesSet } from "@/lib/telemetry/series";
import type { TimeSpan } from "@/lib/time-range";
import type { Gathering } from "@/server/operations/gathering";
import type { MetricsSource } from "@/server/ports";

/** Sends instant queries side by side; a failed one is absent from the answer and a warning in `gathering`. */
export async function askInstant<Key extends string>(
  gathering: Gathering,
  metrics: MetricsSource,
  queries: readonly PromQuery<Key>[],
  timeMs: number,
  signal: AbortSignal,
): Promise<SamplesByKey<Key>> {
  const answers = await Promise.all(
    queries.map(async ({ key, promql, purpose }) => {
      const samples = await gathering.take(purpose, metrics.query(promql, timeMs, { purpose, signal }));
      return [key, samples] as const;
    }),
  );
  return present<Key, readonly Sample[]>(answers);
}

/** Sends range queries side by side on one grid; a failed one is absent from the answer and a warning. */
export async function askRange<Key extends string>(
  gathering: Gathering,
  metrics: MetricsSource,
  queries: readonly PromQuery<Key>[],
  span: TimeSpan,
  stepMs: number,
  signal: AbortSignal,
): Promise<SeriesByKey<Key>> {
  const answers = await Promise.all(
    queries.map(async ({ key, promql, purpose }) => {
      const set = await gathering.take(
        purpose,
        metrics.queryRange(promql, span, stepMs, { purpose, signal }),
      );
      return [key, set] as const;
    }),
  );
  return present<Key, SeriesSet>(answers);
}

function present<Key extends string, T>(
  answers: readonly (readonly [Key, T | undefined])[],
): Partial<Record<Key, T>> {
  const result: Partial<Record<Key, T>> = {};
  for (const [key, value] of answers) if (value !== undefined) result[key] = value;
  return result;
}
