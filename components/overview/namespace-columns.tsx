"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { Sparkline } from "@/components/charts/sparkline";
import type { DataColumn } from "@/components/ui/data-table";
import { measureColumn } from "@/components/ui/measure-column";
import { HealthBadge } from "@/components/ui/status-badge";
import type { NamespaceRow } from "@/lib/overview/rows";

const healthRank = { failing: 0, degraded: 1, unknown: 2, idle: 3, ok: 4 } as const;

/** Columns of the namespace table. */
export function useNamespaceColumns(): readonly DataColumn<NamespaceRow>[] {
  const t = useTranslations("overview");
  const c = useTranslations("common");
  return useMemo(
    () => [
      { id: "namespace", header: t("col.namespace"), grow: 3, width: 170, value: (row) => row.name },
      {
        id: "dataplane",
        header: t("col.dataplane"),
        width: 120,
        value: (row) => t(`dataplane.${row.dataplane}`),
      },
      {
        id: "health",
        header: t("col.health"),
        width: 110,
        value: (row) => `${healthRank[row.health.status]} ${c(`health.${row.health.status}`)}`,
        cell: (row) => <HealthBadge health={row.health} />,
      },
      {
        id: "services",
        header: t("col.services"),
        width: 90,
        align: "end",
        value: (row) => row.serviceCount,
      },
      measureColumn("rps", t("col.rps"), "rps", (row) => row.requestsPerSecond, 96),
      {
        id: "trend",
        header: t("col.trend"),
        width: 116,
        sortable: false,
        value: () => undefined,
        cell: (row) => <Sparkline values={row.requestsSpark} label={t("trendOf", { name: row.name })} />,
      },
      measureColumn("errors", t("col.errors"), "ratio", (row) => row.errorRatio, 90),
      measureColumn("p99", t("col.p99Worst"), "ms", (row) => row.latencyMsP99Worst, 110),
      measureColumn("saturation", t("col.saturationWorst"), "ratio", (row) => row.saturationRatioWorst, 110),
    ],
    [t, c],
  );
}
