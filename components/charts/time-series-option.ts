import type { EChartsCoreOption } from "echarts/core";
import { seriesColor, type TimeSeriesProps } from "./time-series-model";
import type { ChartTokens } from "./tokens";
import { formatMeasure } from "@/lib/format/measure";

type Input = TimeSeriesProps & { readonly tokens: ChartTokens; readonly locale: string };

/** ECharts' option for a time chart: gaps stay gaps, one y axis from zero, markers as dashed lines. */
export function timeSeriesOption(input: Input): EChartsCoreOption {
  const { tokens, unit, startMs, stepMs, locale } = input;
  const points = Math.max(0, ...input.series.map((each) => each.values.length));
  const axisText = { color: tokens.muted, fontSize: 11 };
  const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hour12: false });
  const full = new Intl.DateTimeFormat(locale, { dateStyle: "short", timeStyle: "medium", hour12: false });
  return {
    animation: false,
    grid: { left: 58, right: 10, top: 10, bottom: 22 },
    brush: {
      toolbox: [],
      xAxisIndex: 0,
      brushStyle: { color: `${tokens.accent}22`, borderColor: tokens.accent },
      throttleType: "debounce",
    },
    tooltip: {
      trigger: "axis",
      confine: true,
      backgroundColor: tokens.surface,
      borderColor: tokens.border,
      textStyle: { color: tokens.text, fontSize: 12 },
      order: "valueDesc",
      valueFormatter: (value: unknown) => formatMeasure(typeof value === "number" ? value : undefined, unit),
      axisPointer: { type: "line", label: { show: false }, lineStyle: { color: tokens.muted } },
    },
    xAxis: {
      type: "time",
      min: startMs,
      max: startMs + Math.max(0, points - 1) * stepMs,
      axisLine: { lineStyle: { color: tokens.grid } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: { ...axisText, hideOverlap: true, formatter: (value: number) => clock.format(value) },
      axisPointer: { label: { formatter: ({ value }: { value: unknown }) => full.format(Number(value)) } },
    },
    yAxis: {
      type: "value",
      min: 0,
      splitNumber: 3,
      splitLine: { lineStyle: { color: tokens.grid } },
      axisLabel: { ...axisText, formatter: (value: number) => formatMeasure(value, unit) },
    },
    series: input.series.map((each, index) => lineSeries(input, each, index)),
  };
}

function lineSeries(input: Input, each: TimeSeriesProps["series"][number], index: number) {
  const { tokens, startMs, stepMs } = input;
  const color = seriesColor(tokens, each, index);
  const markers = index === 0 ? (input.markers ?? []) : [];
  return {
    type: "line",
    id: each.id,
    name: each.name,
    color,
    showSymbol: each.values.filter((value) => value !== null).length < 3,
    symbolSize: 4,
    connectNulls: false,
    lineStyle: { width: 1.6, type: each.dashed === true ? "dashed" : "solid" },
    ...(input.stacked === true ? { stack: "all", areaStyle: { opacity: 0.28 } } : {}),
    data: each.values.map((value, at) => [startMs + at * stepMs, value]),
    ...(markers.length === 0
      ? {}
      : {
          markLine: {
            symbol: "none",
            silent: true,
            lineStyle: { color: tokens.muted, type: "dashed" },
            label: { color: tokens.muted, fontSize: 11, formatter: ({ name }: { name: string }) => name },
            data: markers.map((marker) => ({ xAxis: marker.timeMs, name: marker.label })),
          },
        }),
  };
}
