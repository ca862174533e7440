"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { WatchState } from "./outputs";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs } from "@/components/query/use-scope";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { ErrorState } from "@/components/ui/error-state";
import { Section } from "@/components/ui/section";
import { StatusBadge } from "@/components/ui/status-badge";
import { formatAge } from "@/lib/format/duration";
import { unknownText } from "@/lib/format/measure";

const tones = { synced: "ok", syncing: "info", absent: "idle", failed: "failing" } as const;

function useWatchColumns(): readonly DataColumn<WatchState>[] {
  const t = useTranslations("settings");
  return useMemo(
    () => [
      { id: "cluster", header: t("col.cluster"), width: 130, value: (row) => row.cluster },
      { id: "kind", header: t("col.kind"), width: 200, grow: 1, value: (row) => row.kind },
      {
        id: "group",
        header: t("col.group"),
        width: 220,
        grow: 2,
        value: (row) => (row.group === "" ? t("coreGroup") : row.group),
      },
      {
        id: "state",
        header: t("col.state"),
        width: 190,
        value: (row) => t(`watch.${row.state}`),
        cell: (row) => <StatusBadge tone={tones[row.state]} label={t(`watch.${row.state}`)} />,
      },
      {
        id: "age",
        header: t("col.age"),
        width: 150,
        align: "end",
        value: (row) => row.ageMs,
        cell: (row) => (row.ageMs === undefined ? unknownText : formatAge(row.ageMs)),
      },
    ],
    [t],
  );
}

/** The state of the watch behind every kind of object that the console reads. */
export function WatchTable() {
  const t = useTranslations("settings");
  const trpc = useTRPC();
  const columns = useWatchColumns();
  const query = useQuery(trpc.settings.watches.queryOptions(undefined, { refetchInterval: useRefetchMs() }));
  if (query.data === undefined) {
    return query.error === null ? null : (
      <ErrorState error={query.error} onRetry={() => void query.refetch()} />
    );
  }
  return (
    <Section title={t("watches")} flush>
      <DataTable
        rows={query.data}
        columns={columns}
        rowKey={(row) => `${row.cluster}/${row.group}/${row.kind}`}
        caption={t("watches")}
        urlKey="watches"
        exportName="watches"
        emptyText={t("noWatches")}
        maxHeight={480}
      />
    </Section>
  );
}
