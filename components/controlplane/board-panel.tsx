"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import classes from "./board.module.css";
import { RowState } from "./board-cell";
import { boardCommands } from "./board-commands";
import { NackWords } from "./nack-words";
import { RefusedPartView } from "./nack-suspects";
import type { Board, BoardProxyType, Rejection } from "./outputs";
import { Age } from "@/components/proxies/age";
import { proxyHref } from "@/components/proxies/proxy-columns";
import { SyncBadge } from "@/components/proxies/sync-badge";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { CopyButton } from "@/components/ui/copy-button";
import { Link } from "@/components/ui/link";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { SidePanel } from "@/components/ui/side-panel";
import { isSupported, type BoardRow } from "@/lib/controlplane/board";
import { textFromTarget } from "@/lib/proxies/dump-target";

const pollMs = 5000;

/** One proxy: what it was sent and has acknowledged of each type, and where to look further. */
export function BoardPanel({
  row,
  replicas,
  rejections,
  onClose,
}: {
  row: BoardRow;
  replicas: Board["replicas"];
  rejections: readonly Rejection[];
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const { cluster } = useScope();
  const { namespace, pod } = row;
  const query = useQuery(
    trpc.controlplane.proxy.queryOptions({ cluster, namespace, pod }, { refetchInterval: pollMs }),
  );
  return (
    <SidePanel title={pod} onClose={onClose} widthPx={440}>
      <div className={classes.panel}>
        <p className={classes.note}>
          {namespace} · {row.workload} <RowState row={row} />
        </p>
        <Connection row={row} />
        <PanelLinks row={row} cluster={cluster} />
        <QueryBoundary query={query} skeleton={<PageSkeleton rows={5} />}>
          {(data) =>
            data.types.map((sync) => (
              <TypeFacts
                key={sync.type}
                sync={sync}
                rejection={rejections.find(
                  ({ type, message }) => type === sync.type && message === sync.error,
                )}
              />
            ))
          }
        </QueryBoundary>
        <Commands row={row} replicas={replicas} />
      </div>
    </SidePanel>
  );
}

function Connection({ row }: { row: BoardRow }) {
  const t = useTranslations("controlplane.board");
  const { connection, replica, alsoAt, revision, next, waiting } = row;
  return (
    <p className={classes.note}>
      {t(`told.${connection}`, {
        replica: replica ?? "?",
        others: (alsoAt ?? []).join(", "),
        waiting: waiting ?? "",
      })}
      {revision === undefined || revision === "default" ? null : ` ${t("revision", { revision })}`}
      {next === undefined ? null : ` ${t("next", { revision: next })}`}
      {isSupported(row) ? null : ` ${t("skewUnsupported")}`}
    </p>
  );
}

function PanelLinks({ row, cluster }: { row: BoardRow; cluster: string }) {
  const t = useTranslations("controlplane.board");
  const href = useViewHref();
  const { namespace, pod } = row;
  const target = (view: "envoy" | "istiod") => textFromTarget({ cluster, namespace, pod, view });
  return (
    <div className={classes.links}>
      <Link href={href(proxyHref(row))}>{t("openProxy")}</Link>
      {row.type === "ztunnel" || row.connection === "not_injected" ? null : (
        <Link href={href("/proxies/diff", { left: target("envoy"), right: target("istiod") })}>
          {t("whatIsMissing")}
        </Link>
      )}
    </div>
  );
}

function TypeFacts({ sync, rejection }: { sync: BoardProxyType; rejection: Rejection | undefined }) {
  const t = useTranslations("controlplane.board");
  const { type, since, sentAtMs, sentNonce, ackedNonce, error } = sync;
  return (
    <section className={classes.type} aria-label={type.toUpperCase()}>
      <div className={classes.cardHead}>
        <strong>{type.toUpperCase()}</strong>
        <SyncBadge sync={sync} />
        {since === undefined || sync.state === "synced" ? null : (
          <span className={classes.muted}>
            {t(since.basis === "observed" ? "atLeastSince" : "since")} <Age timeMs={since.atMs} />
          </span>
        )}
      </div>
      <dl className={classes.facts}>
        <dt>{t("sent")}</dt>
        <dd>
          <Age timeMs={sentAtMs} /> <span className={classes.muted}>{sentNonce}</span>
        </dd>
        <dt>{t("acked")}</dt>
        <dd className={classes.muted}>{ackedNonce === "" ? t("never") : ackedNonce}</dd>
      </dl>
      {error === undefined ? null : <NackWords message={error} parts={sync.refused} />}
      {rejection?.parts.map((part) => (
        <RefusedPartView key={`${part.resource ?? ""} ${part.words}`} part={part} />
      ))}
    </section>
  );
}

function Commands({ row, replicas }: { row: BoardRow; replicas: Board["replicas"] }) {
  const t = useTranslations("controlplane.board");
  return (
    <section className={classes.type} aria-label={t("commands")}>
      <strong className={classes.cardHead}>{t("commands")}</strong>
      {boardCommands(row, replicas).map((command) => (
        <div key={command} className={classes.command}>
          <code>{command}</code>
          <CopyButton value={command} label={t("copy")} />
        </div>
      ))}
    </section>
  );
}
