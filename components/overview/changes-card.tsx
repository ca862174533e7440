"use client";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@/components/ui/link";
import { useTranslations } from "use-intl";
import classes from "./cards.module.css";
import { useChangeTitle } from "@/components/changes/use-change-title";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { useNowMs } from "@/components/ui/data-age";
import { Section } from "@/components/ui/section";
import { formatAge } from "@/lib/format/duration";

/** The latest changes that were made through the console. */
export function ChangesCard() {
  const t = useTranslations("overview");
  const trpc = useTRPC();
  const { cluster, namespaces } = useScope();
  const href = useViewHref();
  const nowMs = useNowMs();
  const titleOf = useChangeTitle();
  const query = useQuery(
    trpc.changes.recent.queryOptions({ cluster, namespaces }, { refetchInterval: useRefetchMs() }),
  );
  const changes = query.data?.data ?? [];
  const unknown = query.error !== null || (query.data?.warnings.length ?? 0) > 0;
  return (
    <Section
      title={t("summary.changes")}
      actions={
        <Link className={classes.link} href={href("/activity")}>
          {t("summary.seeAll")}
        </Link>
      }
    >
      <div className={classes.card}>
        {changes.length === 0 ? (
          <span className={classes.muted}>
            {query.isPending ? "\u00a0" : t(unknown ? "summary.changesUnknown" : "summary.noChanges")}
          </span>
        ) : null}
        <ul className={classes.list}>
          {changes.slice(0, 4).map((change) => (
            <li key={change.id} className={classes.row}>
              <Link
                title={titleOf(change)}
                className={`${classes.link} ${classes.grow}`}
                href={href(`/activity/${change.id}`)}
              >
                {titleOf(change)}
              </Link>
              <span className={classes.muted}>{change.actor}</span>
              <span className={`${classes.muted} hd-num`}>
                {nowMs === 0 ? "" : formatAge(nowMs - change.startedAtMs)}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </Section>
  );
}
