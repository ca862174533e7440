"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { ModeBadge } from "./mode-badge";
import type { NamespacePosture } from "./outputs";
import type { DataColumn } from "@/components/ui/data-table";
import { measureColumn } from "@/components/ui/measure-column";

/** Columns of the namespaces: what a new workload would accept, and what those that are there do. */
export function useNamespaceColumns(): readonly DataColumn<NamespacePosture>[] {
  const t = useTranslations("security");
  return useMemo(
    () => [
      { id: "namespace", header: t("col.namespace"), grow: 2, width: 150, value: (row) => row.namespace },
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
      count("workloads", t("col.workloads"), (row) => row.workloads),
      count("strict", "STRICT", (row) => (row.mtls === undefined ? undefined : row.byMode.STRICT)),
      count(
        "permissive",
        "PERMISSIVE",
        (row) => (row.mtls === undefined ? undefined : row.byMode.PERMISSIVE),
        104,
      ),
      count("disable", "DISABLE", (row) => (row.mtls === undefined ? undefined : row.byMode.DISABLE)),
      count("outside", t("col.outside"), (row) => row.outside, 104),
      count("closed", t("col.closed"), (row) => row.closed, 104),
      measureColumn("ratio", t("col.measured"), "ratio", (row) => row.mtlsRatio, 104),
      measureColumn("plaintext", t("col.plaintext"), "rps", (row) => row.plaintextPerSecond, 96),
    ],
    [t],
  );
}

function count(
  id: string,
  header: string,
  value: (row: NamespacePosture) => number | undefined,
  width = 88,
): DataColumn<NamespacePosture> {
  return measureColumn(id, header, "count", value, width);
}
