import { expect, it } from "vitest";
import { eventWords } from "./event-words";

const known = new Set(["step_entered", "step_entered_mirror", "ended", "ended_promoted", "write_decided"]);
const words = (kind: string, data: Record<string, unknown>) =>
  eventWords({ kind, data }, (key) => known.has(key));

it("an event has the text of its stage where there is one, else its own", () => {
  expect(words("step_entered", { stage: { kind: "mirror" }, weightPercent: 100 }).key).toBe(
    "step_entered_mirror",
  );
  expect(words("step_entered", { stage: { kind: "step", index: 2 }, weightPercent: 25 })).toEqual({
    key: "step_entered",
    values: { step: "3", weight: "25", outcome: "" },
    isKnown: true,
  });
});

it("an end has the text of its outcome", () => {
  expect(words("ended", { outcome: "promoted" }).key).toBe("ended_promoted");
  expect(words("ended", { outcome: "rolled_back" })).toMatchObject({
    key: "ended",
    values: { outcome: "rolled back" },
  });
});

it("an event of a newer server is not known, and breaks nothing", () => {
  expect(words("moon_phase", { step: "x", stage: null })).toMatchObject({
    key: "moon_phase",
    isKnown: false,
  });
});
