"use client";
import { useTranslations } from "use-intl";
import type { ServiceCharts } from "./detail";
import classes from "./services.module.css";
import { TimeSeriesChart } from "@/components/charts/time-series";
import type { ChartSeries, ChartTone } from "@/components/charts/time-series-model";
import { useChangeMarkers } from "./use-change-markers";
import { useSetScope } from "@/components/query/use-scope";

const toneOfClass: Partial<Record<string, ChartTone>> = {
  "2xx": "ok",
  "4xx": "degraded",
  "5xx": "failing",
  none: "unknown",
  "grpc-error": "failing",
};

function line(
  id: string,
  name: string,
  values: readonly (number | null)[] | undefined,
): readonly ChartSeries[] {
  return values === undefined ? [] : [{ id, name, values }];
}

/** Requests by class, error ratio, latency quantiles, sizes and TCP: whatever was measured. */
export function GoldenCharts({
  charts,
  service,
}: {
  charts: ServiceCharts;
  service?: { namespace: string; name: string };
}) {
  const t = useTranslations("services");
  const set = useSetScope();
  const markers = useChangeMarkers(service);
  const grid = {
    startMs: charts.startMs,
    stepMs: charts.stepMs,
    markers,
    onRange: (startMs: number, endMs: number) => void set.range({ kind: "absolute", startMs, endMs }),
  };
  const sizes = [
    ...line("request", t("chart.request"), charts.requestBytesMean),
    ...line("response", t("chart.response"), charts.responseBytesMean),
  ];
  const tcp = [
    ...line("sent", t("chart.sent"), charts.tcpSentBytesPerSecond),
    ...line("received", t("chart.received"), charts.tcpReceivedBytesPerSecond),
  ];
  const requests = charts.requestsByClass.map((each) => {
    const tone = toneOfClass[each.name];
    return {
      id: each.name,
      name: t(`class.${each.name}` as "class.2xx"),
      values: each.values,
      ...(tone === undefined ? {} : { tone }),
    };
  });
  return (
    <>
      <div className={classes.card}>
        <TimeSeriesChart title={t("chart.requests")} unit="rps" series={requests} stacked {...grid} />
      </div>
      <div className={classes.card}>
        <TimeSeriesChart
          title={t("chart.errors")}
          unit="ratio"
          series={
            charts.errorRatio === undefined
              ? []
              : [{ id: "errors", name: t("chart.errorRatio"), tone: "failing", values: charts.errorRatio }]
          }
          {...grid}
        />
      </div>
      <div className={classes.card}>
        <TimeSeriesChart
          title={t("chart.latency")}
          unit="ms"
          series={[
            ...line("p50", "p50", charts.latencyMsP50),
            ...line("p95", "p95", charts.latencyMsP95),
            ...line("p99", "p99", charts.latencyMsP99),
          ]}
          {...grid}
        />
      </div>
      {sizes.length === 0 && tcp.length > 0 ? null : (
        <div className={classes.card}>
          <TimeSeriesChart title={t("chart.sizes")} unit="bytes" series={sizes} {...grid} />
        </div>
      )}
      {tcp.length === 0 ? null : (
        <div className={classes.card}>
          <TimeSeriesChart title={t("chart.tcp")} unit="bps" series={tcp} {...grid} />
        </div>
      )}
    </>
  );
}
