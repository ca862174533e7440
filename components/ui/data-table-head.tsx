import type { CSSProperties, ReactNode } from "react";
import type { DataColumn } from "./data-table";
import classes from "./data-table.module.css";
import type { SortState } from "@/lib/table/arrange";

type Props<Row> = {
  columns: readonly DataColumn<Row>[];
  sort: SortState | undefined;
  tracks: CSSProperties;
  onSort: (sort: SortState) => void;
  /** Fields under the head that scroll with it. */
  children?: ReactNode;
};

export function DataTableHead<Row>({ columns, sort, tracks, onSort, children }: Props<Row>) {
  return (
    <div className={classes.headGroup} style={{ minWidth: tracks.minWidth }} role="presentation">
      <div role="rowgroup" className={classes.head} style={tracks}>
        <div role="row" aria-rowindex={1} style={{ display: "contents" }}>
          {columns.map((column) => {
            const active = sort?.id === column.id;
            const direction = active ? (sort.desc ? "descending" : "ascending") : "none";
            return (
              <div
                key={column.id}
                role="columnheader"
                aria-sort={direction}
                className={classes.headCell}
                data-align={column.align ?? "start"}
              >
                {column.sortable === false ? (
                  column.header
                ) : (
                  <button
                    type="button"
                    className={classes.sort}
                    onClick={() =>
                      onSort({ id: column.id, desc: active ? !sort.desc : column.align === "end" })
                    }
                  >
                    <span className={classes.headText} title={column.header}>
                      {column.header}
                    </span>
                    {active ? (
                      <span className={classes.arrow} aria-hidden>
                        {sort.desc ? "↓" : "↑"}
                      </span>
                    ) : null}
                  </button>
                )}
              </div>
            );
          })}
        </div>
      </div>
      {children}
    </div>
  );
}
