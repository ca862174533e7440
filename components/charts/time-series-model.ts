import type { ChartTokens } from "./tokens";
import type { MeasureUnit } from "@/lib/format/measure";

export type ChartTone = "ok" | "degraded" | "failing" | "idle" | "unknown" | "accent";
export type ChartSeries = {
  readonly id: string;
  readonly name: string;
  readonly tone?: ChartTone;
  readonly values: readonly (number | null)[];
  readonly dashed?: boolean;
};
export type ChartMarker = { readonly timeMs: number; readonly label: string };

export type TimeSeriesProps = {
  readonly title: string;
  readonly unit: MeasureUnit;
  readonly series: readonly ChartSeries[];
  readonly startMs: number;
  readonly stepMs: number;
  readonly markers?: readonly ChartMarker[];
  readonly stacked?: boolean;
  readonly height?: number;
  /** Dragging over the chart; usually sets the page's range. */
  readonly onRange?: (startMs: number, endMs: number) => void;
};

/** The colour of a series: its tone, or one bound to its place in the list. */
export function seriesColor(tokens: ChartTokens, series: ChartSeries, index: number): string {
  return series.tone === undefined
    ? (tokens.series[index % tokens.series.length] ?? tokens.accent)
    : tokens[series.tone];
}
