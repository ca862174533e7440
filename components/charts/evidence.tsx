"use client";
import { Skeleton } from "@mantine/core";
import { useMounted } from "@mantine/hooks";
import { lazy, Suspense } from "react";
import type { EvidenceChartProps } from "./evidence-option";

const Lazy = lazy(async () => ({ default: (await import("./evidence-canvas")).EvidenceCanvas }));

/** Evidence over time against the lines that decide; ECharts is loaded when the first chart is shown. */
export function EvidenceChart(props: EvidenceChartProps) {
  const height = props.height ?? 220;
  // Colours are read from the document, which a server has not.
  if (!useMounted()) return <Skeleton h={`${height + 18}px`} />;
  return (
    <Suspense fallback={<Skeleton h={`${height + 18}px`} />}>
      <Lazy {...props} height={height} />
    </Suspense>
  );
}
