import type { CanaryDecision } from "@/lib/canaries/decision";
import type { CanaryObservation } from "@/lib/canaries/observation";
import type { CanaryRun } from "@/lib/canaries/run";

/**
 * The run after one look: at most one decision, which is written only by setting `body.pending`. Pure and total; the
 * same run, look and time give the same.
 */
export function step(run: CanaryRun, _observation: CanaryObservation, _nowMs: number): CanaryDecision {
  return { run, events: [] };
}
