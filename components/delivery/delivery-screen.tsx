"use client";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { parseAsArrayOf, parseAsString, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import { ActiveRuns } from "./active-runs";
import { useDeliveryColumns } from "./delivery-columns";
import { DeliveryFilters, useDeliveryFilters } from "./delivery-filters";
import classes from "./delivery.module.css";
import { LiveMark } from "./live-mark";
import { NewMenu } from "./new-menu";
import { rowTarget } from "./row-path";
import { useLiveRuns } from "./use-live-runs";
import { usePageLoaded } from "./use-page-loaded";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { QueryBoundary } from "@/components/ui/query-boundary";
import type { DeliveryRow } from "@/lib/delivery/list-row";

const KillSwitch = dynamic(async () => (await import("@/components/faults/kill-switch")).KillSwitch, {
  ssr: false,
  loading: () => <PageSkeleton rows={2} />,
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
            <Everything {...data} />
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

function Everything({ rows, nowMs }: Delivery) {
  const t = useTranslations("delivery");
  const router = useRouter();
  const href = useViewHref();
  const { filters, setFilters, keep } = useDeliveryFilters();
  const [picked, setPicked] = useQueryState("runs", parseAsArrayOf(parseAsString).withDefault([]));
  const columns = useDeliveryColumns({
    nowMs,
    picked,
    // The two that were chosen last.
    onPick: (runId, isPicked) => {
      const rest = picked.filter((one) => one !== runId);
      const next = isPicked ? [...rest, runId].slice(-2) : rest;
      void setPicked(next.length === 0 ? null : next);
    },
  });
  const ended = rows.filter(({ state }) => state === "ended").length;
  return (
    <>
      {ended < endedLimit ? null : <p className={classes.note}>{t("cut", { count: endedLimit })}</p>}
      <DataTable
        rows={rows.filter(keep)}
        columns={columns}
        rowKey={({ key }: DeliveryRow) => key}
        caption={t("caption")}
        urlKey="delivery"
        initialSort={{ id: "started", desc: true }}
        filterPlaceholder={t("filter")}
        exportName="delivery"
        emptyText={rows.length === 0 ? undefined : t("emptyFilter.title")}
        onOpen={(row) => {
          const { path, params } = rowTarget(row);
          router.push(href(path, params));
        }}
        tools={
          <>
            <DeliveryFilters rows={rows} filters={filters} setFilters={setFilters} />
            <CompareButton picked={picked} />
          </>
        }
      />
    </>
  );
}

function CompareButton({ picked }: { picked: readonly string[] }) {
  const t = useTranslations("delivery");
  const href = useViewHref();
  if (picked.length === 0) return null;
  if (picked.length === 1) return <span className={classes.muted}>{t("compare.one")}</span>;
  return (
    <Button component={Link} size="compact-xs" href={href("/delivery/compare", { runs: picked.join(",") })}>
      {t("compare.action")}
    </Button>
  );
}
