import type { RankedCause } from "./cause";
import type { Evidence } from "./evidence";
import type { Symptom } from "./symptom";

/** Causes of the symptom, best first. */
export function rankCauses(_symptom: Symptom, _evidence: Evidence): readonly RankedCause[] {
  return [];
}
