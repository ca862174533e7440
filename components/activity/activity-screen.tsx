"use client";
import { Button, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@/components/ui/link";
import { useRouter } from "next/navigation";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import { useActivityColumns } from "./activity-columns";
import { ActivityFilters, useActivityFilters } from "./activity-filters";
import classes from "@/components/changes/changes.module.css";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";

const listLimit = 500;

/** The audit trail. */
export function ActivityScreen() {
  const t = useTranslations("activity");
  const trpc = useTRPC();
  const router = useRouter();
  const href = useViewHref();
  const { cluster, namespaces, range } = useScope();
  const [when, setWhen] = useQueryState("when", parseAsStringLiteral(["all", "range"]).withDefault("all"));
  const query = useQuery(
    trpc.activity.list.queryOptions(
      { cluster, namespaces, limit: listLimit, ...(when === "range" ? { range } : {}) },
      { refetchInterval: useRefetchMs() },
    ),
  );
  const columns = useActivityColumns(query.dataUpdatedAt);
  const filters = useActivityFilters();
  const empty =
    when === "range" ? (
      <EmptyState title={t("emptyRange.title")} reason={t("emptyRange.reason")} />
    ) : (
      <EmptyState
        title={t("empty.title")}
        reason={t("empty.reason")}
        action={
          <Button component={Link} href={href("/routing/split")} size="xs">
            {t("empty.action")}
          </Button>
        }
      />
    );
  return (
    <>
      <PageHeader
        title={t("title")}
        answer={query.data}
        updatedAtMs={query.dataUpdatedAt}
        actions={
          <SegmentedControl
            size="xs"
            value={when}
            onChange={(value) => void setWhen(value === "range" ? "range" : null)}
            data={[
              { value: "all", label: t("allTimes") },
              { value: "range", label: t("inRange") },
            ]}
            aria-label={t("when")}
          />
        }
      />
      <QueryBoundary query={query} isEmpty={(rows) => rows.length === 0} empty={empty}>
        {(rows) => (
          <>
            {rows.length < listLimit ? null : (
              <p className={classes.muted}>{t("cut", { count: listLimit })}</p>
            )}
            <DataTable
              rows={rows.filter(filters.keep)}
              tools={<ActivityFilters rows={rows} {...filters} />}
              columns={columns}
              rowKey={(row) => row.id}
              caption={t("caption")}
              urlKey="activity"
              initialSort={{ id: "when", desc: true }}
              filterPlaceholder={t("filter")}
              exportName="activity"
              onOpen={(row) => router.push(href(`/activity/${row.id}`))}
            />
            {filters.isAny || rows.some(filters.keep) ? null : (
              <EmptyState title={t("filters.none")} reason={t("filters.noneReason")} />
            )}
          </>
        )}
      </QueryBoundary>
    </>
  );
}
