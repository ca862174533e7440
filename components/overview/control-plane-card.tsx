"use client";
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@/components/ui/link";
import { useTranslations } from "use-intl";
import classes from "./cards.module.css";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { Section } from "@/components/ui/section";
import { StatusBadge } from "@/components/ui/status-badge";
import type { ControlPlaneReplica } from "@/lib/controlplane/sync";
import type { SyncSummary } from "@/lib/overview/sync-summary";

/** istiod's replicas and the proxies that do not run what istiod wants. */
export function ControlPlaneCard() {
  const t = useTranslations("overview");
  const trpc = useTRPC();
  const { cluster, namespaces } = useScope();
  const query = useQuery(
    trpc.overview.controlPlane.queryOptions({ cluster, namespaces }, { refetchInterval: useRefetchMs() }),
  );
  const href = useViewHref();
  return (
    <Section
      title={t("summary.controlPlane")}
      actions={
        <Link className={classes.link} href={href("/controlplane")}>
          {t("summary.seeAll")}
        </Link>
      }
    >
      <div className={classes.card}>
        {query.isPending ? (
          <Skeleton h={24} />
        ) : (
          <Glance sync={query.data?.data.sync} replicas={query.data?.data.replicas} />
        )}
      </div>
    </Section>
  );
}

function Glance({
  sync,
  replicas,
}: {
  sync: SyncSummary | undefined;
  replicas: readonly ControlPlaneReplica[] | undefined;
}) {
  const t = useTranslations("overview");
  const href = useViewHref();
  const up = replicas?.filter((each) => each.reachable).length ?? 0;
  const tone = replicas === undefined || up === 0 ? "unknown" : up < replicas.length ? "degraded" : "ok";
  const rejected = sync?.problems.filter((each) => each.state === "error").length ?? 0;
  return (
    <>
      <div className={classes.row}>
        <StatusBadge
          tone={tone}
          label={
            replicas === undefined
              ? t("summary.replicasUnknown")
              : t("summary.replicas", { up, all: replicas.length })
          }
        />
      </div>
      {sync === undefined ? null : (
        <ul className={classes.list} style={{ marginTop: 8 }}>
          <li className={classes.row}>
            <span className={classes.grow}>{t("summary.proxies")}</span>
            <strong className="hd-num">
              {t("summary.synced", { synced: sync.syncedProxies, all: sync.proxies })}
            </strong>
          </li>
          {sync.problems.slice(0, 2).map((problem) => (
            <li key={`${problem.pod}${problem.type}`} className={classes.row} title={problem.error}>
              <StatusBadge
                tone={problem.state === "error" ? "failing" : "degraded"}
                label={`${problem.type.toUpperCase()} ${t(problem.state === "error" ? "problem.error" : "problem.stale")}`}
              />
              <Link
                className={`${classes.link} ${classes.grow}`}
                href={href(`/proxies/${problem.namespace}/${problem.pod}`)}
              >
                {problem.pod}
              </Link>
            </li>
          ))}
          {sync.problems.length === 0 ? <li className={classes.muted}>{t("summary.allSynced")}</li> : null}
          {sync.problems.length > 2 ? (
            <li className={classes.muted}>
              {t(rejected > 2 ? "summary.rejected" : "summary.stale", {
                count: rejected > 2 ? rejected : sync.problems.length - rejected,
              })}
            </li>
          ) : null}
        </ul>
      )}
    </>
  );
}
