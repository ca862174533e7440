"use client";
import { useEffect, useId, type KeyboardEvent } from "react";
import { useTranslations } from "use-intl";
import { TimeRuler } from "./time-ruler";
import type { TimeWindow } from "./use-trace-view";
import { rowHeightPx, WaterfallRow } from "./waterfall-row";
import classes from "./waterfall.module.css";
import { useRowWindow } from "@/components/ui/use-row-window";
import type { PathIndex } from "@/lib/traces/path-bars";
import type { TraceTable } from "@/lib/traces/trace-table";

type Props = {
  table: TraceTable;
  visible: Int32Array;
  collapsed: ReadonlySet<number>;
  window: TimeWindow;
  path: PathIndex | undefined;
  /** The row of the cursor, -1 for none. */
  activeRow: number;
  selectedRow: number;
  /** Rows that the find text matches; undefined when nothing is looked for. */
  matches: ReadonlySet<number> | undefined;
  onToggle: (row: number) => void;
  onActivate: (row: number) => void;
  onSelect: (row: number) => void;
  onZoom: (range: TimeWindow) => void;
};

/** The trace as a tree over time. One tab stop; arrows move, fold and unfold, Enter opens the span. */
export function Waterfall(props: Props) {
  const { table, visible, collapsed, activeRow } = props;
  const t = useTranslations("traces");
  const gridId = useId();
  const { scroll, body, indexes, totalPx, scrollToIndex } = useRowWindow({
    count: visible.length,
    rowHeightPx,
    overscan: 12,
    initialHeightPx: 640,
  });
  const activeIndex = activeRow < 0 ? -1 : visible.indexOf(activeRow);
  useEffect(() => {
    // The scroll position belongs to the browser.
    if (activeIndex >= 0) scrollToIndex(activeIndex);
  }, [activeIndex, scrollToIndex]);

  function onKeyDown(event: KeyboardEvent) {
    if (moveByKey(event.key, props, Math.max(activeIndex, 0))) event.preventDefault();
  }

  return (
    <div ref={scroll} className={classes.scroll}>
      <div className={classes.head}>
        <div className={classes.nameHead}>{t("detail.nameColumn")}</div>
        <TimeRuler window={props.window} onZoom={props.onZoom} />
      </div>
      <div
        className={classes.grid}
        role="treegrid"
        aria-label={t("detail.waterfall")}
        aria-rowcount={visible.length}
        aria-activedescendant={activeIndex < 0 ? undefined : `${gridId}-${activeRow}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div ref={body} role="rowgroup" style={{ height: totalPx, position: "relative" }}>
          {indexes.map((index) => {
            const row = visible[index] ?? 0;
            const leaf = (table.firstChild[row] ?? -1) < 0;
            return (
              <WaterfallRow
                key={row}
                table={table}
                row={row}
                index={index}
                topPx={index * rowHeightPx}
                folding={leaf ? "leaf" : collapsed.has(row) ? "closed" : "open"}
                selected={row === props.selectedRow}
                active={row === activeRow}
                match={props.matches === undefined ? "none" : props.matches.has(row) ? "hit" : "dim"}
                path={props.path}
                window={props.window}
                gridId={gridId}
                onToggle={props.onToggle}
                onSelect={props.onSelect}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 20,
  PageUp: -20,
  Home: -Infinity,
  End: Infinity,
};

/** Does what `key` means in a treegrid; false for a key that means nothing. */
function moveByKey(key: string, props: Props, index: number): boolean {
  const { table, visible, collapsed, onActivate, onToggle, onSelect } = props;
  const row = visible[index];
  if (row === undefined) return false;
  const step = steps[key];
  if (step !== undefined) {
    const from = props.activeRow < 0 && Math.abs(step) === 1 ? -1 : index;
    const to = Math.min(Math.max(from + step, 0), visible.length - 1);
    onActivate(visible[to] ?? row);
    return true;
  }
  if (key === "ArrowRight") {
    const child = table.firstChild[row] ?? -1;
    if (collapsed.has(row)) onToggle(row);
    else if (child >= 0) onActivate(child);
    return true;
  }
  if (key === "ArrowLeft") {
    const parent = table.parent[row] ?? -1;
    if ((table.firstChild[row] ?? -1) >= 0 && !collapsed.has(row)) onToggle(row);
    else if (parent >= 0) onActivate(parent);
    return true;
  }
  if (key === "Enter" || key === " ") {
    onSelect(row);
    return true;
  }
  return false;
}
