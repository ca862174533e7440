"use client";
import { Button, SegmentedControl, SimpleGrid } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@/components/ui/link";
import { useRouter } from "next/navigation";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import { ChangesCard } from "./changes-card";
import { ControlPlaneCard } from "./control-plane-card";
import { HealthCard } from "./health-card";
import { useNamespaceColumns } from "./namespace-columns";
import { FindingsGlance } from "@/components/findings/findings-glance";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope, useSetScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { useServiceColumns } from "@/components/services/service-columns";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";

const tabs = ["services", "namespaces"] as const;

/** The mesh at a glance: health, control plane, changes, and every service or namespace with its signals. */
export function OverviewScreen() {
  const t = useTranslations("overview");
  const trpc = useTRPC();
  const scope = useScope();
  const setScope = useSetScope();
  const router = useRouter();
  const href = useViewHref();
  const [tab, setTab] = useQueryState("tab", parseAsStringLiteral(tabs).withDefault("services"));
  const serviceColumns = useServiceColumns();
  const namespaceColumns = useNamespaceColumns();
  const query = useQuery(trpc.overview.read.queryOptions(scope, { refetchInterval: useRefetchMs() }));
  const tools = (
    <SegmentedControl
      size="xs"
      value={tab}
      onChange={(value) => void setTab(value === "namespaces" ? "namespaces" : "services")}
      data={tabs.map((value) => ({ value, label: t(`tab.${value}`) }))}
    />
  );
  // Two zeros beside a silent source are no count.
  const found = query.data?.data;
  const isKnown = query.data?.warnings.length === 0 || (found?.services.length ?? 0) > 0;
  const counts = isKnown ? found : undefined;
  return (
    <>
      <PageHeader
        title={t("title")}
        badges={<FindingsGlance />}
        subtitle={
          counts === undefined
            ? "\u00a0"
            : t("subtitle", { services: counts.services.length, namespaces: counts.namespaces.length })
        }
        answer={query.data}
        updatedAtMs={query.dataUpdatedAt}
      />
      <QueryBoundary
        query={query}
        isEmpty={(data) => data.services.length === 0 && data.namespaces.length === 0}
        empty={
          <EmptyState
            title={t("empty.title")}
            reason={t("empty.reason")}
            action={
              <Button component={Link} href={href("/settings/sources")} variant="default" size="xs">
                {t("empty.action")}
              </Button>
            }
          />
        }
      >
        {(data) => (
          <>
            <SimpleGrid cols={3} spacing={12} mb={12}>
              <HealthCard services={data.services} />
              <ControlPlaneCard />
              <ChangesCard />
            </SimpleGrid>
            {tab === "services" ? (
              <DataTable
                rows={data.services}
                columns={serviceColumns}
                rowKey={(row) => `${row.cluster}/${row.namespace}/${row.name}`}
                caption={t("caption.services")}
                urlKey="services"
                initialSort={{ id: "rps", desc: true }}
                filterPlaceholder={t("filter.services")}
                exportName="services"
                tools={tools}
                onOpen={(row) =>
                  router.push(
                    href(
                      `/services/${encodeURIComponent(row.namespace === "" ? "_" : row.namespace)}/${encodeURIComponent(row.name)}`,
                    ),
                  )
                }
              />
            ) : (
              <DataTable
                rows={data.namespaces}
                columns={namespaceColumns}
                rowKey={(row) => row.name}
                caption={t("caption.namespaces")}
                urlKey="namespaces"
                initialSort={{ id: "rps", desc: true }}
                filterPlaceholder={t("filter.namespaces")}
                exportName="namespaces"
                tools={tools}
                onOpen={(row) => void setScope.namespaces([row.name]).then(() => setTab("services"))}
              />
            )}
          </>
        )}
      </QueryBoundary>
    </>
  );
}
