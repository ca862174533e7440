"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useTranslations } from "use-intl";
import { DelegatedStateBadge } from "./delegated-state-badge";
import { DelegatedVerbs } from "./delegated-verbs";
import classes from "./delegated.module.css";
import changes from "@/components/changes/changes.module.css";
import { LazyWriteFlow } from "@/components/config/lazy-write-flow";
import { useReviewState } from "@/components/config/use-review-state";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { EmptyState } from "@/components/ui/empty-state";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { QueryBoundary } from "@/components/ui/query-boundary";
import type { DelegatedSystem } from "@/lib/delivery/delegated-verb";

const DelegatedOverview = dynamic(async () => (await import("./delegated-overview")).DelegatedOverview, {
  ssr: false,
  loading: () => <PageSkeleton rows={12} />,
});

type Props = { readonly system: DelegatedSystem; readonly namespace: string; readonly name: string };

/** A rollout that Flagger or Argo runs: how far it is, what the route really does, and what may be asked of it. */
export function DelegatedScreen({ system, namespace, name }: Props) {
  const t = useTranslations("delivery.delegated");
  const trpc = useTRPC();
  const href = useViewHref();
  const { cluster } = useScope();
  const review = useReviewState();
  const isReviewing = review.planHash !== null || review.changeId !== null;
  const input = { cluster, system, namespace, name };
  const isAtRest = review.planHash !== null && review.changeId === null;
  const query = useQuery(
    trpc.delegated.read.queryOptions(input, { refetchInterval: useRefetchMs(), enabled: !isAtRest }),
  );
  const detail = query.data?.data;
  const isGone = query.error?.data?.code === "NOT_FOUND";
  return (
    <>
      <PageHeader
        title={`${system === "flagger" ? "Canary" : "Rollout"} ${namespace}/${name}`}
        subtitle={
          <>
            <Link className={changes.link} href={href("/delivery")}>
              {t("back")}
            </Link>{" "}
            · {t(`system.${system}`)}
          </>
        }
        badges={detail === undefined ? undefined : <DelegatedStateBadge rollout={detail.rollout} />}
        actions={
          detail === undefined || isReviewing || isGone ? undefined : (
            <DelegatedVerbs detail={detail} onPlanned={review.planned} />
          )
        }
        answer={query.data}
        updatedAtMs={query.dataUpdatedAt}
      />
      <div className={classes.page}>
        {isReviewing ? (
          <LazyWriteFlow state={review} planHash={review.planHash ?? ""} onApplied={() => undefined} />
        ) : isGone ? (
          <EmptyState title={t("gone")} reason={t("goneReason")} />
        ) : (
          <QueryBoundary query={query}>{(data) => <DelegatedOverview detail={data} />}</QueryBoundary>
        )}
      </div>
    </>
  );
}
