"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import classes from "./graph.module.css";
import { TimeSeriesChart } from "@/components/charts/time-series";
import type { ChartSeries, ChartTone } from "@/components/charts/time-series-model";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope, useSetScope } from "@/components/query/use-scope";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { QueryBoundary } from "@/components/ui/query-boundary";
import type { ChartValues, TrafficCharts as Charts } from "@/lib/telemetry/istio/charts-from-series";

const classTones: Readonly<Record<string, ChartTone>> = {
  "2xx": "ok",
  "3xx": "accent",
  "4xx": "degraded",
  "5xx": "failing",
  none: "unknown",
  "grpc-error": "failing",
};

/** Charts of one node or edge over the page's range, asked for when the panel opens. */
export function TrafficCharts({ id, direction }: { id: string; direction: "inbound" | "outbound" }) {
  const t = useTranslations("graph");
  const trpc = useTRPC();
  const { cluster, range } = useScope();
  const query = useQuery(
    trpc.graph.series.queryOptions(
      { cluster, range, id, direction },
      { refetchInterval: useRefetchMs(), placeholderData: keepPreviousData },
    ),
  );
  return (
    <QueryBoundary
      query={query}
      skeleton={<PageSkeleton rows={6} />}
      isEmpty={(charts) => charts.reporter === undefined}
      empty={<p className={classes.muted}>{t("panel.noCharts")}</p>}
    >
      {(charts) => <ChartList charts={charts} />}
    </QueryBoundary>
  );
}

function ChartList({ charts }: { charts: Charts }) {
  const t = useTranslations("graph");
  const setScope = useSetScope();
  const shared = {
    startMs: charts.startMs,
    stepMs: charts.stepMs,
    height: 120,
    onRange: (startMs: number, endMs: number) => void setScope.range({ kind: "absolute", startMs, endMs }),
  };
  const line = (id: string, name: string, values: ChartValues | undefined, tone?: ChartTone): ChartSeries[] =>
    values === undefined ? [] : [{ id, name, values, ...(tone === undefined ? {} : { tone }) }];
  const latency = [
    ...line("p50", "p50", charts.latencyMsP50),
    ...line("p95", "p95", charts.latencyMsP95),
    ...line("p99", "p99", charts.latencyMsP99),
  ];
  const bytes = [
    ...line("sent", t("reporter.sent"), charts.tcpSentBytesPerSecond),
    ...line("received", t("reporter.received"), charts.tcpReceivedBytesPerSecond),
  ];
  return (
    <div className={classes.charts}>
      {charts.requestsByClass.length === 0 ? null : (
        <TimeSeriesChart
          {...shared}
          title={t("chart.requests")}
          unit="rps"
          stacked
          series={charts.requestsByClass.flatMap((entry) =>
            line(entry.name, t(`class.${entry.name}`), entry.values, classTones[entry.name]),
          )}
        />
      )}
      {charts.errorRatio === undefined ? null : (
        <TimeSeriesChart
          {...shared}
          title={t("chart.errors")}
          unit="ratio"
          series={line("errors", t("chart.errors"), charts.errorRatio, "failing")}
        />
      )}
      {latency.length === 0 ? null : (
        <TimeSeriesChart {...shared} title={t("chart.latency")} unit="ms" series={latency} />
      )}
      {bytes.length === 0 ? null : (
        <TimeSeriesChart {...shared} title={t("chart.bytes")} unit="bps" series={bytes} />
      )}
      <p className={classes.muted}>
        {charts.reporter === undefined
          ? null
          : t("chart.reportedBy", { reporter: t(`reporter.${charts.reporter}`) })}
      </p>
    </div>
  );
}
