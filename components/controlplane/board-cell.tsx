"use client";
import { useTranslations } from "use-intl";
import classes from "./board.module.css";
import { Age } from "@/components/proxies/age";
import { SyncBadge } from "@/components/proxies/sync-badge";
import { StatusBadge, type Tone } from "@/components/ui/status-badge";
import type { BoardCell, BoardRow, BoardState } from "@/lib/controlplane/board";
import { boardState } from "@/lib/controlplane/board";

export const boardTone: Readonly<Record<BoardState, Tone>> = {
  error: "failing",
  stale: "degraded",
  silent: "unknown",
  disconnected: "failing",
  not_injected: "degraded",
  starting: "info",
  synced: "ok",
  not_sent: "idle",
};

/** One type of one proxy: state, and since when; "≥" when istiod does not say and we saw it first. */
export function CellView({
  cell,
  error,
  isUnknown,
}: {
  cell: BoardCell | undefined;
  error: string | undefined;
  isUnknown: boolean;
}) {
  const t = useTranslations("controlplane.board");
  if (cell === undefined) return <SyncBadge isCompact sync={undefined} isUnknown={isUnknown} />;
  const { state, sinceMs, isObserved } = cell;
  return (
    <span className={classes.cell}>
      <SyncBadge isCompact sync={{ state, ...(error === undefined ? {} : { error }) }} />
      {sinceMs === undefined ? null : (
        <span className={classes.age} title={isObserved === true ? t("observed") : undefined}>
          {isObserved === true ? "≥ " : ""}
          <Age timeMs={sinceMs} />
        </span>
      )}
    </span>
  );
}

/** The proxy's one state, with what is special of its connection. */
export function RowState({ row }: { row: BoardRow }) {
  const t = useTranslations("controlplane.board");
  const state = boardState(row);
  const isPlain = row.connection !== "moving" && row.connection !== "no_pod";
  return (
    <span className={classes.cell} title={t(`hint.${isPlain ? state : row.connection}`)}>
      <StatusBadge tone={boardTone[state]} label={t(`state.${state}`)} />
      {isPlain ? null : <span className={classes.age}>{t(`connection.${row.connection}`)}</span>}
    </span>
  );
}
