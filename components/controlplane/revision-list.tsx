"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { RevisionRow } from "./outputs";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { Link } from "@/components/ui/link";
import { Measure } from "@/components/ui/measure";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { Section } from "@/components/ui/section";
import { StatusBadge } from "@/components/ui/status-badge";
import { unknownText } from "@/lib/format/measure";

const counts = {
  proxies: (row: RevisionRow) => row.proxyCount,
  leaving: (row: RevisionRow) => row.leavingCount,
  coming: (row: RevisionRow) => row.comingCount,
  disconnected: (row: RevisionRow) => row.disconnectedCount,
  unsupported: (row: RevisionRow) => row.unsupportedCount,
} as const;

function useColumns(): readonly DataColumn<RevisionRow>[] {
  const t = useTranslations("controlplane.revisions");
  const href = useViewHref();
  return useMemo(
    () => [
      {
        id: "revision",
        header: t("col.revision"),
        width: 130,
        grow: 1,
        value: ({ revision }) => (revision === "" ? undefined : revision),
        cell: ({ revision }) =>
          revision === "" ? (
            t("unknown")
          ) : (
            <Link href={href("/controlplane/sync", { revision })}>{revision}</Link>
          ),
      },
      { id: "tags", header: t("col.tags"), width: 110, value: ({ tags }) => tags.join(", ") || undefined },
      {
        id: "replicas",
        header: t("col.replicas"),
        width: 170,
        grow: 2,
        value: ({ replicas }) => replicas?.join(", ") || undefined,
        cell: ({ replicas, revision }) =>
          replicas?.length !== 0 || revision === "" ? (
            replicas?.join(", ") || unknownText
          ) : (
            <StatusBadge tone="failing" label={t("orphan")} />
          ),
      },
      {
        id: "versions",
        header: t("col.versions"),
        width: 110,
        grow: 1,
        value: ({ versions }) => versions.join(", ") || undefined,
      },
      {
        id: "namespaces",
        header: t("col.namespaces"),
        width: 170,
        grow: 3,
        value: ({ namespaces }) => namespaces?.join(", ") || undefined,
      },
      ...(Object.keys(counts) as (keyof typeof counts)[]).map((id): DataColumn<RevisionRow> => ({
        id,
        header: t(`col.${id}`),
        width: 126,
        align: "end",
        value: counts[id],
        cell: (row) => <Measure value={counts[id](row)} unit="count" />,
      })),
    ],
    [t, href],
  );
}

/** Which revision serves whom, and how far an upgrade from one to another is. */
export function RevisionList() {
  const t = useTranslations("controlplane.revisions");
  const trpc = useTRPC();
  const { cluster } = useScope();
  const columns = useColumns();
  const query = useQuery(
    trpc.controlplane.revisions.queryOptions({ cluster }, { refetchInterval: useRefetchMs() }),
  );
  return (
    <Section title={t("title")} flush>
      <QueryBoundary query={query} skeleton={<PageSkeleton rows={2} />}>
        {(rows) => (
          <DataTable
            rows={rows}
            columns={columns}
            rowKey={(row) => row.revision}
            caption={t("title")}
            urlKey="revisions"
            initialSort={{ id: "revision", desc: false }}
            exportName="istio-revisions"
            emptyText={t("none")}
            maxHeight={260}
          />
        )}
      </QueryBoundary>
    </Section>
  );
}
