"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { QueryBoundary } from "@/components/ui/query-boundary";
import type { ServiceName } from "@/lib/routing/snapshot";

type Row = ServiceName & { readonly versions: readonly string[] };

/** Every service with its versions; the ones that can be split come first. */
export function ServiceStep({ onChoose }: { onChoose: (service: ServiceName) => void }) {
  const t = useTranslations("routing");
  const trpc = useTRPC();
  const { cluster, namespaces } = useScope();
  const query = useQuery(trpc.routing.services.queryOptions({ cluster, namespaces }));
  const columns: readonly DataColumn<Row>[] = [
    { id: "namespace", header: t("namespace"), value: (row) => row.namespace, width: 160, grow: 1 },
    { id: "service", header: t("service"), value: (row) => row.name, width: 180, grow: 2 },
    { id: "count", header: t("count"), value: (row) => row.versions.length, align: "end", width: 90 },
    {
      id: "versions",
      header: t("versionNames"),
      value: (row) => (row.versions.length < 2 ? t("oneVersion") : row.versions.join(", ")),
      width: 220,
      grow: 2,
    },
  ];
  return (
    <QueryBoundary
      query={query}
      isEmpty={(rows) => rows.length === 0}
      empty={<EmptyState title={t("empty.title")} reason={t("empty.reason")} />}
    >
      {(rows) => (
        <DataTable
          rows={rows}
          columns={columns}
          rowKey={(row) => `${row.namespace}/${row.name}`}
          caption={t("caption")}
          urlKey="splittable"
          filterPlaceholder={t("filter")}
          exportName="services"
          onOpen={({ namespace, name }) => onChoose({ namespace, name })}
        />
      )}
    </QueryBoundary>
  );
}
