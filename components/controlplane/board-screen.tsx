"use client";
import { Button } from "@mantine/core";
import dynamic from "next/dynamic";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { BoardChange, useBoardChange } from "./board-change";
import { BoardFilters, useBoardFilters } from "./board-filters";
import { BoardGroups } from "./board-groups";
import { BoardCounts, BoardNotes } from "./board-head";
import { BoardTable, keyOf } from "./board-table";
import classes from "./board.module.css";
import type { Board } from "./outputs";
import { useBoard } from "./use-board";
import { useRejections } from "./use-rejections";
import { useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { EmptyState } from "@/components/ui/empty-state";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { StatusBadge } from "@/components/ui/status-badge";
import type { BoardRow } from "@/lib/controlplane/board";
import { rowFromWire } from "@/lib/controlplane/board-wire";

const BoardPanel = dynamic(() => import("./board-panel").then((module) => module.BoardPanel), { ssr: false });
const BoardRejections = dynamic(() => import("./board-rejections").then((module) => module.BoardRejections));
const BoardUnconnected = dynamic(() =>
  import("./board-unconnected").then((module) => module.BoardUnconnected),
);
const PushProblems = dynamic(() => import("./push-problems").then((module) => module.PushProblems), {
  ssr: false,
});

/** Every proxy × type: who has what was sent, who does not, since when, and why. */
export function BoardScreen() {
  const t = useTranslations("controlplane.board");
  const href = useViewHref();
  const { query, isLive, isPaused, setPaused } = useBoard();
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle")}
        answer={query.data}
        updatedAtMs={query.dataUpdatedAt}
        badges={
          isPaused ? (
            <StatusBadge tone="idle" label={t("paused")} />
          ) : isLive === undefined ? undefined : (
            <StatusBadge tone={isLive ? "ok" : "unknown"} label={t(isLive ? "live" : "polled")} />
          )
        }
        actions={
          <>
            <Button
              size="xs"
              variant="default"
              aria-pressed={isPaused}
              title={t("pauseHint")}
              onClick={() => setPaused(!isPaused)}
            >
              {t(isPaused ? "goOn" : "pause")}
            </Button>
            <Button component={Link} size="xs" variant="default" href={href("/controlplane")}>
              {t("toControlPlane")}
            </Button>
          </>
        }
      />
      <QueryBoundary
        query={query}
        isEmpty={(board) => board.rows.length === 0}
        empty={<EmptyState title={t("empty.title")} reason={t("empty.reason")} />}
      >
        {(board) => <Content board={board} />}
      </QueryBoundary>
    </>
  );
}

function useRows(board: Board) {
  const { namespaces } = useScope();
  const namespacesKey = namespaces.join();
  return useMemo(() => {
    const wanted = new Set(namespacesKey === "" ? [] : namespacesKey.split(","));
    return board.rows.filter(({ n }) => wanted.size === 0 || wanted.has(n)).map(rowFromWire);
  }, [board.rows, namespacesKey]);
}

/** A column of one value would only take room. */
function areRevisionsMixed(rows: readonly BoardRow[]): boolean {
  const [first] = rows;
  return rows.some(({ revision, next }) => revision !== first?.revision || next !== undefined);
}

function Content({ board }: { board: Board }) {
  const rows = useRows(board);
  const state = useBoardFilters();
  const { filters, setFilters, keep, keepPlace } = state;
  const { query, isAsked } = useRejections(rows);
  const rejections = (isAsked ? query.data?.data : undefined) ?? [];
  const change = useBoardChange(filters.change);
  const shown = rows.filter((row) => keep(row) && change.missing?.has(keyOf(row)) !== false);
  const open = filters.proxy === null ? undefined : rows.find((row) => keyOf(row) === filters.proxy);
  return (
    <div className={classes.main}>
      <BoardCounts rows={rows.filter(keepPlace)} state={state} />
      <BoardNotes board={board} rows={rows} />
      {filters.change === null ? null : (
        <BoardChange
          changeId={filters.change}
          state={change}
          onClear={() => void setFilters({ change: null })}
        />
      )}
      {isAsked ? <BoardRejections query={query} /> : null}
      <BoardUnconnected
        rows={rows.filter(keepPlace)}
        replicas={board.replicas}
        onAll={(kept) => void setFilters({ state: kept })}
      />
      <BoardFilters rows={rows} state={state} />
      <div className={classes.layout}>
        <div className={classes.main}>
          {filters.group === "none" ? (
            <BoardTable
              rows={shown}
              errors={board.errors}
              areRevisionsShown={areRevisionsMixed(rows)}
              openKey={filters.proxy}
              onOpen={(row) => void setFilters({ proxy: keyOf(row) })}
            />
          ) : (
            <BoardGroups
              key={filters.group}
              rows={shown}
              by={filters.group}
              onOpen={({ filter }) => void setFilters({ ...filter, group: "none" })}
            />
          )}
        </div>
        {open === undefined ? null : (
          <BoardPanel
            row={open}
            replicas={board.replicas}
            rejections={rejections}
            onClose={() => void setFilters({ proxy: null })}
          />
        )}
      </div>
      <PushProblems />
    </div>
  );
}
