"use client";
import { parseAsArrayOf, parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import type { Scope, TimeRange } from "@/lib/time-range";
import { rangeFromTexts, textFromDurationMs } from "@/lib/url/scope";

export const refreshTexts = ["off", "5s", "15s", "30s", "1m", "5m"] as const;
export type RefreshText = (typeof refreshTexts)[number];
const refreshMs: Record<RefreshText, number | false> = {
  off: false,
  "5s": 5_000,
  "15s": 15_000,
  "30s": 30_000,
  "1m": 60_000,
  "5m": 300_000,
};

const scopeParsers = {
  cluster: parseAsString.withDefault(""),
  ns: parseAsArrayOf(parseAsString).withDefault([]),
  range: parseAsString,
  from: parseAsInteger,
  to: parseAsInteger,
  refresh: parseAsStringLiteral(refreshTexts).withDefault("15s"),
};

/** The scope in the URL: cluster, namespaces, range. */
export function useScope(): Scope {
  const [state] = useQueryStates(scopeParsers);
  const { cluster, ns, range, from, to } = state;
  const namespacesKey = ns.join(",");
  return useMemo(
    () => ({
      cluster,
      namespaces: namespacesKey === "" ? [] : namespacesKey.split(","),
      range: rangeFromTexts(range, from, to),
    }),
    [cluster, namespacesKey, range, from, to],
  );
}

/** Writes parts of the scope to the URL. Changing the range makes a history entry, so that "back" undoes a zoom. */
export function useSetScope() {
  const [, set] = useQueryStates(scopeParsers);
  return useMemo(
    () => ({
      cluster: (cluster: string) => set({ cluster: cluster === "" ? null : cluster, ns: null }),
      namespaces: (names: readonly string[]) => set({ ns: names.length === 0 ? null : [...names] }),
      range: (range: TimeRange) =>
        set(
          range.kind === "relative"
            ? { range: textFromDurationMs(range.durationMs), from: null, to: null }
            : { range: null, from: Math.round(range.startMs), to: Math.round(range.endMs) },
          { history: "push" },
        ),
      refresh: (refresh: RefreshText) => set({ refresh }),
    }),
    [set],
  );
}

/** The chosen refresh interval's name. */
export function useRefreshText(): RefreshText {
  const [state] = useQueryStates(scopeParsers);
  return state.refresh;
}

/** Milliseconds between refreshes, false when paused or when the range is absolute (nothing would change). */
export function useRefetchMs(): number | false {
  const [state] = useQueryStates(scopeParsers);
  return state.from !== null && state.to !== null ? false : refreshMs[state.refresh];
}
