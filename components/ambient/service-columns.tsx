"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { useViewHref } from "@/components/query/use-view-href";
import type { DataColumn } from "@/components/ui/data-table";
import { Link } from "@/components/ui/link";
import type { AmbientPort, AmbientService } from "@/lib/ambient/model";
import { unknownText } from "@/lib/format/measure";

const portText = ({ port, targetPort }: AmbientPort) =>
  targetPort === undefined || targetPort === port ? String(port) : `${port} → ${targetPort}`;

export function useServiceColumns(): readonly DataColumn<AmbientService>[] {
  const t = useTranslations("ambient");
  const href = useViewHref();
  return useMemo(
    () => [
      {
        id: "hostname",
        header: t("col.hostname"),
        width: 260,
        grow: 2,
        value: (row) => row.hostname,
        cell: (row) => (
          <Link href={href(`/services/${encodeURIComponent(row.namespace)}/${encodeURIComponent(row.name)}`)}>
            {row.hostname}
          </Link>
        ),
      },
      { id: "namespace", header: t("col.namespace"), width: 120, value: (row) => row.namespace },
      { id: "vips", header: t("col.vips"), width: 130, value: (row) => row.vips.join(", ") },
      {
        id: "ports",
        header: t("col.ports"),
        width: 150,
        grow: 1,
        value: (row) => row.ports.map(portText).join(", "),
      },
      {
        id: "endpoints",
        header: t("col.endpoints"),
        width: 130,
        align: "end",
        value: (row) => row.healthyCount ?? -1,
        cell: (row) => (
          <span
            className="hd-num"
            style={
              row.healthyCount !== undefined && row.healthyCount < row.endpointCount
                ? { color: "var(--hd-failing)" }
                : undefined
            }
          >
            {row.healthyCount ?? unknownText} / {row.endpointCount}
          </span>
        ),
      },
      {
        id: "waypoint",
        header: t("col.waypoint"),
        width: 150,
        value: (row) => row.waypoint,
        cell: (row) => row.waypoint ?? t("noWaypoint"),
      },
      {
        id: "lb",
        header: t("col.lb"),
        width: 140,
        value: (row) =>
          [row.loadBalancerMode, ...row.routingPreferences]
            .filter((word) => word !== undefined)
            .join(" › ") || undefined,
      },
      { id: "health", header: t("col.healthPolicy"), width: 120, value: (row) => row.healthPolicy },
    ],
    [t, href],
  );
}
