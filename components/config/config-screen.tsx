"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { useConfigColumns } from "./config-columns";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { groupFromApiVersion, objectKey } from "@/lib/mesh/object-ref";

/** Every mesh configuration object of the scope. */
export function ConfigScreen() {
  const t = useTranslations("config");
  const trpc = useTRPC();
  const router = useRouter();
  const href = useViewHref();
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
            onOpen={({ ref }) => {
              const parts = [ref.kind, ref.namespace === "" ? "_" : ref.namespace, ref.name];
              const path = `/config/${parts.map(encodeURIComponent).join("/")}`;
              router.push(href(path, { group: groupFromApiVersion(ref.apiVersion) }));
            }}
          />
        )}
      </QueryBoundary>
    </>
  );
}
