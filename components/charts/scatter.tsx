"use client";
import { Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";
import type { ScatterProps } from "./scatter-canvas";

const Lazy = lazy(async () => ({ default: (await import("./scatter-canvas")).ScatterCanvas }));

/** Points over time; failed ones differ in shape and colour. */
export function ScatterChart(props: ScatterProps) {
  const height = props.height ?? 180;
  return (
    <Suspense fallback={<Skeleton h={height} />}>
      <Lazy {...props} height={height} />
    </Suspense>
  );
}
