"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { ServiceSwatch } from "./service-colors";
import classes from "./trace-search.module.css";
import type { TraceAnalysis } from "./use-trace-model";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { StatusBadge } from "@/components/ui/status-badge";
import { formatDurationUs } from "@/lib/format/duration";
import { nameOfRow, serviceOfRow } from "@/lib/traces/span-attributes";
import type { TraceTable } from "@/lib/traces/trace-table";

type Row = { readonly row: number };
type Props = {
  table: TraceTable;
  analysis: TraceAnalysis | undefined;
  selectedRow: number;
  /** Only these rows, when something is looked for. */
  matches: Int32Array | undefined;
  onSelect: (row: number) => void;
};

/** The spans as a table: sortable by duration, self time and time on the critical path. */
export function SpanTable({ table, analysis, selectedRow, matches, onSelect }: Props) {
  const t = useTranslations("traces");
  const rows = useMemo(() => Array.from(matches ?? table.order, (row) => ({ row })), [table, matches]);
  const columns = useColumns(table, analysis);
  return (
    <DataTable
      rows={rows}
      columns={columns}
      rowKey={({ row }) => String(row)}
      caption={t("detail.waterfall")}
      urlKey="spans"
      initialSort={longestFirst}
      onOpen={({ row }) => onSelect(row)}
      isSelected={({ row }) => row === selectedRow}
      exportName={`trace-${table.traceId}-spans`}
      maxHeight="calc(100vh - 380px)"
    />
  );
}

const longestFirst = { id: "duration", desc: true };

function useColumns(table: TraceTable, analysis: TraceAnalysis | undefined): DataColumn<Row>[] {
  const t = useTranslations("traces");
  return useMemo(() => {
    const time = (
      id: string,
      header: string,
      valueUs: (row: number) => number | undefined,
    ): DataColumn<Row> => ({
      id,
      header,
      value: ({ row }) => valueUs(row),
      cell: ({ row }) => {
        const us = valueUs(row);
        return us === undefined ? "—" : <span className="hd-num">{formatDurationUs(us)}</span>;
      },
      align: "end",
      width: 96,
    });
    return [
      {
        id: "service",
        header: t("column.service"),
        value: ({ row }) => serviceOfRow(table, row),
        cell: ({ row }) => (
          <span className={classes.tableService}>
            <ServiceSwatch service={serviceOfRow(table, row)} />
            {serviceOfRow(table, row)}
          </span>
        ),
        width: 170,
        grow: 1,
      },
      {
        id: "operation",
        header: t("column.operation"),
        value: ({ row }) => nameOfRow(table, row),
        width: 200,
        grow: 1.2,
      },
      time("offset", t("column.offset"), (row) => table.offsetUs[row]),
      time("duration", t("column.duration"), (row) => table.spanDurationUs[row]),
      time("self", t("column.self"), (row) => analysis?.selfUs[row]),
      time("path", t("column.path"), (row) => analysis?.pathUs[row]),
      {
        id: "kind",
        header: t("column.kind"),
        value: ({ row }) => t(`kind.${String(table.kinds[row] ?? 0) as "0"}`),
        width: 84,
      },
      {
        id: "status",
        header: t("column.status"),
        value: ({ row }) => t(`status.${String(table.statuses[row] ?? 0) as "0"}`),
        cell: ({ row }) =>
          table.statuses[row] === 2 ? (
            <StatusBadge tone="failing" label={t("status.2")} />
          ) : (
            t(`status.${String(table.statuses[row] ?? 0) as "0"}`)
          ),
        width: 84,
      },
      { id: "spanId", header: t("column.spanId"), value: ({ row }) => table.spanIds[row], width: 150 },
    ];
  }, [table, analysis, t]);
}
