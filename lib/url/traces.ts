import type { Scope } from "@/lib/time-range";
import { durationUsFromText } from "@/lib/traces/duration-text";
import { tagsFromLogfmt, type LogfmtResult } from "@/lib/traces/logfmt";
import type { TraceSearch } from "@/lib/traces/search";
import type { SearchRecord } from "@/lib/url/scope";

/** Stands in the URL for a search without a service. */
export const allServices = "*";
export const defaultTraceLimit = 100;
export const maxTraceLimit = 1500;

/** The search form as texts, which is also how it stands in the URL. */
export type TraceFilterTexts = {
  readonly service: string;
  readonly operation: string;
  readonly tags: string;
  readonly min: string;
  readonly max: string;
  readonly limit: number;
};

/** What keeps the texts from being a search, by field. */
export type TraceFilterFaults = {
  readonly tags?: Extract<LogfmtResult, { ok: false }>;
  readonly min?: "noDuration";
  readonly max?: "noDuration" | "belowMin";
};

export type TraceFilters = Omit<TraceSearch, keyof Scope>;

/** The filters that `texts` mean, or what is wrong with them. No service means no search yet: `filters` is undefined. */
export function filtersFromTexts(texts: TraceFilterTexts): {
  filters?: TraceFilters;
  faults: TraceFilterFaults;
} {
  const tags = tagsFromLogfmt(texts.tags);
  const minDurationUs = texts.min.trim() === "" ? undefined : durationUsFromText(texts.min);
  const maxDurationUs = texts.max.trim() === "" ? undefined : durationUsFromText(texts.max);
  const faults: TraceFilterFaults = {
    ...(tags.ok ? {} : { tags }),
    ...(texts.min.trim() !== "" && minDurationUs === undefined ? { min: "noDuration" as const } : {}),
    ...maxFault(texts.max, minDurationUs, maxDurationUs),
  };
  if (!tags.ok || Object.keys(faults).length > 0 || texts.service === "") return { faults };
  return {
    faults,
    filters: {
      ...(texts.service === allServices ? {} : { service: texts.service }),
      ...(texts.operation === "" ? {} : { operation: texts.operation }),
      tags: tags.tags,
      ...(minDurationUs === undefined ? {} : { minDurationUs }),
      ...(maxDurationUs === undefined ? {} : { maxDurationUs }),
      limit: Math.min(Math.max(Math.round(texts.limit), 1), maxTraceLimit),
    },
  };
}

function maxFault(
  text: string,
  minUs: number | undefined,
  maxUs: number | undefined,
): Pick<TraceFilterFaults, "max"> {
  if (text.trim() === "") return {};
  if (maxUs === undefined) return { max: "noDuration" };
  return minUs !== undefined && maxUs < minUs ? { max: "belowMin" } : {};
}

/** The texts in a page's search params. */
export function traceTextsFromSearch(search: SearchRecord): TraceFilterTexts {
  const text = (name: string) => {
    const value = search[name];
    return (Array.isArray(value) ? value[0] : value) ?? "";
  };
  const limit = /^\d{1,4}$/.test(text("limit")) ? Number(text("limit")) : defaultTraceLimit;
  return {
    service: text("service"),
    operation: text("operation"),
    tags: text("tags"),
    min: text("min"),
    max: text("max"),
    limit,
  };
}

/** Search params of the trace search for a Kubernetes service, under the name that Istio's proxies give their spans. */
export function traceParamsForService(service: { namespace: string; name: string }): { service: string } {
  return { service: `${service.name}.${service.namespace}` };
}
