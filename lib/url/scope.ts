import type { Scope, TimeRange } from "@/lib/time-range";

export type SearchRecord = Readonly<Record<string, string | string[] | undefined>>;

export const defaultRange: TimeRange = { kind: "relative", durationMs: 15 * 60_000 };
const unitMs: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `15m`, `6h`, `7d` as ms, kept within one minute and 31 days; undefined when it is none of these. */
export function durationMsFromText(text: string): number | undefined {
  const match = /^(\d{1,5})([mhd])$/.exec(text);
  if (match === null) return undefined;
  const ms = Number(match[1]) * (unitMs[match[2] ?? ""] ?? 0);
  return ms >= 60_000 && ms <= 31 * 86_400_000 ? ms : undefined;
}

/** The shortest exact text of a whole number of minutes: `15m`, `6h`, `7d`. */
export function textFromDurationMs(durationMs: number): string {
  if (durationMs % 86_400_000 === 0) return `${durationMs / 86_400_000}d`;
  if (durationMs % 3_600_000 === 0) return `${durationMs / 3_600_000}h`;
  return `${Math.round(durationMs / 60_000)}m`;
}

/** The range of the URL's `range`, or `from` and `to` (epoch ms); the default one when they make no sense. */
export function rangeFromTexts(range: string | null, from: number | null, to: number | null): TimeRange {
  if (from !== null && to !== null && to > from && from >= 0)
    return { kind: "absolute", startMs: from, endMs: to };
  const durationMs = range === null ? undefined : durationMsFromText(range);
  return durationMs === undefined ? defaultRange : { kind: "relative", durationMs };
}

function first(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function number(value: string | null): number | null {
  return value === null || !/^\d{1,15}$/.test(value) ? null : Number(value);
}

/** The scope in a page's search params. `cluster` is "" when none is named: the first configured one. */
export function scopeFromSearch(search: SearchRecord): Scope {
  const namespaces = (first(search["ns"]) ?? "").split(",").filter((name) => name !== "");
  return {
    cluster: first(search["cluster"]) ?? "",
    namespaces,
    range: rangeFromTexts(first(search["range"]), number(first(search["from"])), number(first(search["to"]))),
  };
}
