import type { ChartMarker } from "./time-series-model";
import { formatInstant } from "@/lib/format/duration";
import { formatMeasure, type MeasureUnit } from "@/lib/format/measure";

/** What ECharts gives a tooltip for one series at the cursor. */
type Hovered = {
  readonly axisValue?: number | string;
  readonly seriesName?: string;
  readonly color?: unknown;
  readonly value?: unknown;
};

type Input = {
  readonly unit: MeasureUnit;
  readonly locale: string;
  readonly stepMs: number;
  readonly markers: readonly ChartMarker[];
};

/** Draws the time with its zone, each series' figure, and the markers beside the cursor. Text nodes only: names are data. */
export function timeSeriesTooltip(input: Input): (hovered: unknown) => HTMLElement {
  return (hovered) => {
    const rows: readonly Hovered[] = Array.isArray(hovered) ? hovered : [];
    const box = document.createElement("div");
    const timeMs = Number(rows[0]?.axisValue);
    if (!Number.isFinite(timeMs)) return box;
    box.append(line(formatInstant(timeMs, input.locale), "600"));
    for (const row of rows) {
      const value = Array.isArray(row.value) ? (row.value as unknown[])[1] : undefined;
      const figure = formatMeasure(typeof value === "number" ? value : undefined, input.unit);
      box.append(pair(row.seriesName ?? "", figure, typeof row.color === "string" ? row.color : undefined));
    }
    for (const marker of input.markers)
      if (Math.abs(marker.timeMs - timeMs) <= input.stepMs) box.append(line(`┆ ${marker.label}`, "400"));
    return box;
  };
}

function line(text: string, weight: string): HTMLElement {
  const made = document.createElement("div");
  made.textContent = text;
  made.style.fontWeight = weight;
  return made;
}

function pair(name: string, figure: string, color: string | undefined): HTMLElement {
  const made = document.createElement("div");
  made.style.cssText = "display:flex;gap:6px;align-items:center;font-variant-numeric:tabular-nums";
  const key = document.createElement("span");
  key.style.cssText = `width:10px;height:3px;border-radius:2px;background:${color ?? "currentColor"}`;
  const label = document.createElement("span");
  label.textContent = name;
  const shown = document.createElement("span");
  shown.textContent = figure;
  shown.style.cssText = "margin-inline-start:auto;padding-inline-start:12px;font-weight:600";
  made.append(key, label, shown);
  return made;
}
