import type { EChartsCoreOption } from "echarts/core";
import { seriesColor, type TimeSeriesProps } from "./time-series-model";
import { timeSeriesTooltip } from "./time-series-tooltip";
import type { ChartTokens } from "./tokens";
import { formatMeasure } from "@/lib/format/measure";

type Input = TimeSeriesProps & { readonly tokens: ChartTokens; readonly locale: string };

/** Below this several labels would say the same minute. */
const shortSpanMs = 6 * 60_000;

/** ECharts' option for a time chart: gaps stay gaps, one y axis from zero, markers as dashed lines. */
export function timeSeriesOption(input: Input): EChartsCoreOption {
  const { tokens, unit, startMs, stepMs, locale } = input;
  const points = Math.max(0, ...input.series.map((each) => each.values.length));
  const axisText = { color: tokens.muted, fontSize: 11 };
  const isShort = points * stepMs < shortSpanMs;
  const clock = new Intl.DateTimeFormat(locale, {
    hour: "2-digit",
    minute: "2-digit",
    ...(isShort ? { second: "2-digit" } : {}),
    hour12: false,
  });
  return {
    animation: false,
    grid: { left: 58, right: 10, top: 10, bottom: 22 },
    // Brushing needs the component, not its buttons.
    toolbox: { show: false },
    brush: {
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
      formatter: timeSeriesTooltip({ unit, locale, stepMs, markers: input.markers ?? [] }),
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
    },
    yAxis: {
      type: "value",
      min: 0,
      splitNumber: 3,
      ...byteSteps(input),
      splitLine: { lineStyle: { color: tokens.grid } },
      axisLabel: { ...axisText, formatter: (value: number) => formatMeasure(value, unit) },
    },
    series: input.series.map((each, index) => lineSeries(input, each, index)),
  };
}

/** Bytes are shown in powers of 1024, so their grid lines stand on such steps too. */
function byteSteps({ unit, series }: Input): { interval?: number } {
  if (unit !== "bytes" && unit !== "bps") return {};
  const top = Math.max(0, ...series.flatMap((each) => each.values.map((value) => value ?? 0)));
  return top === 0 ? {} : { interval: 2 ** Math.ceil(Math.log2(top / 3)) };
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
    // The upper edge of a stacked zero lies on the whole below it and would colour all of it.
    lineStyle: { width: input.stacked === true ? 0 : 1.6, type: each.dashed === true ? "dashed" : "solid" },
    ...(input.stacked === true ? { stack: "all", areaStyle: { opacity: 0.7 } } : {}),
    data: each.values.map((value, at) => [startMs + at * stepMs, value]),
    ...(markers.length === 0
      ? {}
      : {
          markLine: {
            symbol: "none",
            silent: true,
            lineStyle: { color: tokens.muted, type: "dashed" },
            label: { show: false },
            data: markers.map((marker) => ({ xAxis: marker.timeMs, name: marker.label })),
          },
        }),
  };
}
