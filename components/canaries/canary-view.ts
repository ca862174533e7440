import type { RouterOutputs } from "@/components/changes/router-outputs";

export type CanaryView = RouterOutputs["canaries"]["read"]["data"];
type CanaryActRow = CanaryView["acts"][number];
export type CanaryAct = CanaryActRow["act"];

/** Whether the run still goes on by itself or waits for somebody. */
export function isActive({ run }: Pick<CanaryView, "run">): boolean {
  return run.state !== "ended";
}

/** Why an act is refused now; undefined when it can be done. */
export function refusalOf(
  view: Pick<CanaryView, "acts">,
  act: CanaryAct,
): CanaryActRow["refusal"] | "unknown" {
  const row = view.acts.find((one) => one.act === act);
  return row === undefined ? "unknown" : row.refusal;
}
