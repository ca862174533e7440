import type { CSSProperties, KeyboardEvent } from "react";
import type { DataColumn } from "./data-table";
import classes from "./data-table.module.css";
import { unknownText } from "@/lib/format/measure";

type Props<Row> = {
  row: Row;
  index: number;
  columns: readonly DataColumn<Row>[];
  tracks: CSSProperties;
  offsetPx: number;
  selected: boolean;
  onOpen: ((row: Row) => void) | undefined;
  onMove: (toIndex: number) => void;
};

const steps: Record<string, number> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 15,
  PageUp: -15,
  Home: -1e9,
  End: 1e9,
};

export function DataTableRow<Row>({
  row,
  index,
  columns,
  tracks,
  offsetPx,
  selected,
  onOpen,
  onMove,
}: Props<Row>) {
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    if (event.target !== event.currentTarget) return;
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      onMove(index + step);
    } else if (event.key === "Enter" && onOpen !== undefined) {
      event.preventDefault();
      onOpen(row);
    }
  }
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected || undefined}
      tabIndex={index === 0 || selected ? 0 : -1}
      className={classes.row}
      data-open={onOpen !== undefined}
      style={{
        ...tracks,
        transform: `translateY(${offsetPx}px)`,
        ...(selected ? { background: "var(--hd-accent-soft)" } : {}),
      }}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        const inLink = event.target instanceof Element && event.target.closest("a,button,input") !== null;
        if (!inLink) onOpen?.(row);
      }}
    >
      {columns.map((column) => (
        <div
          key={column.id}
          role="cell"
          className={classes.cell}
          data-align={column.align ?? "start"}
          title={column.cell === undefined ? column.value(row)?.toString() : undefined}
        >
          {column.cell?.(row) ?? column.value(row) ?? unknownText}
        </div>
      ))}
    </div>
  );
}
