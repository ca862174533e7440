"use client";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTranslations } from "use-intl";
import { situationOf, situationTones, type ExperimentDetail } from "./detail";
import { RunActions } from "./run-actions";
import { RunHead } from "./run-head";
import changeClasses from "@/components/changes/changes.module.css";
import { useLiveRuns } from "@/components/delivery/use-live-runs";
import { useTRPC } from "@/components/query/trpc";
import { useViewHref } from "@/components/query/use-view-href";
import { useNowMs } from "@/components/ui/data-age";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { StatusBadge } from "@/components/ui/status-badge";

const RunBody = lazy(async () => ({ default: (await import("./run-body")).RunBody }));

/** One experiment: live while it runs, a report once it has ended. */
export function ExperimentScreen({ runId }: { runId: string }) {
  const t = useTranslations("faults");
  const trpc = useTRPC();
  const { refetchMs } = useLiveRuns();
  const query = useQuery(
    trpc.faults.read.queryOptions(
      { runId },
      { refetchInterval: ({ state }) => (isSettled(state.data?.data) ? false : refetchMs) },
    ),
  );
  const detail = query.data?.data;
  const ownNowMs = useNowMs();
  // The server's clock decides; the browser's only counts on from it.
  const nowMs = detail === undefined ? ownNowMs : detail.nowMs + Math.max(0, ownNowMs - query.dataUpdatedAt);
  return (
    <>
      <PageHeader
        title={
          detail === undefined
            ? t("title")
            : t("run.title", { service: `${detail.run.service.namespace}/${detail.run.service.name}` })
        }
        badges={detail === undefined ? undefined : <SituationBadge detail={detail} nowMs={nowMs} />}
        subtitle={detail === undefined ? undefined : <RunSubtitle detail={detail} />}
        actions={detail === undefined ? undefined : <RunActions detail={detail} />}
        answer={query.data}
        updatedAtMs={query.dataUpdatedAt}
      />
      <QueryBoundary query={query} skeleton={<PageSkeleton rows={12} />}>
        {(data) => (
          <div className={changeClasses.stack}>
            {data.report === undefined ? <RunHead detail={data} nowMs={nowMs} /> : null}
            <Suspense fallback={<PageSkeleton rows={12} />}>
              <RunBody detail={data} nowMs={nowMs} />
            </Suspense>
          </div>
        )}
      </QueryBoundary>
    </>
  );
}

/** Its conditions are looked at for a while after the end, for the report. */
const afterMs = 5 * 60_000;

function isSettled(detail: ExperimentDetail | undefined): boolean {
  return detail?.run.endedAtMs !== undefined && detail.nowMs - detail.run.endedAtMs > afterMs;
}

function SituationBadge({ detail, nowMs }: { detail: ExperimentDetail; nowMs: number }) {
  const t = useTranslations("faults.run");
  const situation = situationOf(detail.run, nowMs);
  return <StatusBadge tone={situationTones[situation]} label={t(`short.${situation}`)} />;
}

function RunSubtitle({ detail: { run } }: { detail: ExperimentDetail }) {
  const t = useTranslations("faults.run");
  const href = useViewHref();
  const { namespace, name } = run.service;
  return (
    <>
      <Link className={changeClasses.link} href={href(`/services/${namespace}/${name}`)}>
        {namespace}/{name}
      </Link>{" "}
      {t("by", { actor: run.createdBy })}
    </>
  );
}
