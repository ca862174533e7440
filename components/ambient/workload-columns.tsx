"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { useViewHref } from "@/components/query/use-view-href";
import type { DataColumn } from "@/components/ui/data-table";
import { Link } from "@/components/ui/link";
import { StatusBadge } from "@/components/ui/status-badge";
import type { AmbientWorkload } from "@/lib/ambient/model";

/** The page of a workload of ztunnel's; undefined for one without a controller. */
export function workloadPath(row: { readonly namespace: string; readonly workload?: string }) {
  return row.workload === undefined
    ? undefined
    : `/workloads/${encodeURIComponent(row.namespace)}/${encodeURIComponent(row.workload)}`;
}

export function useWorkloadColumns(): readonly DataColumn<AmbientWorkload>[] {
  const t = useTranslations("ambient");
  const href = useViewHref();
  return useMemo(
    () => [
      {
        id: "name",
        header: t("col.name"),
        width: 220,
        grow: 1,
        value: (row) => row.name,
        cell: (row) => {
          const path = workloadPath(row);
          return path === undefined ? row.name : <Link href={href(path)}>{row.name}</Link>;
        },
      },
      { id: "namespace", header: t("col.namespace"), width: 112, value: (row) => row.namespace },
      { id: "address", header: t("col.address"), width: 116, value: (row) => row.addresses.join(", ") },
      { id: "node", header: t("col.node"), width: 90, value: (row) => row.node },
      { id: "protocol", header: t("col.protocol"), width: 88, value: (row) => row.protocol },
      {
        id: "status",
        header: t("col.status"),
        width: 104,
        value: (row) => row.status,
        cell: (row) =>
          row.status === undefined ? undefined : (
            <StatusBadge tone={row.status === "Healthy" ? "ok" : "failing"} label={row.status} />
          ),
      },
      {
        id: "waypoint",
        header: t("col.waypoint"),
        width: 130,
        value: (row) => row.waypoint,
        cell: (row) => row.waypoint ?? t("noWaypoint"),
      },
      {
        id: "policies",
        header: t("col.policies"),
        width: 140,
        value: (row) => (row.policies.length === 0 ? undefined : row.policies.join(", ")),
        cell: (row) => <span title={row.policies.join("\n")}>{row.policies.join(", ")}</span>,
      },
      { id: "identity", header: t("col.identity"), width: 300, grow: 2, value: (row) => row.identity },
      { id: "locality", header: t("col.locality"), width: 110, value: (row) => row.locality },
      { id: "network", header: t("col.network"), width: 96, value: (row) => row.network },
      { id: "cluster", header: t("col.cluster"), width: 96, value: (row) => row.cluster },
    ],
    [t, href],
  );
}
