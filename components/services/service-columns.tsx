"use client";
import { Link } from "@/components/ui/link";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { Sparkline } from "@/components/charts/sparkline";
import { WhyLink } from "@/components/causes/why-link";
import { useViewHref } from "@/components/query/use-view-href";
import type { DataColumn } from "@/components/ui/data-table";
import { Measure } from "@/components/ui/measure";
import { measureColumn } from "@/components/ui/measure-column";
import { HealthBadge, StatusBadge } from "@/components/ui/status-badge";
import { unknownText } from "@/lib/format/measure";
import type { ServiceRow } from "@/lib/overview/rows";

const healthRank = { failing: 0, degraded: 1, unknown: 2, idle: 3, ok: 4 } as const;

/** Columns of a service table: identity, health with reasons, golden signals. */
export function useServiceColumns(): readonly DataColumn<ServiceRow>[] {
  const t = useTranslations("overview");
  const c = useTranslations("common");
  const href = useViewHref();
  return useMemo(
    () => [
      {
        id: "service",
        header: t("col.service"),
        grow: 3,
        width: 170,
        value: (row) => row.name,
        cell: (row) => (
          <Link
            title={row.name}
            href={href(
              `/services/${encodeURIComponent(row.namespace === "" ? "_" : row.namespace)}/${encodeURIComponent(row.name)}`,
            )}
          >
            {row.name}
          </Link>
        ),
      },
      {
        id: "namespace",
        header: t("col.namespace"),
        grow: 2,
        width: 110,
        value: (row) => (row.external ? t("external") : row.namespace === "" ? undefined : row.namespace),
        cell: (row) =>
          row.external ? <StatusBadge tone="info" label={t("external")} /> : row.namespace || unknownText,
      },
      {
        id: "health",
        header: t("col.health"),
        width: 142,
        value: (row) => `${healthRank[row.health.status]} ${c(`health.${row.health.status}`)}`,
        cell: (row) => (
          <>
            <HealthBadge health={row.health} />
            {row.health.status === "failing" || row.health.status === "degraded" ? (
              <>
                {" "}
                <WhyLink destination={row.namespace === "" ? row.name : `${row.namespace}/${row.name}`} />
              </>
            ) : null}
          </>
        ),
      },
      measureColumn("rps", t("col.rps"), "rps", (row) => row.signals.requestsPerSecond, 88),
      {
        id: "trend",
        header: t("col.trend"),
        width: 116,
        sortable: false,
        value: () => undefined,
        cell: (row) => <Sparkline values={row.requestsSpark} label={t("trendOf", { name: row.name })} />,
      },
      measureColumn("errors", t("col.errors"), "ratio", (row) => row.signals.errorRatio),
      measureColumn("p50", t("col.p50"), "ms", (row) => row.signals.latencyMsP50),
      measureColumn("p95", t("col.p95"), "ms", (row) => row.signals.latencyMsP95),
      measureColumn("p99", t("col.p99"), "ms", (row) => row.signals.latencyMsP99),
      measureColumn("saturation", t("col.saturation"), "ratio", (row) => row.signals.saturationRatio, 72),
      {
        id: "pods",
        header: t("col.pods"),
        width: 72,
        align: "end",
        value: (row) => row.pods?.available,
        cell: (row) =>
          row.pods === undefined ? (
            <Measure value={undefined} unit="count" />
          ) : (
            `${row.pods.available}/${row.pods.desired}`
          ),
      },
    ],
    [t, c, href],
  );
}
