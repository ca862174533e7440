import { describe, expect, it } from "vitest";
import { firstWrongStep, issuesBelow, issuesOf } from "./plan-steps";

const issues = [
  { path: "ramp.0.share", message: "a" },
  { path: "fault.abort.percent", message: "b" },
  { path: "conditions", message: "c" },
];

describe("issues of a plan", () => {
  it("belong to the step that shows their field", () => {
    expect(issuesOf(issues, "duration").map(({ message }) => message)).toEqual(["a"]);
    expect(issuesOf(issues, "conditions").map(({ message }) => message)).toEqual(["c"]);
  });

  it("lead to the first step in the order of the wizard, not of the schema", () => {
    expect(firstWrongStep(issues)).toBe("fault");
    expect(firstWrongStep([])).toBeUndefined();
    expect(firstWrongStep([{ path: "fault.service.name" }])).toBe("service");
  });

  it("lose their prefix for the form of a part, and only theirs", () => {
    expect(issuesBelow([...issues, { path: "faulty", message: "d" }], "fault")).toEqual([
      { path: "abort.percent", message: "b" },
    ]);
  });
});
