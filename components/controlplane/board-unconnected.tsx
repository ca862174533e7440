"use client";
import { useTranslations } from "use-intl";
import { RowState } from "./board-cell";
import classes from "./board.module.css";
import { keyOf } from "./board-table";
import { proxyHref } from "@/components/proxies/proxy-columns";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { Section } from "@/components/ui/section";
import { boardState, type BoardRow } from "@/lib/controlplane/board";

const shownAtMost = 30;

/** Pods with a proxy that no answering istiod lists, each with what is known of why. */
export function BoardUnconnected({ rows, onAll }: { rows: readonly BoardRow[]; onAll: () => void }) {
  const t = useTranslations("controlplane.board");
  const href = useViewHref();
  const unconnected = rows.filter((row) => boardState(row) === "disconnected");
  const waiting = rows.filter((row) => boardState(row) === "starting");
  const shown = [...unconnected, ...waiting].slice(0, shownAtMost);
  if (shown.length === 0) return null;
  return (
    <Section
      title={t("unconnected", { count: unconnected.length + waiting.length })}
      actions={
        unconnected.length === 0 ? undefined : (
          <button type="button" className={classes.count} onClick={onAll}>
            {t("showInTable")}
          </button>
        )
      }
    >
      <ul className={classes.list}>
        {shown.map((row) => (
          <li key={keyOf(row)}>
            <RowState row={row} /> <Link href={href(proxyHref(row))}>{row.pod}</Link>{" "}
            <span className={classes.muted}>
              {row.namespace} ·{" "}
              {t(`told.${row.connection}`, {
                replica: row.replica ?? "?",
                others: "",
                waiting: row.waiting ?? "",
              })}
              {row.revision === undefined ? null : ` ${t("revision", { revision: row.revision })}`}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
