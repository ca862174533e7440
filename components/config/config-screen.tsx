"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { useConfigColumns, useObjectHref } from "./config-columns";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { objectKey } from "@/lib/mesh/object-ref";

/** Every mesh configuration object of the scope. */
export function ConfigScreen() {
  const t = useTranslations("config");
  const trpc = useTRPC();
  const router = useRouter();
  const hrefOf = useObjectHref();
  const { cluster, namespaces } = useScope();
  const query = useQuery(
    trpc.config.list.queryOptions({ cluster, namespaces }, { refetchInterval: useRefetchMs() }),
  );
  const columns = useConfigColumns(query.dataUpdatedAt);
  return (
    <>
      <PageHeader title={t("title")} answer={query.data} updatedAtMs={query.dataUpdatedAt} />
      <QueryBoundary
        query={query}
        isEmpty={(rows) => rows.length === 0}
        empty={<EmptyState title={t("empty.title")} reason={t("empty.reason")} />}
      >
        {(rows) => (
          <DataTable
            rows={rows}
            columns={columns}
            rowKey={(row) => objectKey(row.ref)}
            caption={t("caption")}
            urlKey="config"
            initialSort={{ id: "findings", desc: true }}
            filterPlaceholder={t("filter")}
            exportName="configuration"
            onOpen={({ ref }) => router.push(hrefOf(ref))}
          />
        )}
      </QueryBoundary>
    </>
  );
}
