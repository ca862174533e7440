"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { OwnerLink, ownerText } from "../owner-link";
import { known, useStateColumn } from "./state-column";
import type { DataColumn } from "@/components/ui/data-table";
import { formatDurationUs } from "@/lib/format/duration";
import { unknownText } from "@/lib/format/measure";
import type { RouteRow } from "@/lib/proxies/route-rows";

/** Columns of routes: a row is a route, in the order in which Envoy tries them. */
export function useRouteColumns(): readonly DataColumn<RouteRow>[] {
  const t = useTranslations("proxies");
  const state = useStateColumn<RouteRow>();
  return useMemo(
    () => [
      { id: "name", header: t("col.name"), width: 110, value: (row) => known(row.name) },
      { id: "virtualHost", header: t("col.virtualHost"), width: 180, value: (row) => row.virtualHost },
      { id: "domains", header: t("col.domains"), width: 170, value: (row) => row.domains.join(", ") },
      { id: "match", header: t("col.match"), width: 150, value: (row) => known(row.match) },
      {
        id: "action",
        header: t("col.action"),
        width: 260,
        grow: 1,
        value: (row) => (row.action === "" ? t("panel.noRoutes") : row.action),
      },
      {
        id: "timeout",
        header: t("col.timeout"),
        width: 80,
        align: "end",
        value: (row) => row.timeoutMs,
        cell: (row) =>
          row.timeoutMs === undefined
            ? unknownText
            : row.timeoutMs === 0
              ? t("noTimeout")
              : formatDurationUs(row.timeoutMs * 1000),
      },
      { id: "retries", header: t("col.retries"), width: 72, align: "end", value: (row) => row.attempts },
      {
        id: "extras",
        header: t("col.extras"),
        width: 96,
        value: (row) => row.extras.map((extra) => t(`extra.${extra}`)).join(", "),
      },
      {
        id: "owner",
        header: t("col.owner"),
        width: 170,
        value: (row) => row.owner?.name,
        text: (row) => ownerText(row.owner),
        cell: (row) => <OwnerLink owner={row.owner} />,
      },
      state,
    ],
    [t, state],
  );
}
