import { z } from "zod";

/** What a person chose; relative ranges stay relative so that query keys are stable between refreshes. */
export const timeRangeSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("relative"),
    durationMs: z
      .int()
      .min(60_000)
      .max(31 * 86_400_000),
  }),
  z
    .object({ kind: z.literal("absolute"), startMs: z.int().min(0), endMs: z.int().min(0) })
    .refine((range) => range.endMs > range.startMs, {
      message: "the end must be after the start",
      path: ["endMs"],
    }),
]);
export type TimeRange = z.infer<typeof timeRangeSchema>;

/** A range fixed on the clock, in epoch milliseconds. */
export type TimeSpan = { readonly startMs: number; readonly endMs: number };

/** The scope that every read has: one cluster, namespaces (empty means all), a range. */
export const scopeSchema = z.object({
  /** "" means the first configured cluster. */
  cluster: z.string().default(""),
  namespaces: z.array(z.string()).default([]),
  range: timeRangeSchema,
});
export type Scope = z.infer<typeof scopeSchema>;

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
