import { evidenceSeries, type EvidencePoint, type EvidenceSeries } from "@/lib/canaries/evidence-series";
import type { CanaryRun, StoredEvidence } from "@/lib/canaries/run";
import { thinned } from "@/lib/canaries/thin";

/** So many points of each metric are drawn; with many metrics fewer, so that a long run stays small to send. */
const mostPoints = 400;
const leastPoints = 100;

export type SentEvidence = {
  /** Counts of each metric, look by look; of a long run a part, which `canaries.intervals` has whole. */
  readonly evidence: readonly StoredEvidence[];
  /** The e-values of all metrics as they grew, for the chart. */
  readonly series: Omit<EvidenceSeries, "points"> & {
    readonly points: readonly Omit<EvidencePoint, "metrics">[];
  };
};

/** What a page draws of a run's evidence: its ends, its peaks and the borders of its steps, whatever its length. */
export function sentEvidence(run: Pick<CanaryRun, "body">): SentEvidence {
  const { evidence } = run.body;
  const most = Math.max(leastPoints, Math.floor(mostPoints / Math.max(1, evidence.length)));
  const { points, ...limits } = evidenceSeries(run);
  const drawn = thinned(points, mostPoints, [({ rollbackE }) => rollbackE, ({ promotionE }) => promotionE]);
  return {
    evidence: evidence.map(({ intervals, ...metric }) => ({
      ...metric,
      intervals: [
        ...thinned(intervals, most, [
          ({ canaryBad, canaryRequests }) => (canaryRequests > 0 ? canaryBad / canaryRequests : 0),
        ]),
      ],
    })),
    series: {
      ...limits,
      points: drawn.map(({ atMs, step, rollbackE, promotionE }) => ({ atMs, step, rollbackE, promotionE })),
    },
  };
}
