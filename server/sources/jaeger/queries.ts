import { textFromDurationUs } from "@/lib/traces/duration-text";
import type { TraceSearch } from "@/lib/traces/search";
import type { TimeSpan } from "@/lib/time-range";

export type SearchQuery = Omit<TraceSearch, "range" | "cluster" | "namespaces">;

/**
 * Search parameters of v3. The snake_case names are the ones that every version reads: Jaeger 1.76 knows no other, 2.x
 * keeps them as aliases.
 */
export function v3SearchQuery(query: SearchQuery, span: TimeSpan): Record<string, string | undefined> {
  return {
    "query.service_name": query.service,
    "query.operation_name": query.operation,
    "query.attributes": hasTags(query) ? JSON.stringify(query.tags) : undefined,
    "query.start_time_min": new Date(span.startMs).toISOString(),
    "query.start_time_max": new Date(span.endMs).toISOString(),
    "query.duration_min": durationText(query.minDurationUs),
    "query.duration_max": durationText(query.maxDurationUs),
    "query.num_traces": String(query.limit),
  };
}

/** Search parameters of the legacy API: µs since the epoch, tags as a JSON map. */
export function legacySearchQuery(query: SearchQuery, span: TimeSpan): Record<string, string | undefined> {
  return {
    service: query.service,
    operation: query.operation,
    tags: hasTags(query) ? JSON.stringify(query.tags) : undefined,
    start: String(Math.round(span.startMs * 1000)),
    end: String(Math.round(span.endMs * 1000)),
    minDuration: durationText(query.minDurationUs),
    maxDuration: durationText(query.maxDurationUs),
    limit: String(query.limit),
  };
}

export function hasTags(query: Pick<SearchQuery, "tags">): boolean {
  return Object.keys(query.tags).length > 0;
}

function durationText(durationUs: number | undefined): string | undefined {
  return durationUs === undefined ? undefined : textFromDurationUs(durationUs);
}
