import { canaryActKinds, type CanaryActKind } from "@/lib/canaries/decision";

const ownKinds = [
  "created",
  "approved",
  "waiting",
  "started",
  "verdict",
  "write_decided",
  "step_entered",
  "paused",
  "resumed",
  "safe_path",
  "restarted",
  "reverting",
  "ended",
  "write_delayed",
  "restore_delayed",
  "write_refused",
  "write_stopped",
  "clock_went_back",
  "interval_missing",
  "nothing_to_restore",
  "deadline",
  "rebuilt",
  "left_behind",
] as const;

/** What can happen to a canary; the UI has a text for each. */
export type CanaryEventKind = (typeof ownKinds)[number] | `act_${CanaryActKind}`;

export const canaryEventKinds: readonly CanaryEventKind[] = [
  ...ownKinds,
  ...canaryActKinds.map((kind) => `act_${kind}` as const),
];
