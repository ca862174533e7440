import { z } from "zod";
import { scopeSchema } from "@/lib/time-range-schema";

/** What Jaeger can search by; durations apply to spans, as there. */
export const traceSearchSchema = scopeSchema.extend({
  service: z.string().optional(),
  operation: z.string().optional(),
  tags: z.record(z.string(), z.string()).default({}),
  minDurationUs: z.int().min(0).optional(),
  maxDurationUs: z.int().min(0).optional(),
  limit: z.int().min(1).max(1500).default(100),
});
export type TraceSearch = z.infer<typeof traceSearchSchema>;

/** One row of a search result. */
export type TraceSummary = {
  readonly traceId: string;
  readonly rootService: string;
  readonly rootOperation: string;
  readonly startMs: number;
  readonly durationUs: number;
  readonly spanCount: number;
  readonly errorSpanCount: number;
  /** Spans whose parent is not in the trace: the trace is incomplete. */
  readonly orphanSpanCount: number;
  readonly services: readonly {
    readonly name: string;
    readonly spanCount: number;
    readonly errorSpanCount: number;
  }[];
};
