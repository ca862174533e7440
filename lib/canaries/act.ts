import type { ActRefusal, CanaryDecision, PersonAct } from "@/lib/canaries/decision";
import type { CanaryRun } from "@/lib/canaries/run";

/** The run after a person's act, or why it can't be done now. */
export function act(
  run: CanaryRun,
  _act: PersonAct,
  _nowMs: number,
): CanaryDecision | { readonly refusal: ActRefusal } {
  return { run, events: [] };
}
