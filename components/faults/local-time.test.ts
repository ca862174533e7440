import { describe, expect, it } from "vitest";
import { localTimeFromMs, msFromLocalTime } from "./local-time";

describe("a local time", () => {
  it("comes back as the same minute", () => {
    const timeMs = Date.UTC(2026, 0, 9, 7, 5);
    expect(msFromLocalTime(localTimeFromMs(timeMs))).toBe(timeMs);
  });

  it("is none while the field is empty or half typed", () => {
    expect(msFromLocalTime("")).toBeUndefined();
    expect(msFromLocalTime("2026-13-45T99:00")).toBeUndefined();
  });
});
