import { describe, expect, it } from "vitest";
import type { ExperimentSchedule } from "@/lib/faults/schedule";
import { nextStart } from "@/lib/faults/next-start";

const at = (text: string) => Date.parse(text);
const weekly = (days: readonly ("mon" | "tue" | "sun")[], time: string, timeZone: string) =>
  ({ kind: "weekly" as const, days: [...days], time, timeZone }) satisfies ExperimentSchedule;

describe("the next start of a schedule", () => {
  it.each([
    // 2026-11-23 is a Monday.
    [weekly(["mon"], "09:00", "Asia/Shanghai"), "2026-11-23T00:59:00Z", "2026-11-23T01:00:00Z"],
    [weekly(["mon"], "09:00", "Asia/Shanghai"), "2026-11-23T01:00:00Z", "2026-11-30T01:00:00Z"],
    [weekly(["mon", "tue"], "00:30", "America/Los_Angeles"), "2026-11-23T08:29:00Z", "2026-11-23T08:30:00Z"],
    [weekly(["mon"], "23:30", "Pacific/Kiritimati"), "2026-11-23T00:00:00Z", "2026-11-23T09:30:00Z"],
    // Summer time begins in Berlin on 2026-03-29 at 02:00: there is no 02:30 on that day.
    [weekly(["sun"], "02:30", "Europe/Berlin"), "2026-03-28T12:00:00Z", "2026-03-29T01:30:00Z"],
    // It ends on 2026-10-25: 02:30 comes twice.
    [weekly(["sun"], "02:30", "Europe/Berlin"), "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"],
  ])("%j after %s is %s", (schedule, after, expected) => {
    expect(new Date(nextStart(schedule, at(after)) ?? 0).toISOString()).toBe(
      new Date(expected).toISOString(),
    );
  });

  it("is none once a single time has passed", () => {
    expect(nextStart({ kind: "once", atMs: 1000 }, 999)).toBe(1000);
    expect(nextStart({ kind: "once", atMs: 1000 }, 1000)).toBeUndefined();
  });
});
