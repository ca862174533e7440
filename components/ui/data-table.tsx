"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { parseAsString, useQueryState } from "nuqs";
import { useDeferredValue, useMemo, useRef, type CSSProperties, type ReactNode } from "react";
import { useTranslations } from "use-intl";
import classes from "./data-table.module.css";
import { DataTableHead } from "./data-table-head";
import { DataTableRow } from "./data-table-row";
import { DataTableTools } from "./data-table-tools";
import {
  filterRows,
  sortFromText,
  sortRows,
  textFromSort,
  type CellValue,
  type SortState,
} from "@/lib/table/arrange";

export type DataColumn<Row> = {
  readonly id: string;
  readonly header: string;
  /** What the column sorts, filters and exports by; undefined is unknown and sorts last. */
  readonly value: (row: Row) => CellValue;
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
  /** Prefix of the table's own search params: `<urlKey>.sort` and `<urlKey>.q`. */
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

/** A virtualised table: every column sorts, text filters, CSV and JSON export, arrow keys move, Enter opens. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  // Its state belongs to its names in the URL: where one table takes another's place, nothing of it may stay.
  return <TableOfKey key={props.urlKey} {...props} />;
}

function TableOfKey<Row>(props: DataTableProps<Row>) {
  const { rows, columns, urlKey, initialSort, onOpen } = props;
  const t = useTranslations("common");
  const [filter, setFilter] = useQueryState(
    `${urlKey}.q`,
    parseAsString.withDefault("").withOptions({ throttleMs: 300 }),
  );
  const [sortText, setSortText] = useQueryState(`${urlKey}.sort`, parseAsString);
  const sort = useMemo(
    () =>
      sortFromText(
        sortText,
        columns.map((c) => c.id),
      ) ?? initialSort,
    [sortText, columns, initialSort],
  );
  const deferredFilter = useDeferredValue(filter);
  const shown = useMemo(
    () => sortRows(filterRows(rows, columns, deferredFilter), columns, sort),
    [rows, columns, deferredFilter, sort],
  );
  const scroll = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- the virtualizer keeps its state outside of React on purpose; nothing here is memoised by a compiler
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeightPx,
    overscan: 10,
    initialRect: { width: 1200, height: 600 },
  });
  const tracks = gridTracks(columns);
  return (
    <div className={classes.frame} data-frame>
      <DataTableTools
        {...props}
        shown={shown}
        filter={filter}
        onFilter={(text) => void setFilter(text === "" ? null : text)}
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
        <DataTableHead
          columns={columns}
          sort={sort}
          tracks={tracks}
          onSort={(next) => void setSortText(textFromSort(next))}
        />
        <div className={classes.body} role="rowgroup" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = shown[item.index];
            if (row === undefined) return null;
            return (
              <DataTableRow
                key={props.rowKey(row)}
                row={row}
                index={item.index}
                columns={columns}
                tracks={tracks}
                offsetPx={item.start}
                onOpen={onOpen}
                selected={props.isSelected?.(row) ?? false}
                onMove={(to) =>
                  moveFocus(
                    scroll.current,
                    virtual.scrollToIndex,
                    Math.min(Math.max(to, 0), shown.length - 1),
                  )
                }
              />
            );
          })}
        </div>
        {shown.length === 0 ? (
          <div className={classes.none}>
            {rows.length === 0 ? (props.emptyText ?? t("noRows")) : t("noMatch", { filter: deferredFilter })}
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
