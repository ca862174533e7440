"use client";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { ownerWords, useConfigColumns, useObjectHref, type ConfigRow } from "./config-columns";
import { ConfigFilterBar } from "./config-filters";
import { passes, useConfigFilters } from "./use-config-filters";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { objectKey } from "@/lib/mesh/object-ref";

/** Every object of the mesh's configuration, or of what it depends on. */
export function ConfigScreen() {
  const t = useTranslations("config");
  const c = useTranslations("changes");
  const trpc = useTRPC();
  const router = useRouter();
  const href = useViewHref();
  const hrefOf = useObjectHref();
  const { cluster, namespaces } = useScope();
  const { filters, set } = useConfigFilters();
  const { family } = filters;
  const query = useQuery(
    trpc.config.list.queryOptions({ cluster, namespaces, family }, { refetchInterval: useRefetchMs() }),
  );
  const columns = useConfigColumns(query.dataUpdatedAt);
  const factsOf = (row: ConfigRow) => ({
    kind: row.ref.kind,
    namespace: row.ref.namespace,
    owner: ownerWords(row, t("ours"), (kind) => c(`owners.kind.${kind}`)),
    troubles: row.findings.length + row.brokenReferences,
  });
  return (
    <>
      <PageHeader
        title={t("title")}
        answer={query.data}
        updatedAtMs={query.dataUpdatedAt}
        actions={
          <Button size="xs" component={Link} href={href("/config/new")}>
            {t("new.button")}
          </Button>
        }
      />
      <QueryBoundary query={query}>
        {(rows) => (
          <>
            <ConfigFilterBar filters={filters} set={set} rows={rows.map(factsOf)} />
            {rows.length === 0 ? (
              <EmptyState title={t("empty.title")} reason={t("empty.reason")} />
            ) : (
              <DataTable
                rows={rows.filter((row) => passes(filters, factsOf(row)))}
                columns={columns}
                rowKey={(row) => objectKey(row.ref)}
                caption={t(family === "mesh" ? "caption" : "captionKubernetes")}
                urlKey="config"
                initialSort={{ id: "findings", desc: true }}
                filterPlaceholder={t("filter")}
                exportName="configuration"
                onOpen={({ ref }) => router.push(hrefOf(ref))}
                maxHeight="calc(100vh - 290px)"
                emptyText={t("filters.none")}
              />
            )}
          </>
        )}
      </QueryBoundary>
    </>
  );
}
