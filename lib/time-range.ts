/** What a person chose; relative ranges stay relative so that query keys are stable between refreshes. */
export type TimeRange =
  | { readonly kind: "relative"; readonly durationMs: number }
  | { readonly kind: "absolute"; readonly startMs: number; readonly endMs: number };

/** A range fixed on the clock, in epoch milliseconds. */
export type TimeSpan = { readonly startMs: number; readonly endMs: number };

/** The scope that every read has. */
export type Scope = {
  /** "" means the first configured cluster. */
  readonly cluster: string;
  /** Empty means all. */
  readonly namespaces: string[];
  readonly range: TimeRange;
};

/** The span that `range` means at `nowMs`. */
export function spanFromRange(range: TimeRange, nowMs: number): TimeSpan {
  if (range.kind === "absolute") return { startMs: range.startMs, endMs: range.endMs };
  return { startMs: nowMs - range.durationMs, endMs: nowMs };
}

const nicePrecisionSeconds = [5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 86_400];

/** The step in ms for about `points` points over `span`, at least `minStepMs` (the scrape interval). */
export function stepMsFor(span: TimeSpan, points = 120, minStepMs = 5000): number {
  const wantedSeconds = Math.max((span.endMs - span.startMs) / points, minStepMs) / 1000;
  const nice = nicePrecisionSeconds.find((seconds) => seconds >= wantedSeconds);
  return (nice ?? 86_400) * 1000;
}
