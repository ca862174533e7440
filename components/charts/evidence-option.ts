import type { EChartsCoreOption } from "echarts/core";
import type { ChartMarker, ChartTone } from "./time-series-model";
import type { ChartTokens } from "./tokens";
import { formatInstant } from "@/lib/format/duration";
import { formatEvidence } from "@/lib/format/evidence";

export type EvidenceLine = {
  readonly id: string;
  readonly name: string;
  readonly tone: ChartTone;
  /** Epoch ms and e-value. */
  readonly points: readonly (readonly [number, number])[];
  /** Reaching it decides. */
  readonly limit: number;
  readonly limitName: string;
};

export type EvidenceChartProps = {
  readonly title: string;
  readonly lines: readonly EvidenceLine[];
  readonly markers: readonly ChartMarker[];
  readonly height?: number;
};

/** Beyond this nobody looks at how far; the axis would hide the limits. */
const lowest = 1e-3;

/** E-values on a logarithmic axis with the lines that decide, and a dashed line where a step began. */
export function evidenceOption(
  { lines, markers }: EvidenceChartProps,
  tokens: ChartTokens,
  locale: string,
): EChartsCoreOption {
  const highest = Math.max(...lines.map(({ limit }) => limit)) * 100;
  const steps = withRoomForLabels(
    markers,
    lines.flatMap(({ points }) => points.map(([atMs]) => atMs)),
  );
  const clamp = (value: number) => Math.min(highest, Math.max(lowest, value));
  return {
    animation: false,
    grid: { left: 52, right: 20, top: 22, bottom: 22 },
    tooltip: {
      trigger: "axis",
      confine: true,
      backgroundColor: tokens.surface,
      borderColor: tokens.border,
      textStyle: { color: tokens.text, fontSize: 12 },
      formatter: tooltip(lines, locale),
      axisPointer: { type: "line", label: { show: false }, lineStyle: { color: tokens.muted } },
    },
    ...axes(tokens, locale, highest),
    series: lines.map((line, index) => ({
      type: "line",
      id: line.id,
      name: line.name,
      color: tokens[line.tone],
      showSymbol: line.points.length < 3,
      symbolSize: 5,
      lineStyle: { width: 1.8 },
      data: line.points.map(([atMs, value]) => [atMs, clamp(value)]),
      markLine: {
        symbol: "none",
        silent: true,
        data: [limitLine(line, tokens), ...(index === 0 ? steps.map(stepLine(tokens)) : [])],
      },
    })),
  };
}

function axes(tokens: ChartTokens, locale: string, highest: number): EChartsCoreOption {
  const axisText = { color: tokens.muted, fontSize: 11 };
  const clock = new Intl.DateTimeFormat(locale, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hour12: false,
  });
  return {
    xAxis: {
      type: "time",
      axisLine: { lineStyle: { color: tokens.grid } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: { ...axisText, hideOverlap: true, formatter: (value: number) => clock.format(value) },
    },
    yAxis: {
      type: "log",
      min: lowest,
      max: highest,
      splitLine: { lineStyle: { color: tokens.grid } },
      minorSplitLine: { show: false },
      axisLabel: { ...axisText, formatter: formatEvidence },
    },
  };
}

function limitLine({ tone, limit, limitName }: EvidenceLine, tokens: ChartTokens) {
  return {
    yAxis: limit,
    lineStyle: { color: tokens[tone], type: "dashed", width: 1.2 },
    label: {
      show: true,
      position: "insideStartTop",
      formatter: limitName,
      color: tokens[tone],
      fontSize: 11,
    },
  };
}

/** Share of the axis that a label of four characters takes. */
const labelShare = 0.04;

/** The markers, without the label of one that the next one's would be written over: the later step says more. */
function withRoomForLabels(
  markers: readonly ChartMarker[],
  timesMs: readonly number[],
): readonly ChartMarker[] {
  const spanMs =
    timesMs.reduce((a, b) => Math.max(a, b), 0) - timesMs.reduce((a, b) => Math.min(a, b), Infinity);
  return markers.map((marker, index) => {
    const next = markers[index + 1];
    const isCrowded = next !== undefined && next.timeMs - marker.timeMs < spanMs * labelShare;
    return isCrowded ? { ...marker, label: "" } : marker;
  });
}

function stepLine(tokens: ChartTokens) {
  return ({ timeMs, label }: ChartMarker) => ({
    xAxis: timeMs,
    lineStyle: { color: tokens.muted, type: "dotted", width: 1 },
    label: { show: true, position: "end", formatter: label, color: tokens.muted, fontSize: 10 },
  });
}

/** The value as it was counted, not as it was clipped to the axis. Text nodes only: names are data. */
function tooltip(lines: readonly EvidenceLine[], locale: string): (hovered: unknown) => HTMLElement {
  return (hovered) => {
    const box = document.createElement("div");
    const rows: readonly { readonly dataIndex?: number; readonly axisValue?: number }[] = Array.isArray(
      hovered,
    )
      ? hovered
      : [];
    const timeMs = Number(rows[0]?.axisValue);
    if (!Number.isFinite(timeMs)) return box;
    const head = document.createElement("strong");
    head.textContent = formatInstant(timeMs, locale);
    box.append(head);
    for (const { name, points, limit } of lines) {
      const value = points.find(([atMs]) => atMs === timeMs)?.[1];
      if (value === undefined) continue;
      const row = document.createElement("div");
      row.textContent = `${name}: ${formatEvidence(value)} / ${formatEvidence(limit)}`;
      box.append(row);
    }
    return box;
  };
}
