"use client";
import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import { ComparePicked } from "./compare-picked";
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
  const [ids, setIds] = useQueryState("pick", parseAsArrayOf(parseAsString).withDefault([]));
  const { policy, storedBytes, snapshots, watches } = data;
  const picked = ids.flatMap((id) => snapshots.find((each) => each.id === id) ?? []);
  /** A third one takes the place of the first. */
  const pick = (id: string) => {
    const others = picked.map((each) => each.id).filter((each) => each !== id);
    const next = ids.includes(id) ? others : [...others.slice(-1), id];
    void setIds(next.length === 0 ? null : next);
  };
  const columns = useSnapshotColumns({ picked: picked.map(({ id }) => id), onPick: pick, watches });
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
        <ComparePicked picked={picked} onClear={() => void setIds(null)} />
        <span className={classes.space}>
          {t("space", {
            used: formatMeasure(storedBytes, "bytes"),
            limit: formatMeasure(policy.maxBytes, "bytes"),
            count: policy.versionsPerProxy,
          })}
        </span>
      </div>
      <DataTable
        rows={snapshots.filter((each) => origin === "all" || each.origin === origin)}
        columns={columns}
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
