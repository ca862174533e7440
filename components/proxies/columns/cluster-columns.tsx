"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { OwnerLink, ownerText } from "../owner-link";
import { outlierWords } from "../facts/outlier-words";
import { known, useStateColumn } from "./state-column";
import type { DataColumn } from "@/components/ui/data-table";
import type { ClusterRow } from "@/lib/proxies/section-rows";

/** Columns of clusters. */
export function useClusterColumns(): readonly DataColumn<ClusterRow>[] {
  const t = useTranslations("proxies");
  const state = useStateColumn<ClusterRow>();
  return useMemo(
    () => [
      { id: "host", header: t("col.host"), width: 250, grow: 1, value: (row) => row.host },
      { id: "port", header: t("col.port"), width: 64, align: "end", value: (row) => row.port },
      { id: "subset", header: t("col.subset"), width: 68, value: (row) => known(row.subset) },
      { id: "direction", header: t("col.direction"), width: 92, value: (row) => known(row.direction) },
      { id: "type", header: t("col.clusterType"), width: 116, value: (row) => row.type },
      { id: "lb", header: t("col.lb"), width: 132, value: (row) => row.lbPolicy },
      { id: "tls", header: t("col.tls"), width: 158, value: (row) => t(`tls.${row.tls}`) },
      {
        id: "limits",
        header: t("panel.breakers"),
        width: 130,
        value: (row) => known(row.limits.map(([kind, limit]) => `${limit} ${t(`panel.${kind}`)}`).join(", ")),
      },
      {
        id: "outlier",
        header: t("col.outlier"),
        width: 100,
        value: (row) => (row.outlier === undefined ? undefined : outlierWords(row.outlier, t)),
      },
      {
        id: "owner",
        header: t("col.owner"),
        width: 130,
        value: (row) => row.owner?.name,
        text: (row) => ownerText(row.owner),
        cell: (row) => <OwnerLink owner={row.owner} />,
      },
      state,
    ],
    [t, state],
  );
}
