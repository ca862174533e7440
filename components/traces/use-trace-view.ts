"use client";
import { parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";

export const traceViews = ["timeline", "table", "json"] as const;
export type TraceViewName = (typeof traceViews)[number];
/** Part of the trace that is shown, in µs since its start. */
export type TimeWindow = { readonly fromUs: number; readonly toUs: number };

const parsers = {
  view: parseAsStringLiteral(traceViews).withDefault("timeline"),
  span: parseAsString,
  find: parseAsString.withDefault("").withOptions({ throttleMs: 300 }),
  zoom: parseAsString,
  path: parseAsBoolean.withDefault(true),
};

/** What of the trace is shown, in the URL: view, selected span, find text, zoom, critical path. */
export function useTraceView(durationUs: number) {
  const [state, set] = useQueryStates(parsers, { history: "replace" });
  const { zoom } = state;
  const window = useMemo(() => windowFromText(zoom, durationUs), [zoom, durationUs]);
  const actions = useMemo(
    () => ({
      view: (view: TraceViewName) => void set({ view }),
      select: (span: string | null) => void set({ span }),
      find: (find: string) => void set({ find: find === "" ? null : find }),
      path: (path: boolean) => void set({ path }),
      zoom: ({ fromUs, toUs }: TimeWindow) => {
        const from = Math.max(0, fromUs);
        const to = Math.min(durationUs, toUs);
        const whole = from <= 0 && to >= durationUs;
        void set({ zoom: whole || to - from < 1 ? null : `${round(from)}-${round(to)}` });
      },
    }),
    [set, durationUs],
  );
  return { ...state, window, zoomed: window.toUs - window.fromUs < durationUs, actions };
}

function round(us: number): number {
  return Math.round(us * 10) / 10;
}

function windowFromText(text: string | null, durationUs: number): TimeWindow {
  const whole = { fromUs: 0, toUs: Math.max(durationUs, 1) };
  const match = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text ?? "");
  if (match === null) return whole;
  const fromUs = Number(match[1]);
  const toUs = Math.min(Number(match[2]), whole.toUs);
  return toUs > fromUs ? { fromUs, toUs } : whole;
}
