"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { PodLink, WorkloadLink } from "../endpoint-links";
import { healthTone } from "./health-tone";
import { known } from "./state-column";
import type { DataColumn } from "@/components/ui/data-table";
import { Measure } from "@/components/ui/measure";
import { StatusBadge } from "@/components/ui/status-badge";
import { endpointHealth, type LiveCounters } from "@/lib/proxies/endpoint";
import type { EndpointRow, LiveEndpoint } from "@/lib/proxies/endpoint-rows";

type Live = (row: EndpointRow) => LiveEndpoint | undefined;

/** Successes as Envoy's outlier detection has them, else reckoned from the counters. */
function successRatio(counters: LiveCounters | undefined): number | undefined {
  if (counters?.successPercent !== undefined) return counters.successPercent / 100;
  const { requestSuccesses: good, requestErrors: bad } = counters ?? {};
  return good === undefined || bad === undefined || good + bad === 0 ? undefined : good / (good + bad);
}

/** Columns of endpoints; those of live figures only where there are any. */
export function useEndpointColumns(live: Live, isLive: boolean): readonly DataColumn<EndpointRow>[] {
  const t = useTranslations("proxies");
  return useMemo(() => {
    const healthOf = (row: EndpointRow) => endpointHealth({ ...row, liveFaults: live(row)?.faults });
    const count = (id: keyof LiveCounters, width = 84): DataColumn<EndpointRow> => ({
      id,
      header: t(`live.${id}`),
      width,
      align: "end",
      value: (row) => live(row)?.counters[id],
      cell: (row) => <Measure value={live(row)?.counters[id]} unit="count" />,
    });
    const liveColumns: readonly DataColumn<EndpointRow>[] = [
      count("requestsTotal"),
      {
        id: "success",
        header: t("live.success"),
        width: 84,
        align: "end",
        value: (row) => successRatio(live(row)?.counters),
        cell: (row) => <Measure value={successRatio(live(row)?.counters)} unit="ratio" />,
      },
      count("requestErrors", 76),
      count("requestTimeouts", 84),
      count("requestsActive", 76),
      count("connectionsActive", 108),
      count("connectFailures", 124),
      {
        id: "pod",
        header: t("col.pod"),
        width: 170,
        value: (row) => live(row)?.pod,
        cell: (row) => {
          const pod = live(row)?.pod;
          return pod === undefined ? undefined : <PodLink pod={pod} />;
        },
      },
    ];
    return [
      { id: "address", header: t("col.address"), width: 150, value: (row) => row.address },
      {
        id: "health",
        header: t("col.health"),
        width: 104,
        value: (row) => t(`health.${healthOf(row)}`),
        cell: (row) => <StatusBadge tone={healthTone[healthOf(row)]} label={t(`health.${healthOf(row)}`)} />,
      },
      { id: "cluster", header: t("col.cluster"), width: 280, grow: 1, value: (row) => row.name },
      {
        id: "checks",
        header: t("col.checks"),
        width: 100,
        value: (row) => [row.configuredHealth, ...(live(row)?.faults ?? [])].join(", "),
      },
      ...(isLive ? liveColumns : []),
      {
        id: "workload",
        header: t("col.workload"),
        width: 170,
        value: (row) => known(row.workload),
        cell: (row) => (row.workload === "" ? undefined : <WorkloadLink workload={row.workload} />),
      },
      { id: "locality", header: t("col.locality"), width: 110, value: (row) => known(row.locality) },
      { id: "weight", header: t("col.weight"), width: 70, align: "end", value: (row) => row.weight },
      { id: "priority", header: t("col.priority"), width: 74, align: "end", value: (row) => row.priority },
      {
        id: "hostname",
        header: t("col.hostname"),
        width: 150,
        value: (row) => row.hostname ?? live(row)?.hostname,
      },
    ];
  }, [t, live, isLive]);
}
