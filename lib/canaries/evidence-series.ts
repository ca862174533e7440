import { meanEValue } from "@/lib/canaries/e-value";
import { addInterval, evidenceFrom, newSums, type EvidenceSums } from "@/lib/canaries/evidence-sums";
import type { CountInterval } from "@/lib/canaries/interval";
import { metricKey } from "@/lib/canaries/metric-key";
import type { CanaryRun, StoredEvidence } from "@/lib/canaries/run";

/** One metric after one more interval. */
export type MetricPoint = {
  readonly rollbackE: number;
  readonly promotionE: number;
  readonly dispersion: number;
  /** All that was counted until then. */
  readonly counts: CountInterval;
};

/** The evidence of all metrics after one more look: what the decision of that moment saw. */
export type EvidencePoint = {
  readonly atMs: number;
  /** Index of the step; -1 is the mirror. */
  readonly step: number;
  /** The metrics' mean, against `rollbackLimit`. */
  readonly rollbackE: number;
  /** The weakest metric's, against `promotionLimit`. */
  readonly promotionE: number;
  /** By the metric's key; absent for one without a figure yet. */
  readonly metrics: Readonly<Record<string, MetricPoint>>;
};

export type EvidenceSeries = {
  readonly rollbackLimit: number;
  readonly promotionLimit: number;
  readonly points: readonly EvidencePoint[];
};

type Entry = { readonly key: string; readonly interval: StoredEvidence["intervals"][number] };

/** The evidence as it grew, look by look; behind a mirror the steps begin again with nothing known. */
export function evidenceSeries({ body }: Pick<CanaryRun, "body">): EvidenceSeries {
  const { alpha, beta, marginRatio } = body.plan.judgement;
  const keys = body.plan.metrics.map(metricKey);
  const looks = new Map<number, Entry[]>();
  for (const entry of entriesOf(body.evidence, keys)) {
    const { atMs } = entry.interval;
    looks.set(atMs, [...(looks.get(atMs) ?? []), entry]);
  }
  let sums = new Map<string, EvidenceSums>();
  let latest: Record<string, MetricPoint> = {};
  let wasMirror = false;
  const points = [...looks].map(([atMs, entries]) => {
    const step = entries[0]?.interval.step ?? 0;
    if (wasMirror && step >= 0) [sums, latest] = [new Map(), {}];
    wasMirror = step < 0;
    latest = { ...latest };
    for (const { key, interval } of entries) {
      const own = sums.get(key) ?? newSums(marginRatio);
      sums.set(key, own);
      addInterval(own, interval);
      latest[key] = { ...evidenceFrom(own), counts: own.counts };
    }
    return { atMs, step, ...together(keys, latest), metrics: latest };
  });
  return { rollbackLimit: 1 / alpha, promotionLimit: 1 / beta, points };
}

/** All intervals in the order in which they were counted. */
function entriesOf(evidence: readonly StoredEvidence[], keys: readonly string[]): readonly Entry[] {
  return evidence
    .filter(({ key }) => keys.includes(key))
    .flatMap(({ key, intervals }) => intervals.map((interval) => ({ key, interval })))
    .toSorted((left, right) => left.interval.atMs - right.interval.atMs);
}

/** A metric without a figure is no evidence for anything. */
function together(keys: readonly string[], points: Readonly<Record<string, MetricPoint>>) {
  const values = keys.map((key) => points[key] ?? { rollbackE: 1, promotionE: 1 });
  return {
    rollbackE: meanEValue(values.map(({ rollbackE }) => rollbackE)),
    promotionE: Math.min(...values.map(({ promotionE }) => promotionE)),
  };
}
