import type { CountInterval } from "@/lib/canaries/interval";
import type { CanaryRun } from "@/lib/canaries/run";

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
  readonly rollbackE: number;
  readonly promotionE: number;
  /** By the metric's key; absent for one without a figure yet. */
  readonly metrics: Readonly<Record<string, MetricPoint>>;
};

export type EvidenceSeries = {
  readonly rollbackLimit: number;
  readonly promotionLimit: number;
  readonly points: readonly EvidencePoint[];
};

/** The evidence as it grew, look by look. */
export function evidenceSeries(_run: CanaryRun): EvidenceSeries {
  return { rollbackLimit: 100, promotionLimit: 20, points: [] };
}
