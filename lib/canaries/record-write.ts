import type { CanaryDecision, CanaryWriteOutcome } from "@/lib/canaries/decision";
import type { CanaryRun } from "@/lib/canaries/run";

/**
 * The run after its pending write was tried: moved on, to be tried again, or paused. A run without a pending write only
 * keeps what was touched.
 */
export function recordWrite(run: CanaryRun, _outcome: CanaryWriteOutcome, _nowMs: number): CanaryDecision {
  return { run, events: [] };
}
