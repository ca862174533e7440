"use client";
import type { CSSProperties } from "react";
import { useTranslations } from "use-intl";
import type { DataColumn } from "./data-table";
import classes from "./data-table.module.css";
import type { ColumnFilters } from "@/lib/table/column-filter";

type Props<Row> = {
  columns: readonly DataColumn<Row>[];
  tracks: CSSProperties;
  filters: ColumnFilters;
  onFilters: (filters: ColumnFilters) => void;
};

/** A field under the head of each column for its condition. */
export function DataTableFilters<Row>({ columns, tracks, filters, onFilters }: Props<Row>) {
  const t = useTranslations("common");
  return (
    <div role="rowgroup" className={classes.filterRow} style={tracks}>
      <div role="row" style={{ display: "contents" }}>
        {columns.map((column) => (
          <div key={column.id} role="cell" className={classes.filterCell}>
            <input
              className={classes.filterInput}
              value={filters.get(column.id) ?? ""}
              aria-label={t("filterColumn", { column: column.header })}
              title={t("filterHint")}
              onChange={(event) =>
                onFilters(new Map([...filters, [column.id, event.currentTarget.value] as const]))
              }
            />
          </div>
        ))}
      </div>
    </div>
  );
}
