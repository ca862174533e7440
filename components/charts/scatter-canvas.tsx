"use client";
import { useMemo } from "react";
import { useLocale } from "use-intl";
import { Chart } from "./chart";
import { useChartTokens, type ChartTokens } from "./tokens";
import { formatMeasure, type MeasureUnit } from "@/lib/format/measure";

export type ScatterPoint = {
  readonly id: string;
  readonly name: string;
  readonly timeMs: number;
  readonly value: number;
  readonly size?: number;
  readonly failed: boolean;
};

export type ScatterProps = {
  readonly title: string;
  readonly unit: MeasureUnit;
  readonly points: readonly ScatterPoint[];
  readonly startMs: number;
  readonly endMs: number;
  readonly height?: number;
  readonly onSelect?: (id: string) => void;
  readonly onRange?: (startMs: number, endMs: number) => void;
};

function option(props: ScatterProps, tokens: ChartTokens, locale: string) {
  const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hour12: false });
  return {
    animation: false,
    grid: { left: 58, right: 12, top: 12, bottom: 22 },
    brush: {
      toolbox: [],
      xAxisIndex: 0,
      brushStyle: { color: `${tokens.accent}22`, borderColor: tokens.accent },
    },
    tooltip: {
      trigger: "item",
      confine: true,
      backgroundColor: tokens.surface,
      borderColor: tokens.border,
      textStyle: { color: tokens.text, fontSize: 12 },
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const point = props.points[dataIndex];
        if (point === undefined) return "";
        const escaped = point.name.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
        return `${escaped}<br>${formatMeasure(point.value, props.unit)}`;
      },
    },
    xAxis: {
      type: "time",
      min: props.startMs,
      max: props.endMs,
      axisLine: { lineStyle: { color: tokens.grid } },
      axisTick: { show: false },
      axisLabel: {
        color: tokens.muted,
        fontSize: 11,
        hideOverlap: true,
        formatter: (value: number) => clock.format(value),
      },
    },
    yAxis: {
      type: "value",
      min: 0,
      splitNumber: 3,
      splitLine: { lineStyle: { color: tokens.grid } },
      axisLabel: {
        color: tokens.muted,
        fontSize: 11,
        formatter: (value: number) => formatMeasure(value, props.unit),
      },
    },
    series: [
      {
        type: "scatter",
        data: props.points.map((point) => ({
          value: [point.timeMs, point.value],
          symbol: point.failed ? "diamond" : "circle",
          symbolSize: point.size ?? 8,
          itemStyle: { color: point.failed ? tokens.failing : tokens.accent, opacity: 0.75 },
        })),
      },
    ],
  };
}

export function ScatterCanvas(props: ScatterProps & { height: number }) {
  const tokens = useChartTokens();
  const locale = useLocale();
  const chartOption = useMemo(() => option(props, tokens, locale), [props, tokens, locale]);
  return (
    <Chart
      option={chartOption}
      heightPx={props.height}
      label={props.title}
      onRange={props.onRange}
      onPick={(index) => {
        const point = props.points[index];
        if (point !== undefined) props.onSelect?.(point.id);
      }}
    />
  );
}
