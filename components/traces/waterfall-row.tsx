"use client";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { memo, type CSSProperties } from "react";
import { useTranslations } from "use-intl";
import { useServiceColorStyle } from "./service-colors";
import type { TimeWindow } from "./use-trace-view";
import classes from "./waterfall.module.css";
import { StatusShape } from "@/components/ui/status-shape";
import { formatDurationUs } from "@/lib/format/duration";
import { pathBarsOfRow, type PathIndex } from "@/lib/traces/path-bars";
import { nameOfRow, serviceOfRow } from "@/lib/traces/span-attributes";
import type { TraceTable } from "@/lib/traces/trace-table";

export const rowHeightPx = 28;
const indentPx = 12;
const maxIndentLevels = 12;

export type RowState = {
  readonly row: number;
  /** Place among the visible rows. */
  readonly index: number;
  readonly topPx: number;
  readonly folding: "open" | "closed" | "leaf";
  readonly selected: boolean;
  readonly active: boolean;
  readonly match: "hit" | "dim" | "none";
};

type Props = RowState & {
  table: TraceTable;
  path: PathIndex | undefined;
  window: TimeWindow;
  gridId: string;
  onToggle: (row: number) => void;
  onSelect: (row: number) => void;
};

/** One span: its place in the tree, and its bar. */
export const WaterfallRow = memo(function WaterfallRow(props: Props) {
  const { table, row, index, folding, selected, active, match, gridId } = props;
  const service = serviceOfRow(table, row);
  const colorStyle = useServiceColorStyle();
  return (
    // The grid has the focus and the keys; a row is its active descendant.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- keys are handled by the treegrid, which owns the focus
    <div
      id={`${gridId}-${row}`}
      role="row"
      aria-level={(table.depth[row] ?? 0) + 1}
      aria-rowindex={index + 1}
      aria-selected={selected}
      {...(folding === "leaf" ? {} : { "aria-expanded": folding === "open" })}
      className={classes.row}
      data-active={active}
      data-match={match}
      style={{ ...colorStyle(service), transform: `translateY(${props.topPx}px)` }}
      onClick={() => props.onSelect(row)}
    >
      <NameCell {...props} service={service} />
      <div role="gridcell" className={classes.timeCell}>
        <Bar table={table} row={row} window={props.window} path={props.path} />
      </div>
    </div>
  );
});

function NameCell({ table, row, folding, service, onToggle }: Props & { service: string }) {
  const t = useTranslations("traces");
  const depth = table.depth[row] ?? 0;
  const Chevron = folding === "open" ? IconChevronDown : IconChevronRight;
  const below = folding === "closed" ? (table.errorsBelow[row] ?? 0) : 0;
  return (
    <div
      role="gridcell"
      className={classes.nameCell}
      style={{ paddingInlineStart: 6 + Math.min(depth, maxIndentLevels) * indentPx }}
    >
      {folding === "leaf" ? (
        <span className={classes.chevron} />
      ) : (
        // Not in the tab order: the grid's arrow keys fold and unfold.
        <button
          type="button"
          tabIndex={-1}
          aria-hidden
          className={classes.chevron}
          onClick={(event) => {
            event.stopPropagation();
            onToggle(row);
          }}
        >
          <Chevron size={14} />
        </button>
      )}
      {depth > maxIndentLevels ? <span className={classes.depth}>{depth}</span> : null}
      <span className={classes.stripe} aria-hidden />
      <span className={classes.service}>{service === "" ? t("unknownService") : service}</span>
      <span className={classes.operation}>{nameOfRow(table, row)}</span>
      {table.statuses[row] === 2 ? (
        <span className={classes.failed} title={t("detail.errorSpan")}>
          <StatusShape tone="failing" sizePx={11} />
          <span className="hd-visually-hidden">{t("detail.errorSpan")}</span>
        </span>
      ) : null}
      {below > 0 ? (
        <span className={classes.failedBelow}>{t("detail.errorsBelow", { count: below })}</span>
      ) : null}
      {table.orphans.has(row) ? <span className={classes.orphan}>{t("detail.orphanSpan")}</span> : null}
      {folding === "closed" ? (
        <span className={classes.hidden}>{t("detail.hidden", { count: table.descendants[row] ?? 0 })}</span>
      ) : null}
    </div>
  );
}

function Bar({ table, row, window, path }: Pick<Props, "table" | "row" | "window" | "path">) {
  const lengthUs = window.toUs - window.fromUs;
  const percent = (us: number) => Math.min(Math.max(((us - window.fromUs) / lengthUs) * 100, -1), 101);
  const startUs = table.offsetUs[row] ?? 0;
  const durationUs = table.spanDurationUs[row] ?? 0;
  const left = percent(startUs);
  const right = percent(startUs + durationUs);
  const bars = path === undefined ? [] : pathBarsOfRow(path, row, window.fromUs, window.toUs, lengthUs / 800);
  return (
    <>
      <span
        className={classes.bar}
        data-failed={table.statuses[row] === 2}
        style={{ left: `${left}%`, width: `${right - left}%` }}
      />
      {bars.map((bar) => (
        <span
          key={bar.startUs}
          className={classes.pathBar}
          style={{ left: `${percent(bar.startUs)}%`, width: `${percent(bar.endUs) - percent(bar.startUs)}%` }}
        />
      ))}
      {(table.events[row] ?? []).slice(0, 50).map((event, index) => (
        // Events have no identity of their own and never move within a span.
        // oxlint-disable-next-line react/no-array-index-key -- the list of a loaded trace is constant
        <span key={index} className={classes.event} style={{ left: `${percent(event.offsetUs)}%` }} />
      ))}
      <span className={classes.duration} style={labelPlace(left, right)}>
        {formatDurationUs(durationUs)}
      </span>
    </>
  );
}

/** Right of the bar where there is room, else left of it, else in it. */
function labelPlace(left: number, right: number): CSSProperties {
  if (right < 88) return { left: `${Math.max(right, 0)}%`, marginInlineStart: 6 };
  if (left > 12) return { right: `${100 - Math.min(left, 100)}%`, marginInlineEnd: 6 };
  return { right: 6, color: "var(--hd-surface)" };
}
