"use client";
import { Button, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@/components/ui/link";
import { useRouter } from "next/navigation";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import { useActivityColumns } from "./activity-columns";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";

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
      { cluster, namespaces, ...(when === "range" ? { range } : {}) },
      { refetchInterval: useRefetchMs() },
    ),
  );
  const columns = useActivityColumns(query.dataUpdatedAt);
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
          <DataTable
            rows={rows}
            columns={columns}
            rowKey={(row) => row.id}
            caption={t("caption")}
            urlKey="activity"
            initialSort={{ id: "when", desc: true }}
            filterPlaceholder={t("filter")}
            exportName="activity"
            onOpen={(row) => router.push(href(`/activity/${row.id}`))}
          />
        )}
      </QueryBoundary>
    </>
  );
}
