import { expect, it } from "vitest";
import { decisionOf } from "./decision-words";
import type { StepPower } from "@/lib/canaries/power";

const step = { kind: "step", index: 0 } as const;
const never: StepPower = {
  advanceSeconds: "never",
  promoteSeconds: "never",
  rollbackSecondsAt2: "never",
  rollbackSecondsAt5: "never",
};

it("a mirror and the promotion decide nothing", () => {
  expect(decisionOf({ stage: { kind: "mirror" }, power: { ...never, promoteSeconds: 1 } }).kind).toBe("none");
  expect(decisionOf({ stage: { kind: "promote" } }).kind).toBe("none");
});

it("without traffic nothing is known, which is not the same as never", () => {
  expect(decisionOf({ stage: step })).toEqual({ kind: "unknown" });
  expect(decisionOf({ stage: step, power: never })).toEqual({ kind: "undecidable" });
});

it("a step decides when it stops a canary that fails twice as often", () => {
  const power = { ...never, advanceSeconds: 75, rollbackSecondsAt2: 720, rollbackSecondsAt5: 60 };
  expect(decisionOf({ stage: step, power })).toEqual({
    kind: "decides",
    advanceMs: 75_000,
    rollbackMsAt2: 720_000,
    rollbackMsAt5: 60_000,
  });
});

it("a step that knows a good canary but would not stop a bad one says so", () => {
  expect(decisionOf({ stage: step, power: { ...never, promoteSeconds: 60 } }).kind).toBe("slow_stop");
});
