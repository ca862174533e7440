"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import classes from "./ambient.module.css";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { Section } from "@/components/ui/section";
import { StatusBadge } from "@/components/ui/status-badge";
import type { AmbientDifference } from "@/lib/ambient/model";

/** Where a ztunnel has something else than istiod would send; undefined is unknown. */
export function AmbientDifferences({
  differences,
}: {
  differences: readonly AmbientDifference[] | undefined;
}) {
  const t = useTranslations("ambient");
  const columns = useMemo<readonly DataColumn<AmbientDifference>[]>(
    () => [
      { id: "object", header: t("col.object"), width: 120, value: (row) => t(`object.${row.object}`) },
      { id: "name", header: t("col.name"), width: 260, grow: 1, value: (row) => row.name },
      {
        id: "kind",
        header: t("col.difference"),
        width: 180,
        value: (row) => t(`difference.${row.kind}`),
        cell: (row) => (
          <StatusBadge
            tone={row.kind === "missing_at_ztunnel" ? "failing" : "degraded"}
            label={t(`difference.${row.kind}`)}
          />
        ),
      },
      { id: "field", header: t("col.field"), width: 120, value: (row) => row.field },
      { id: "ztunnel", header: "ztunnel", width: 180, grow: 1, value: (row) => row.ztunnel },
      { id: "istiod", header: "istiod", width: 180, grow: 1, value: (row) => row.istiod },
    ],
    [t],
  );
  return (
    <Section title={t("compare.title")} flush={differences !== undefined && differences.length > 0}>
      {differences === undefined ? (
        <StatusBadge tone="unknown" label={t("compare.unknown")} />
      ) : differences.length === 0 ? (
        <>
          <StatusBadge tone="ok" label={t("compare.same")} />
          <p className={classes.muted}>{t("compare.sameLead")}</p>
        </>
      ) : (
        <DataTable
          rows={differences}
          columns={columns}
          rowKey={(row) => `${row.object} ${row.name} ${row.kind} ${row.field ?? ""}`}
          caption={t("compare.title")}
          urlKey="differences"
          exportName="ztunnel-differences"
          maxHeight={360}
        />
      )}
    </Section>
  );
}
