"use client";
import { Skeleton } from "@mantine/core";
import { useMounted } from "@mantine/hooks";
import { lazy, Suspense } from "react";
import type { EvidenceChartProps } from "./evidence-option";

const Lazy = lazy(async () => ({ default: (await import("./evidence-canvas")).EvidenceCanvas }));

const legendPx = 26;

/** Evidence over time against the lines that decide; ECharts is loaded when the first chart is shown. */
export function EvidenceChart(props: EvidenceChartProps) {
  const height = props.height ?? 220;
  // The legend stands below the chart; its place is kept, so that nothing moves when both arrive.
  const minHeight = height + legendPx;
  const waiting = <Skeleton style={{ height: minHeight }} />;
  // Colours are read from the document, which a server has not.
  if (!useMounted()) return waiting;
  return (
    <div style={{ minHeight }}>
      <Suspense fallback={waiting}>
        <Lazy {...props} height={height} />
      </Suspense>
    </div>
  );
}
