"use client";
import { parseAsInteger, parseAsString, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { defaultTraceLimit, filtersFromTexts, type TraceFilterTexts } from "@/lib/url/traces";

const parsers = {
  service: parseAsString.withDefault(""),
  operation: parseAsString.withDefault(""),
  tags: parseAsString.withDefault(""),
  min: parseAsString.withDefault(""),
  max: parseAsString.withDefault(""),
  limit: parseAsInteger.withDefault(defaultTraceLimit),
};

/** The search in the URL: its texts, what they mean, and a setter that makes a history entry. */
export function useTraceFilters() {
  const [texts, setTexts] = useQueryStates(parsers, { history: "push" });
  const read = useMemo(() => filtersFromTexts(texts), [texts]);
  return {
    texts,
    filters: read.filters,
    faults: read.faults,
    search: (next: Partial<TraceFilterTexts>) =>
      void setTexts(
        Object.fromEntries(Object.entries(next).map(([name, value]) => [name, value === "" ? null : value])),
      ),
  };
}
