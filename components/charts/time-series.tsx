"use client";
import { Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";
import type { TimeSeriesProps } from "./time-series-model";
import classes from "./time-series.module.css";

const Lazy = lazy(async () => ({ default: (await import("./time-series-chart")).TimeSeriesCanvas }));

/** A time chart with its title; ECharts is loaded when the first chart is shown. */
export function TimeSeriesChart(props: TimeSeriesProps) {
  const height = props.height ?? 170;
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.title}>{props.title}</figcaption>
      <Suspense fallback={<Skeleton h={`${height + 18}px`} />}>
        <Lazy {...props} height={height} />
      </Suspense>
    </figure>
  );
}
