"use client";
import { useElementSize } from "@mantine/hooks";
import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { useServiceColorIndex } from "./service-colors";
import { useRangeDrag } from "./use-range-drag";
import type { TimeWindow } from "./use-trace-view";
import classes from "./waterfall.module.css";
import { useChartTokens, type ChartTokens } from "@/components/charts/tokens";
import type { TraceTable } from "@/lib/traces/trace-table";

const heightPx = 64;

/** All spans at once, in tree order from top to bottom; a drag zooms the waterfall. */
export function Minimap({
  table,
  window,
  onZoom,
}: {
  table: TraceTable;
  window: TimeWindow;
  onZoom: (range: TimeWindow) => void;
}) {
  const t = useTranslations("traces");
  const tokens = useChartTokens();
  const canvas = useRef<HTMLCanvasElement>(null);
  const colorIndex = useServiceColorIndex();
  const { ref, width } = useElementSize();
  const whole = { fromUs: 0, toUs: Math.max(table.durationUs, 1) };
  const { handlers, selection } = useRangeDrag(whole, onZoom);
  useEffect(() => {
    // The canvas is drawn by hand: it is outside of what React draws.
    const context = canvas.current?.getContext("2d") ?? undefined;
    if (context !== undefined && width > 0) draw(context, table, tokens, colorIndex, width);
  }, [table, tokens, colorIndex, width]);
  const left = (window.fromUs / whole.toUs) * 100;
  const right = 100 - (window.toUs / whole.toUs) * 100;
  return (
    <div ref={ref} className={classes.minimap} title={t("detail.minimap")} {...handlers}>
      <canvas
        ref={canvas}
        style={{ width: "100%", height: heightPx }}
        role="img"
        aria-label={t("detail.minimap")}
      />
      {left > 0 ? <span className={classes.outside} style={{ left: 0, width: `${left}%` }} /> : null}
      {right > 0 ? <span className={classes.outside} style={{ right: 0, width: `${right}%` }} /> : null}
      {selection === undefined ? null : <span className={classes.selection} style={selection} />}
    </div>
  );
}

function draw(
  context: CanvasRenderingContext2D,
  table: TraceTable,
  tokens: ChartTokens,
  colorIndex: (service: string) => number,
  widthPx: number,
): void {
  const ratio = globalThis.devicePixelRatio;
  const { canvas } = context;
  canvas.width = Math.round(widthPx * ratio);
  canvas.height = Math.round(heightPx * ratio);
  const colorByText = new Map<number, string>();
  const barPx = Math.max(canvas.height / Math.max(table.spanCount, 1), ratio);
  const scale = canvas.width / Math.max(table.durationUs, 1);
  for (let position = 0; position < table.spanCount; position += 1) {
    const row = table.order[position] ?? 0;
    const text = table.serviceText[row] ?? 0;
    let color = colorByText.get(text);
    if (color === undefined) {
      color = tokens.series[colorIndex(table.texts[text] ?? "") - 1] ?? tokens.accent;
      colorByText.set(text, color);
    }
    context.fillStyle = table.statuses[row] === 2 ? tokens.failing : color;
    context.fillRect(
      (table.offsetUs[row] ?? 0) * scale,
      (position / table.spanCount) * canvas.height,
      Math.max((table.spanDurationUs[row] ?? 0) * scale, ratio),
      Math.min(barPx, 6 * ratio),
    );
  }
}
