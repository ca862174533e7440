import { z } from "zod";
import type { Scope, TimeRange } from "@/lib/time-range";

/** Apart from the types, because zod is a tenth of a page's script and only the server parses ranges. */
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
]) satisfies z.ZodType<TimeRange>;

/** The scope that every read has: one cluster, namespaces (empty means all), a range. */
export const scopeSchema = z.object({
  /** "" means the first configured cluster. */
  cluster: z.string().default(""),
  namespaces: z.array(z.string()).default([]),
  range: timeRangeSchema,
}) satisfies z.ZodType<Scope>;
