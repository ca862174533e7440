import type { CanaryRun } from "@/lib/canaries/run";
import type { NewRunEvent, TouchedObject } from "@/lib/delivery/run";

/** What came of a look, an act or a write: the run as it has to be saved, and what happened. */
export type CanaryDecision = { readonly run: CanaryRun; readonly events: readonly NewRunEvent[] };

/** How a pending write went, over all of its attempts. */
export type CanaryWriteOutcome = {
  readonly touched: readonly TouchedObject[];
  readonly changeIds: readonly string[];
} & (
  | { readonly state: "written" }
  | { readonly state: "retry"; readonly message: string }
  | { readonly state: "refused"; readonly code: string; readonly message: string }
);

export const canaryActKinds = [
  /** Holds it where it is; it is still measured and still taken back when it turns bad. */
  "pause",
  /** Goes on after a pause that a person may end. */
  "resume",
  /** Opens the present step's gate: the manual one, or the time that it waits for. */
  "open_gate",
  /** Goes on to the next step without waiting for time and evidence; a closed gate still holds. */
  "skip_wait",
  /** All traffic to the canary now, on a person's word. */
  "promote",
  /** Everything back as it was. */
  "abort",
  /** Puts the planned weights back over what somebody changed. */
  "accept_route",
] as const;
export type CanaryActKind = (typeof canaryActKinds)[number];

export type PersonAct = { readonly kind: CanaryActKind; readonly actor: string; readonly reason: string };

/** Why an act can't be done now; the UI has a text for each. */
export type ActRefusal =
  | "ended"
  | "being_taken_back"
  | "write_under_way"
  | "not_started"
  | "already_paused"
  | "not_paused"
  | "needs_open_gate"
  | "needs_accept_route"
  | "obstacle_remains"
  | "no_gate"
  | "gate_already_open"
  | "last_step"
  | "reason_missing"
  | "not_changed_outside";
