"use client";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@/components/ui/link";
import { useMemo } from "react";
import { useLocale, useTranslations } from "use-intl";
import classes from "./services.module.css";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { StatusBadge } from "@/components/ui/status-badge";
import { formatDurationUs, formatTime } from "@/lib/format/duration";
import type { TraceSummary } from "@/lib/traces/search";

/** The latest traces that touch the service. Sidecars report as `app.namespace`. */
export function ServiceTraces({ namespace, name }: { namespace: string; name: string }) {
  const t = useTranslations("traces");
  const s = useTranslations("services");
  const locale = useLocale();
  const trpc = useTRPC();
  const scope = useScope();
  const href = useViewHref();
  const service = `${name}.${namespace}`;
  const query = useQuery(
    trpc.traces.search.queryOptions(
      { ...scope, namespaces: [], service, tags: {}, limit: 50 },
      { refetchInterval: useRefetchMs() },
    ),
  );
  const columns = useMemo<readonly DataColumn<TraceSummary>[]>(
    () => [
      {
        id: "time",
        header: t("column.time"),
        width: 110,
        value: (row) => row.startMs,
        cell: (row) => formatTime(row.startMs, locale),
      },
      {
        id: "root",
        header: t("column.root"),
        grow: 3,
        width: 240,
        value: (row) => `${row.rootService} ${row.rootOperation}`,
        cell: (row) => (
          <Link href={href(`/traces/${row.traceId}`)}>
            {row.rootService === "" ? row.traceId : `${row.rootService}: ${row.rootOperation}`}
          </Link>
        ),
      },
      {
        id: "duration",
        header: t("column.duration"),
        width: 110,
        align: "end",
        value: (row) => row.durationUs,
        cell: (row) => formatDurationUs(row.durationUs),
      },
      { id: "spans", header: t("column.spans"), width: 90, align: "end", value: (row) => row.spanCount },
      {
        id: "errors",
        header: t("column.errors"),
        width: 100,
        align: "end",
        value: (row) => row.errorSpanCount,
        cell: (row) =>
          row.errorSpanCount === 0 ? "0" : <StatusBadge tone="failing" label={String(row.errorSpanCount)} />,
      },
    ],
    [t, locale, href],
  );
  return (
    <QueryBoundary
      query={query}
      isEmpty={(data) => data.summaries.length === 0}
      empty={<EmptyState title={t("empty.noMatchTitle")} reason={t("empty.hintRange")} />}
    >
      {(data) => (
        <div className={classes.stack}>
          <DataTable
            rows={data.summaries}
            columns={columns}
            rowKey={(row) => row.traceId}
            caption={s("tab.traces")}
            urlKey="traces"
            initialSort={{ id: "time", desc: true }}
            exportName="traces"
            maxHeight="calc(100vh - 360px)"
          />
          <Link href={href("/traces", { service })}>{s("openTraces")}</Link>
        </div>
      )}
    </QueryBoundary>
  );
}
