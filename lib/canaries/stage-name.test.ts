import { expect, it } from "vitest";
import { stageFromName, stageName } from "@/lib/canaries/stage-name";

it("a stage is found again by its name", () => {
  const stages = [
    { kind: "mirror" },
    { kind: "step", index: 0 },
    { kind: "step", index: 29 },
    { kind: "promote" },
  ] as const;
  for (const stage of stages) expect(stageFromName(stageName(stage))).toEqual(stage);
});

it("a name that no console wrote is no stage", () => {
  expect(["", "-1", "100", "1.5", "step", "Mirror"].map(stageFromName)).toEqual(Array(6).fill(undefined));
});
