"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { proxyHref, useProxyColumns } from "./proxy-columns";
import { ProxiesActions } from "./proxy-actions";
import { ProxyFilters, useProxyFilters } from "./proxy-filters";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import type { ProxyRow } from "@/lib/controlplane/proxy-row";

/** Every pod of the scope with its proxy's sync state. */
export function ProxiesScreen() {
  const t = useTranslations("proxies");
  const trpc = useTRPC();
  const scope = useScope();
  const query = useQuery(trpc.proxies.list.queryOptions(scope, { refetchInterval: useRefetchMs() }));
  return (
    <>
      <PageHeader
        title={t("title")}
        answer={query.data}
        updatedAtMs={query.dataUpdatedAt}
        actions={<ProxiesActions />}
      />
      <QueryBoundary
        query={query}
        isEmpty={(data) => data.rows.length === 0}
        empty={<EmptyState title={t("empty.title")} reason={t("empty.reason")} />}
      >
        {(data, { warnings }) => (
          <ProxyTable
            rows={data.rows}
            arePodsKnown={warnings.every(({ source }) => source !== "kubernetes")}
          />
        )}
      </QueryBoundary>
    </>
  );
}

function ProxyTable({ rows, arePodsKnown }: { rows: readonly ProxyRow[]; arePodsKnown: boolean }) {
  const t = useTranslations("proxies");
  const router = useRouter();
  const href = useViewHref();
  const { filters, setFilters, keep } = useProxyFilters();
  return (
    <>
      <ProxyFilters rows={rows} arePodsKnown={arePodsKnown} filters={filters} setFilters={setFilters} />
      <DataTable
        rows={rows.filter(keep)}
        columns={useProxyColumns(rows)}
        rowKey={(row) => `${row.namespace}/${row.pod}`}
        caption={t("caption")}
        urlKey="proxies"
        initialSort={{ id: "state", desc: false }}
        filterPlaceholder={t("filter")}
        exportName="proxies"
        maxHeight="calc(100vh - 230px)"
        onOpen={(row) => router.push(href(proxyHref(row)))}
      />
    </>
  );
}
