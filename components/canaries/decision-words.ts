import type { ExpectedSeconds, StepPower } from "@/lib/canaries/power";
import type { CanaryStage } from "@/lib/canaries/stage";

type Times = Pick<
  StepPower,
  "advanceSeconds" | "promoteSeconds" | "rollbackSecondsAt2" | "rollbackSecondsAt5"
>;

type Decision = {
  /**
   * `none`: the stage decides nothing by counts. `unknown`: no traffic was measured. `undecidable`: neither is a good
   * canary known to be good nor one that fails twice as often stopped within a day. `slow_stop`: only the latter.
   */
  readonly kind: "none" | "unknown" | "undecidable" | "slow_stop" | "decides";
  /** Until the step may end at all; absent beyond a day, like all times here. */
  readonly advanceMs?: number;
  readonly promoteMs?: number;
  readonly rollbackMsAt2?: number;
  readonly rollbackMsAt5?: number;
};

/** How long a stage's decision takes, in what a person plans with. */
export function decisionOf(stage: {
  readonly stage: CanaryStage;
  readonly power?: Times | undefined;
}): Decision {
  if (stage.stage.kind !== "step") return { kind: "none" };
  const { power } = stage;
  if (power === undefined) return { kind: "unknown" };
  const times = {
    ...timeOf("advanceMs", power.advanceSeconds),
    ...timeOf("promoteMs", power.promoteSeconds),
    ...timeOf("rollbackMsAt2", power.rollbackSecondsAt2),
    ...timeOf("rollbackMsAt5", power.rollbackSecondsAt5),
  };
  const isStopped = power.rollbackSecondsAt2 !== "never";
  const isKnown = power.promoteSeconds !== "never";
  return { kind: isStopped ? "decides" : isKnown ? "slow_stop" : "undecidable", ...times };
}

function timeOf<K extends string>(name: K, seconds: ExpectedSeconds): { readonly [P in K]?: number } {
  return seconds === "never" ? {} : ({ [name]: seconds * 1000 } as { readonly [P in K]?: number });
}
