"use client";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useTranslations } from "use-intl";
import { ActiveRuns } from "./active-runs";
import classes from "./delivery.module.css";
import { LiveMark } from "./live-mark";
import { NewMenu } from "./new-menu";
import { useLiveRuns } from "./use-live-runs";
import { usePageLoaded } from "./use-page-loaded";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { EmptyState } from "@/components/ui/empty-state";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { QueryBoundary } from "@/components/ui/query-boundary";

const KillSwitch = dynamic(async () => (await import("@/components/faults/kill-switch")).KillSwitch, {
  ssr: false,
  loading: () => <PageSkeleton rows={2} />,
});

const DeliveryTable = dynamic(async () => (await import("./delivery-table")).DeliveryTable, {
  ssr: false,
  loading: () => <PageSkeleton rows={8} />,
});

const endedLimit = 200;
/** Splits and rollouts of others change without a run of ours being saved. */
const slowMs = 10_000;

type Delivery = RouterOutputs["delivery"]["list"]["data"];

const isBare = ({ rows, isRouteKnown, isDelegatedKnown }: Delivery) =>
  rows.length === 0 && isRouteKnown && isDelegatedKnown;

/** Everything that moves traffic or breaks it on purpose: what is under way on top, then all of it. */
export function DeliveryScreen() {
  const t = useTranslations("delivery");
  const trpc = useTRPC();
  const href = useViewHref();
  const { cluster, namespaces } = useScope();
  const { isLive, refetchMs } = useLiveRuns();
  // It stands at the end of the page: nothing above waits for its scripts.
  const isPageLoaded = usePageLoaded();
  const query = useQuery(
    trpc.delivery.list.queryOptions(
      { cluster, namespaces, limit: endedLimit },
      { refetchInterval: refetchMs === false ? slowMs : refetchMs },
    ),
  );
  const empty = (
    <EmptyState
      title={t("empty.title")}
      reason={t("empty.reason")}
      action={
        <Button component={Link} href={href("/delivery/canary/new")} size="xs">
          {t("empty.action")}
        </Button>
      }
    />
  );
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle")}
        badges={<LiveMark isLive={isLive} />}
        answer={query.data}
        updatedAtMs={query.dataUpdatedAt}
        actions={<NewMenu />}
      />
      <QueryBoundary query={query} isEmpty={isBare} empty={empty}>
        {(data) => (
          <div className={classes.stack}>
            <Unknowns {...data} />
            <ActiveRuns rows={data.rows.filter(({ isActive }) => isActive)} nowMs={data.nowMs} />
            <DeliveryTable rows={data.rows} nowMs={data.nowMs} endedLimit={endedLimit} />
            {isPageLoaded ? <KillSwitch /> : <PageSkeleton rows={2} />}
          </div>
        )}
      </QueryBoundary>
    </>
  );
}

function Unknowns({ isRouteKnown, isDelegatedKnown }: Delivery) {
  const t = useTranslations("delivery");
  return (
    <>
      {isRouteKnown ? null : <p className={classes.warning}>{t("unknownRoutes")}</p>}
      {isDelegatedKnown ? null : <p className={classes.warning}>{t("unknownRollouts")}</p>}
    </>
  );
}
