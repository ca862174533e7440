import type { ConditionNow } from "@/lib/faults/condition";
import type { PreflightCheck } from "@/lib/faults/preflight";
import type { RevertProof } from "@/lib/faults/run";

/** What an object that the run wrote says, against what it wrote. */
export type RouteState =
  /** Nothing has been written yet. */
  | { readonly state: "unwritten" }
  | { readonly state: "as_written" }
  /** Somebody wrote over it; `paths` are the fields. */
  | { readonly state: "changed"; readonly paths: readonly string[] }
  | { readonly state: "missing" }
  /** The API server does not say. */
  | { readonly state: "unknown"; readonly message: string };

/** All that a step decides by. What was not looked at is absent. */
export type ExperimentObservation = {
  readonly killSwitch?: { readonly reason: string; readonly engagedBy: string };
  /** A freeze that the run's author did not overrule. */
  readonly freeze?: string;
  readonly route: RouteState;
  /** What this process's own clock, which nobody can set, counted since it saw the fault first. */
  readonly countedMs?: number;
  /** How much of the fault's time was left then. */
  readonly leftMsAtFirst?: number;
  /** Conditions, when it was time to look. */
  readonly conditions?: readonly ConditionNow[];
  /** Before the first write: the check that stands in the way, looked at when everything else is ready. */
  readonly obstacle?: PreflightCheck;
  /** The objects, read again after the revert; absent while they could not be read. */
  readonly proof?: readonly RevertProof[];
};

/** The times that depend on how often the metrics are scraped. */
export type Cadence = {
  /** From look to look: never more than 10 s. */
  readonly lookEveryMs: number;
  /** Counters are compared over so long. */
  readonly windowMs: number;
  /** A condition may be without a figure for so long. */
  readonly graceMs: number;
  /** After a strength was set, until the counters show it. */
  readonly settleMs: number;
};

const longestLookMs = 10_000;

/** How often to look at a mesh that is scraped every `scrapeMs`. */
export function cadenceOf(scrapeMs: number): Cadence {
  return {
    lookEveryMs: Math.min(longestLookMs, Math.max(1000, scrapeMs)),
    windowMs: Math.max(5000, 4 * scrapeMs),
    graceMs: Math.max(5000, 3 * scrapeMs),
    settleMs: 2000 + scrapeMs,
  };
}
