"use client";
import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import type { SnapshotListData } from "./outputs";
import { snapshotPath, useSnapshotColumns } from "./snapshot-columns";
import classes from "./snapshots.module.css";
import { UploadZone } from "./upload-zone";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { formatMeasure } from "@/lib/format/measure";
import { snapshotOrigins } from "@/lib/proxies/snapshot";

/** Dumps that were kept or uploaded, and the way to upload more. */
export function SnapshotsScreen() {
  const t = useTranslations("snapshots");
  const trpc = useTRPC();
  const query = useQuery(trpc.snapshots.list.queryOptions({}, { refetchInterval: useRefetchMs() }));
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle")}
        answer={query.data}
        updatedAtMs={query.dataUpdatedAt}
      />
      <UploadZone />
      <QueryBoundary
        query={query}
        isEmpty={(data) => data.snapshots.length === 0}
        empty={<EmptyState title={t("empty.title")} reason={t("empty.reason")} />}
      >
        {(data) => <SnapshotTable data={data} />}
      </QueryBoundary>
    </>
  );
}

const originChoices = ["all", ...snapshotOrigins] as const;

function SnapshotTable({ data }: { data: SnapshotListData }) {
  const t = useTranslations("snapshots");
  const router = useRouter();
  const href = useViewHref();
  const [origin, setOrigin] = useQueryState("origin", parseAsStringLiteral(originChoices).withDefault("all"));
  const { policy, storedBytes } = data;
  return (
    <>
      <div className={classes.tools}>
        <SegmentedControl
          size="xs"
          aria-label={t("origin.label")}
          data={originChoices.map((value) => ({ value, label: t(`origin.${value}`) }))}
          value={origin}
          onChange={(value) => void setOrigin(originChoices.find((each) => each === value) ?? "all")}
        />
        <span className={classes.space}>
          {t("space", {
            used: formatMeasure(storedBytes, "bytes"),
            limit: formatMeasure(policy.maxBytes, "bytes"),
            count: policy.versionsPerProxy,
          })}
        </span>
      </div>
      <DataTable
        rows={data.snapshots.filter((each) => origin === "all" || each.origin === origin)}
        columns={useSnapshotColumns()}
        rowKey={({ id }) => id}
        caption={t("caption")}
        urlKey="snapshots"
        initialSort={{ id: "takenAt", desc: true }}
        filterPlaceholder={t("filter")}
        emptyText={t("noneOfOrigin")}
        exportName="snapshots"
        maxHeight="calc(100vh - 380px)"
        onOpen={({ id }) => router.push(href(snapshotPath(id)))}
      />
    </>
  );
}
