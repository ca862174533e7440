"use client";
import { useMemo } from "react";
import { useNow, useTranslations } from "use-intl";
import type { DataColumn } from "@/components/ui/data-table";
import { Measure } from "@/components/ui/measure";
import { StatusBadge } from "@/components/ui/status-badge";
import type { NamedCount } from "@/lib/controlplane/metrics-summary";
import { formatAge } from "@/lib/format/duration";
import { unknownText } from "@/lib/format/measure";
import type { ReplicaRead } from "./outputs";

export function sumCounts(counts: readonly NamedCount[] | undefined): number | undefined {
  return counts?.reduce((total, item) => total + item.count, 0);
}

/** Columns of the replica table; what a silent replica would have said is unknown. */
export function useReplicaColumns(): readonly DataColumn<ReplicaRead>[] {
  const t = useTranslations("controlplane");
  const now = useNow({ updateInterval: 60_000 }).getTime();
  return useMemo(() => {
    const count = (
      id: "proxies" | "pushes" | "rejects" | "services" | "problems",
      value: (row: ReplicaRead) => number | undefined,
    ): DataColumn<ReplicaRead> => ({
      id,
      header: t(`col.${id}`),
      width: 86,
      align: "end",
      value,
      cell: (row) => <Measure value={value(row)} unit="count" />,
    });
    const seconds = (id: "p99"): DataColumn<ReplicaRead> => {
      const value = (row: ReplicaRead) => {
        const found = row.metrics?.convergenceSeconds?.[id];
        return found === undefined ? undefined : found * 1000;
      };
      return {
        id,
        header: t(`col.${id}`),
        width: 126,
        align: "end",
        value,
        cell: (row) => <Measure value={value(row)} unit="ms" />,
      };
    };
    return [
      { id: "replica", header: t("col.replica"), width: 160, grow: 3, value: (row) => row.name },
      {
        id: "state",
        header: t("col.state"),
        width: 116,
        value: (row) => (row.reachable ? t("answering") : t("silent")),
        cell: (row) => (
          <StatusBadge
            tone={row.reachable ? "ok" : "failing"}
            label={row.reachable ? t("answering") : t("silent")}
          />
        ),
      },
      { id: "version", header: t("col.version"), width: 110, grow: 2, value: (row) => row.version },
      count("proxies", (row) => row.connectedProxies),
      {
        id: "uptime",
        header: t("col.uptime"),
        width: 80,
        align: "end",
        value: (row) => row.metrics?.uptimeSeconds,
        cell: (row) =>
          row.metrics?.uptimeSeconds === undefined
            ? unknownText
            : formatAge(row.metrics.uptimeSeconds * 1000),
      },
      count("services", (row) => row.metrics?.services),
      count("pushes", (row) => sumCounts(row.metrics?.pushes)),
      count("rejects", (row) => sumCounts(row.metrics?.rejects)),
      count("problems", (row) => sumCounts(row.metrics?.configProblems)),
      seconds("p99"),
      {
        id: "root",
        header: t("col.root"),
        width: 126,
        align: "end",
        value: (row) => row.metrics?.rootCertExpiryMs,
        cell: (row) =>
          row.metrics?.rootCertExpiryMs === undefined
            ? unknownText
            : formatAge(row.metrics.rootCertExpiryMs - now),
      },
    ];
  }, [t, now]);
}
