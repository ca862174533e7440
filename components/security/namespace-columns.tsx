"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { ChangeMenu } from "./change-menu";
import { ModeBadge } from "./mode-badge";
import type { NamespacePosture } from "./outputs";
import type { DataColumn } from "@/components/ui/data-table";
import { measureColumn } from "@/components/ui/measure-column";

/** Columns of the namespaces: what a new workload would accept, and what those that are there do. */
export function useNamespaceColumns(): readonly DataColumn<NamespacePosture>[] {
  const t = useTranslations("security");
  return useMemo(
    () => [
      { id: "namespace", header: t("col.namespace"), grow: 2, width: 130, value: (row) => row.namespace },
      {
        id: "joins",
        header: t("col.joins"),
        width: 110,
        value: (row) => (row.joins === undefined ? undefined : t(`joins.${row.joins}`)),
      },
      {
        id: "mtls",
        header: t("col.default"),
        grow: 2,
        width: 220,
        value: (row) => row.mtls?.mode,
        cell: (row) => <ModeBadge mtls={row.mtls} />,
      },
      {
        id: "modes",
        header: t("col.modes"),
        grow: 1,
        width: 190,
        value: (row) => (row.mtls === undefined ? undefined : modeWords(row)),
      },
      measureColumn("outside", t("col.outside"), "count", (row) => row.outside, 84),
      measureColumn("closed", t("col.closed"), "count", (row) => row.closed, 76),
      measureColumn("ratio", t("col.measured"), "ratio", (row) => row.mtlsRatio, 92),
      measureColumn("plaintext", t("col.plaintext"), "rps", (row) => row.plaintextPerSecond, 92),
      {
        id: "change",
        header: t("col.change"),
        width: 110,
        align: "end",
        sortable: false,
        value: () => undefined,
        cell: (row) => <ChangeMenu target={`${row.namespace}/`} isCompact />,
      },
    ],
    [t],
  );
}

const modes = ["STRICT", "PERMISSIVE", "DISABLE"] as const;

/** `5 STRICT, 1 PERMISSIVE`: how many of the workloads accept what. */
function modeWords({ byMode }: NamespacePosture): string {
  return modes.flatMap((mode) => (byMode[mode] > 0 ? [`${byMode[mode]} ${mode}`] : [])).join(", ");
}
