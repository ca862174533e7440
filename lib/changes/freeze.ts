import type { PolicyScope } from "@/lib/changes/change-policy";

export const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
export type Weekday = (typeof weekdays)[number];

/** A time in which nothing is changed: once, between two instants, or every week on some days. */
export type FreezeWindow = PolicyScope & {
  readonly name: string;
  /** A person may go on all the same; it is noted in the audit trail. */
  readonly allowOverride: boolean;
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  readonly weekly?:
    | {
        readonly days: readonly Weekday[];
        /** Minutes after midnight in `timeZone`; `to` is exclusive and at most 1,440. */
        readonly fromMinute: number;
        readonly toMinute: number;
        readonly timeZone: string;
      }
    | undefined;
};

const minuteMs = 60_000;

/** When the window that holds at `nowMs` ends; undefined when it does not hold then. */
export function activeFreeze(window: FreezeWindow, nowMs: number): number | undefined {
  const { fromMs, toMs, weekly } = window;
  if (fromMs !== undefined || toMs !== undefined) {
    const isWithin =
      nowMs >= (fromMs ?? Number.NEGATIVE_INFINITY) && nowMs < (toMs ?? Number.POSITIVE_INFINITY);
    if (!isWithin) return undefined;
    if (weekly === undefined) return toMs ?? Number.POSITIVE_INFINITY;
  }
  if (weekly === undefined) return undefined;
  const { day, minute } = localTime(nowMs, weekly.timeZone);
  if (!weekly.days.includes(day) || minute < weekly.fromMinute || minute >= weekly.toMinute) return undefined;
  const thisMinuteMs = Math.floor(nowMs / minuteMs) * minuteMs;
  return thisMinuteMs + (weekly.toMinute - minute) * minuteMs;
}

/** Weekday and minute of the day on the clocks of a time zone. */
function localTime(nowMs: number, timeZone: string): { day: Weekday; minute: number } {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(nowMs);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  const day = weekdays.find((one) => one === part("weekday").toLowerCase()) ?? "sun";
  return { day, minute: Number(part("hour")) * 60 + Number(part("minute")) };
}
