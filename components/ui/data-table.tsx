"use client";
import type { CSSProperties, ReactNode } from "react";
import { useTranslations } from "use-intl";
import classes from "./data-table.module.css";
import { DataTableFilters } from "./data-table-filters";
import { DataTableHead } from "./data-table-head";
import { DataTableRow } from "./data-table-row";
import { DataTableTools } from "./data-table-tools";
import type { CellValue, SortState } from "@/lib/table/arrange";
import { useRowWindow } from "./use-row-window";
import { useShownRows } from "./use-shown-rows";

export type DataColumn<Row> = {
  readonly id: string;
  readonly header: string;
  /** What the column sorts by, and filters and exports without a `text`; undefined is unknown and sorts last. */
  readonly value: (row: Row) => CellValue;
  /** What it filters and exports by, where that is not what it sorts by. */
  readonly text?: (row: Row) => CellValue;
  readonly cell?: (row: Row) => ReactNode;
  readonly align?: "start" | "end";
  /** px; with `grow` the least width. */
  readonly width?: number;
  readonly grow?: number;
  readonly sortable?: boolean;
};

export type DataTableProps<Row> = {
  readonly rows: readonly Row[];
  readonly columns: readonly DataColumn<Row>[];
  readonly rowKey: (row: Row) => string;
  /** What the table holds, for assistive technology. */
  readonly caption: string;
  /** Prefix of the table's own search params: `<urlKey>.sort`, `<urlKey>.q` and `<urlKey>.cols`. */
  readonly urlKey: string;
  readonly initialSort?: SortState;
  readonly filterPlaceholder?: string;
  readonly onOpen?: (row: Row) => void;
  readonly exportName?: string;
  readonly maxHeight?: number | string;
  readonly tools?: ReactNode;
  readonly emptyText?: string;
  readonly isSelected?: (row: Row) => boolean;
};

const rowHeightPx = 36;

/** CSS grid tracks: fixed widths stay, growing columns share the rest; narrower than `minWidth` the table scrolls. */
function gridTracks(columns: readonly { width?: number; grow?: number }[]): CSSProperties {
  const leastPx = columns.map(({ width, grow }) => width ?? (grow === undefined ? 110 : 120));
  return {
    gridTemplateColumns: columns
      .map(({ grow }, index) =>
        grow === undefined ? `${leastPx[index]}px` : `minmax(${leastPx[index]}px, ${grow}fr)`,
      )
      .join(" "),
    minWidth: leastPx.reduce((sum, px) => sum + px, 0),
  };
}

/** A virtualised table: every column sorts and filters, text filters over all, CSV and JSON export, arrow keys move, Enter opens. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  // Its state belongs to its names in the URL: where one table takes another's place, nothing of it may stay.
  return <TableOfKey key={props.urlKey} {...props} />;
}

function TableOfKey<Row>(props: DataTableProps<Row>) {
  const { rows, columns, urlKey, initialSort, onOpen } = props;
  const t = useTranslations("common");
  const { shown, filter, setFilter, sort, setSort, byColumn, deferredFilter } = useShownRows(
    rows,
    columns,
    urlKey,
    initialSort,
  );
  const { scroll, body, indexes, totalPx, scrollToIndex } = useRowWindow({
    count: shown.length,
    rowHeightPx,
    overscan: 10,
    initialHeightPx: 600,
  });
  const tracks = gridTracks(columns);
  return (
    <div className={classes.frame} data-frame>
      <DataTableTools
        {...props}
        shown={shown}
        filter={filter}
        onFilter={setFilter}
        columnFilters={byColumn}
      />
      <div
        ref={scroll}
        className={classes.scroll}
        style={{ maxHeight: props.maxHeight ?? "calc(100vh - 220px)" }}
        role="table"
        aria-label={props.caption}
        aria-rowcount={shown.length + 1}
        tabIndex={-1}
      >
        <DataTableHead columns={columns} sort={sort} tracks={tracks} onSort={setSort}>
          {byColumn.isShown ? (
            <DataTableFilters
              columns={columns}
              tracks={tracks}
              filters={byColumn.filters}
              onFilters={byColumn.setFilters}
            />
          ) : null}
        </DataTableHead>
        <div ref={body} className={classes.body} role="rowgroup" style={{ height: totalPx }}>
          {indexes.map((index) => {
            const row = shown[index];
            if (row === undefined) return null;
            return (
              <DataTableRow
                key={props.rowKey(row)}
                row={row}
                index={index}
                columns={columns}
                tracks={tracks}
                offsetPx={index * rowHeightPx}
                onOpen={onOpen}
                selected={props.isSelected?.(row) ?? false}
                onMove={(to) =>
                  moveFocus(scroll.current, scrollToIndex, Math.min(Math.max(to, 0), shown.length - 1))
                }
              />
            );
          })}
        </div>
        {shown.length === 0 ? (
          <div className={classes.none}>
            {rows.length === 0
              ? (props.emptyText ?? t("noRows"))
              : deferredFilter === ""
                ? t("noMatchColumns")
                : t("noMatch", { filter: deferredFilter })}
          </div>
        ) : null}
      </div>
    </div>
  );
}

function moveFocus(
  scroll: HTMLDivElement | null,
  scrollToIndex: (index: number) => void,
  index: number,
): void {
  scrollToIndex(index);
  requestAnimationFrame(() => scroll?.querySelector<HTMLElement>(`[aria-rowindex="${index + 2}"]`)?.focus());
}
