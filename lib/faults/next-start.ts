import { weekdays } from "@/lib/changes/freeze";
import type { ExperimentSchedule } from "@/lib/faults/schedule";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** When a schedule begins next, after `afterMs`; undefined for one that never will again. */
export function nextStart(schedule: ExperimentSchedule, afterMs: number): number | undefined {
  if (schedule.kind === "once") return schedule.atMs > afterMs ? schedule.atMs : undefined;
  const { days, time, timeZone } = schedule;
  const minute = Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const starts: number[] = [];
  // From yesterday, because a zone may be a day ahead or behind.
  for (let day = -1; day <= 8; day += 1) {
    const date = localDate(afterMs + day * dayMs, timeZone);
    if (!days.some((one) => one === date.weekday)) continue;
    const startMs = instantOf(date, minute, timeZone);
    if (startMs > afterMs) starts.push(startMs);
  }
  return starts.toSorted((left, right) => left - right)[0];
}

type LocalDate = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: string;
};

function partsOf(atMs: number, timeZone: string): (type: string) => string {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(atMs);
  return (type) => parts.find((one) => one.type === type)?.value ?? "";
}

function localDate(atMs: number, timeZone: string): LocalDate {
  const part = partsOf(atMs, timeZone);
  const weekday = weekdays.find((one) => one === part("weekday").toLowerCase()) ?? "sun";
  return { year: Number(part("year")), month: Number(part("month")), day: Number(part("day")), weekday };
}

/**
 * The instant of a local time. A time that the change to summer time leaves out is as much later as the change is long;
 * one that comes twice is the first.
 */
function instantOf({ year, month, day }: LocalDate, minute: number, timeZone: string): number {
  const asUtcMs = Date.UTC(year, month - 1, day) + minute * minuteMs;
  const offsets = [asUtcMs - dayMs, asUtcMs + dayMs].map((atMs) => offsetMs(atMs, timeZone));
  const candidates = offsets.map((offset) => asUtcMs - offset);
  const exact = candidates.filter((atMs) => atMs + offsetMs(atMs, timeZone) === asUtcMs);
  return exact.length > 0 ? Math.min(...exact) : Math.max(...candidates);
}

function offsetMs(atMs: number, timeZone: string): number {
  const part = partsOf(atMs, timeZone);
  const number = (type: string) => Number(part(type));
  const local = Date.UTC(
    number("year"),
    number("month") - 1,
    number("day"),
    number("hour"),
    number("minute"),
  );
  return local - Math.floor(atMs / minuteMs) * minuteMs;
}
