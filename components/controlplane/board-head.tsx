"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { boardTone } from "./board-cell";
import type { BoardFilterState, StateFilter } from "./board-filters";
import classes from "./board.module.css";
import type { Board } from "./outputs";
import { Age } from "@/components/proxies/age";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { StatusShape } from "@/components/ui/status-shape";
import type { Tone } from "@/components/ui/status-badge";
import { boardState, boardStates, isSupported, type BoardRow } from "@/lib/controlplane/board";
import { formatMeasure } from "@/lib/format/measure";

const alwaysTold: ReadonlySet<StateFilter> = new Set(["synced", "error"]);

/** Proxies by state; a press keeps those only. */
export function BoardCounts({
  rows,
  state: { filters, setFilters },
}: {
  rows: readonly BoardRow[];
  state: BoardFilterState;
}) {
  const t = useTranslations("controlplane.board");
  const counts: [StateFilter, Tone, number][] = boardStates.map((state) => [
    state,
    boardTone[state],
    rows.filter((row) => boardState(row) === state).length,
  ]);
  counts.push(["moving", "info", rows.filter(({ connection }) => connection === "moving").length]);
  counts.push(["skew", "degraded", rows.filter((row) => !isSupported(row)).length]);
  // A 0 beside proxies that nobody told of would say that they are well.
  const isSomethingKnown = rows.some((row) => boardState(row) !== "silent");
  return (
    <div className={classes.counts} role="group" aria-label={t("counts")}>
      {counts
        .filter(
          ([state, , count]) =>
            count > 0 || (isSomethingKnown && alwaysTold.has(state)) || filters.state === state,
        )
        .map(([state, tone, count]) => (
          <button
            key={state}
            type="button"
            className={classes.count}
            aria-pressed={filters.state === state}
            title={t(`hint.${state}`)}
            onClick={() => void setFilters({ state: filters.state === state ? null : state })}
          >
            <span style={{ color: `var(--hd-${countTone(tone, count)})`, lineHeight: 0 }}>
              <StatusShape tone={tone} />
            </span>
            <strong className="hd-num">{count}</strong> {t(`state.${state}`)}
          </button>
        ))}
    </div>
  );
}

/** None of a trouble is no alarm. */
function countTone(tone: Tone, count: number): string {
  if (count === 0) return "idle";
  return tone === "info" ? "accent" : tone;
}

/** What holds for the whole board: all in sync, silent replicas, versions, how long pushes take. */
export function BoardNotes({ board, rows }: { board: Board; rows: readonly BoardRow[] }) {
  const t = useTranslations("controlplane.board");
  const silent = board.replicas.filter(({ reachable }) => !reachable).map(({ name }) => name);
  const versions = [...new Set(board.replicas.flatMap(({ version }) => version ?? []))];
  const older = rows.filter(({ skew }) => skew !== undefined && skew > 0).length;
  const isAllSynced =
    rows.length > 0 && rows.every((row) => ["synced", "not_sent"].includes(boardState(row)));
  const lastSent = Math.max(
    ...rows.flatMap(({ cells }) => Object.values(cells).map(({ sinceMs = 0 }) => sinceMs)),
  );
  return (
    <>
      {isAllSynced && Number.isFinite(lastSent) && lastSent > 0 ? (
        <p className={classes.note}>
          {t.rich("allSynced", {
            count: rows.length,
            age: () => <Age timeMs={lastSent} />,
          })}
        </p>
      ) : null}
      {silent.length === 0 ? null : (
        <p className={classes.note}>{t("silentReplicas", { names: silent.join(", ") })}</p>
      )}
      {board.isWithoutPods ? <p className={classes.note}>{t("withoutPods")}</p> : null}
      <p className={classes.note}>
        {board.replicas.length === 0 ? null : (
          <>
            {t("replicas", { count: board.replicas.length, versions: versions.join(", ") || "?" })}
            {versions.length > 1 ? ` ${t("replicasDiffer")}` : ""}
            {older > 0 ? ` ${t("older", { count: older })}` : ""}{" "}
          </>
        )}
        {board.finishedCount > 0 ? t("finished", { count: board.finishedCount }) : null} <PushTimes />
      </p>
    </>
  );
}

/** How long istiod takes from a change until a proxy has all of it. */
function PushTimes() {
  const t = useTranslations("controlplane.board");
  const trpc = useTRPC();
  const { cluster } = useScope();
  const query = useQuery(trpc.controlplane.read.queryOptions({ cluster }, { refetchInterval: 60_000 }));
  const worst = (id: "p50" | "p99") => {
    const found = (query.data?.data.replicas ?? []).flatMap(
      (one) => one.metrics?.convergenceSeconds?.[id] ?? [],
    );
    return found.length === 0 ? undefined : Math.max(...found) * 1000;
  };
  const [p50, p99] = [worst("p50"), worst("p99")];
  if (p50 === undefined || p99 === undefined) return null;
  return <>{t("pushTimes", { p50: formatMeasure(p50, "ms"), p99: formatMeasure(p99, "ms") })}</>;
}
