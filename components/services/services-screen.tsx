"use client";
import { useQuery } from "@tanstack/react-query";
import { Button } from "@mantine/core";
import { Link } from "@/components/ui/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { useServiceColumns } from "./service-columns";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";

/** Every service of the scope. */
export function ServicesScreen() {
  const t = useTranslations("services");
  const o = useTranslations("overview");
  const trpc = useTRPC();
  const scope = useScope();
  const router = useRouter();
  const href = useViewHref();
  const columns = useServiceColumns();
  const query = useQuery(trpc.services.list.queryOptions(scope, { refetchInterval: useRefetchMs() }));
  return (
    <>
      <PageHeader title={t("title")} answer={query.data} updatedAtMs={query.dataUpdatedAt} />
      <QueryBoundary
        query={query}
        isEmpty={(rows) => rows.length === 0}
        empty={
          <EmptyState
            title={o("empty.title")}
            reason={o("empty.reason")}
            action={
              <Button component={Link} href={href("/settings/sources")} variant="default" size="xs">
                {o("empty.action")}
              </Button>
            }
          />
        }
      >
        {(rows) => (
          <DataTable
            rows={rows}
            columns={columns}
            rowKey={(row) => `${row.cluster}/${row.namespace}/${row.name}`}
            caption={t("caption")}
            urlKey="services"
            initialSort={{ id: "rps", desc: true }}
            filterPlaceholder={o("filter.services")}
            exportName="services"
            maxHeight="calc(100vh - 180px)"
            onOpen={(row) =>
              router.push(
                href(
                  `/services/${encodeURIComponent(row.namespace === "" ? "_" : row.namespace)}/${encodeURIComponent(row.name)}`,
                ),
              )
            }
          />
        )}
      </QueryBoundary>
    </>
  );
}
