"use client";
import { useTranslations } from "use-intl";
import { RowState } from "./board-cell";
import classes from "./board.module.css";
import { keyOf } from "./board-table";
import type { Board } from "./outputs";
import { proxyHref } from "@/components/proxies/proxy-columns";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { Section } from "@/components/ui/section";
import { boardState, type BoardRow, type BoardState } from "@/lib/controlplane/board";

const shownAtMost = 30;

const kinds = ["disconnected", "not_injected", "starting"] as const;

/** Pods that no answering istiod lists, with a proxy or with none that should have one, and what is known of why. */
export function BoardUnconnected({
  rows,
  replicas,
  onAll,
}: {
  rows: readonly BoardRow[];
  replicas: Board["replicas"];
  onAll: (state: BoardState) => void;
}) {
  const t = useTranslations("controlplane.board");
  const found = kinds.map((kind) => ({ kind, rows: rows.filter((row) => boardState(row) === kind) }));
  const all = found.flatMap((each) => each.rows);
  if (all.length === 0) return null;
  return (
    <Section
      title={t("unconnected", { count: all.length })}
      actions={found.map(({ kind, rows: own }) =>
        own.length === 0 ? null : (
          <button key={kind} type="button" className={classes.count} onClick={() => onAll(kind)}>
            {t("showInTable", { state: t(`state.${kind}`), count: own.length })}
          </button>
        ),
      )}
    >
      <ul className={classes.list}>
        {all.slice(0, shownAtMost).map((row) => (
          <Unconnected key={keyOf(row)} row={row} replicas={replicas} />
        ))}
      </ul>
      {all.length > shownAtMost ? (
        <p className={classes.note}>{t("more", { count: all.length - shownAtMost })}</p>
      ) : null}
    </Section>
  );
}

function Unconnected({ row, replicas }: { row: BoardRow; replicas: Board["replicas"] }) {
  const t = useTranslations("controlplane.board");
  const href = useViewHref();
  const { namespace, pod, connection, revision, waiting } = row;
  // With a replica whose revision nobody tells, it may be the one.
  const isOrphan =
    connection === "disconnected" &&
    revision !== undefined &&
    replicas.length > 0 &&
    replicas.every((replica) => replica.revision !== undefined && replica.revision !== revision);
  return (
    <li>
      <RowState row={row} />{" "}
      <Link
        href={href(
          connection === "not_injected" ? `/workloads/${namespace}/${row.workload}` : proxyHref(row),
        )}
      >
        {pod}
      </Link>{" "}
      <span className={classes.muted}>
        {namespace} ·{" "}
        {t(`told.${connection}`, { replica: row.replica ?? "?", others: "", waiting: waiting ?? "" })}
        {revision === undefined || revision === "default" ? null : ` ${t("revision", { revision })}`}
        {isOrphan ? ` ${t("orphan", { revision })}` : null}
      </span>
    </li>
  );
}
