import { describe, expect, it } from "vitest";
import { fullPercent, presetOf, rampOf, refitRamp, stagesOf } from "./ramp-presets";

const fault = (percent: number) => ({
  api: "istio" as const,
  service: { namespace: "shop", name: "cart" },
  name: "",
  matches: [],
  abort: { percent, httpStatus: 503 },
});
const minute = 60_000;

describe("ramps", () => {
  it("go over 1 % and 10 % to the target", () => {
    expect(rampOf("careful", 20, 5 * minute)).toEqual([
      { share: 0.05, seconds: 60 },
      { share: 0.5, seconds: 60 },
    ]);
  });

  it("leave out what is not below the target", () => {
    expect(rampOf("careful", 10, 5 * minute)).toEqual([{ share: 0.1, seconds: 60 }]);
    expect(rampOf("careful", 1, 5 * minute)).toEqual([]);
    expect(rampOf("careful", undefined, 5 * minute)).toEqual([]);
  });

  it("leave most of a short experiment to the full strength", () => {
    const ramp = rampOf("careful", 50, 10_000);
    expect(ramp.reduce((sum, { seconds }) => sum + seconds, 0)).toBeLessThan(5);
  });

  it("are recognised, and made anew when the target changes", () => {
    const ramp = rampOf("careful", 20, 5 * minute);
    expect(presetOf(ramp, 20, 5 * minute)).toBe("careful");
    const before = { fault: fault(20), durationMs: 5 * minute, ramp };
    expect(refitRamp(before, { fault: fault(40), durationMs: 5 * minute })[0]?.share).toBe(0.025);
  });

  it("stay as they are once a person has changed them", () => {
    const ramp = [{ share: 0.3, seconds: 7 }];
    const before = { fault: fault(20), durationMs: 5 * minute, ramp };
    expect(refitRamp(before, { fault: fault(40), durationMs: minute })).toBe(ramp);
  });

  it("take the larger of delay and abort as the full strength", () => {
    expect(fullPercent({ delay: { percent: 30, delayMs: 10 }, abort: { percent: 5 } })).toBe(30);
    expect(fullPercent({})).toBeUndefined();
  });
});

describe("stages", () => {
  it("end with the full strength until the end", () => {
    expect(stagesOf({ ramp: [{ share: 0.5, seconds: 10 }], durationMs: 60_000 })).toEqual([
      { fromMs: 0, toMs: 10_000, share: 0.5 },
      { fromMs: 10_000, toMs: 60_000, share: 1 },
    ]);
  });

  it("keep a full strength that the ramp names itself", () => {
    expect(stagesOf({ ramp: [{ share: 1, seconds: 10 }], durationMs: 60_000 })).toEqual([
      { fromMs: 0, toMs: 60_000, share: 1 },
    ]);
  });

  it("leave out what is half typed", () => {
    const ramp = [{ share: Number.NaN, seconds: 10 }];
    expect(stagesOf({ ramp, durationMs: 60_000 })).toHaveLength(1);
  });
});
