import { describe, expect, it } from "vitest";
import { countdownText, situationOf, type ExperimentDetail } from "./detail";

const run = (
  state: ExperimentDetail["run"]["state"],
  body: object = {},
  outcome?: "completed" | "promoted",
) => ({ state, outcome, body }) as unknown as ExperimentDetail["run"];

describe("where a run stands", () => {
  it("waits for a person before it waits for a time or a steady state", () => {
    expect(situationOf(run("waiting", { needsApproval: true, notBeforeMs: 10 }), 0)).toBe("waiting_approval");
    const approved = { needsApproval: true, approvedBy: "ada", notBeforeMs: 10 };
    expect(situationOf(run("waiting", approved), 0)).toBe("waiting_time");
    expect(situationOf(run("waiting", approved), 10)).toBe("waiting_steady");
  });

  it("is in force only once its first strength was written", () => {
    expect(situationOf(run("running"), 0)).toBe("starting");
    expect(situationOf(run("running", { index: 0 }), 0)).toBe("in_force");
  });

  it("has failed when it ended in a way that no experiment ends", () => {
    expect(situationOf(run("ended", {}, "completed"), 0)).toBe("completed");
    expect(situationOf(run("ended"), 0)).toBe("failed");
  });
});

describe("a countdown", () => {
  it("counts whole seconds that are left and stops at zero", () => {
    expect([247_000, 246_001, 59_000, 0, -5000, 3_600_000].map(countdownText)).toEqual([
      "4:07",
      "4:07",
      "0:59",
      "0:00",
      "0:00",
      "1:00:00",
    ]);
  });
});
