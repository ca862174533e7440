"use client";
import { Button, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import { ChangeMenu } from "./change-menu";
import { useNamespaceColumns } from "./namespace-columns";
import type { SecurityRead } from "./outputs";
import { PosturePanel } from "./posture-panel";
import { SecurityStats } from "./security-stats";
import classes from "./security.module.css";
import { useWorkloadColumns } from "./workload-columns";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";

const tabs = ["workloads", "namespaces"] as const;

/** How every workload and namespace of the scope is protected. */
export function SecurityScreen() {
  const t = useTranslations("security");
  const trpc = useTRPC();
  const scope = useScope();
  const href = useViewHref();
  const query = useQuery(trpc.security.read.queryOptions(scope, { refetchInterval: useRefetchMs() }));
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("lead")}
        answer={query.data}
        updatedAtMs={query.dataUpdatedAt}
        actions={<ChangeMenu />}
      />
      <QueryBoundary
        query={query}
        isEmpty={({ workloads }) => workloads.length === 0}
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
          <div className={classes.page}>
            <SecurityStats data={data} />
            <Postures data={data} />
          </div>
        )}
      </QueryBoundary>
    </>
  );
}

const tableHeight = "calc(100vh - 340px)";

function Postures({ data }: { data: SecurityRead }) {
  const t = useTranslations("security");
  const [tab, setTab] = useQueryState("tab", parseAsStringLiteral(tabs).withDefault("workloads"));
  const [shown, setShown] = useQueryState("workload", parseAsString);
  const workloadColumns = useWorkloadColumns(
    data.workloads.some(({ certificateExpiryMs }) => certificateExpiryMs !== undefined),
  );
  const namespaceColumns = useNamespaceColumns();
  const keyOf = (row: { readonly namespace: string; readonly name: string }) =>
    `${row.namespace}/${row.name}`;
  const row = data.workloads.find((one) => keyOf(one) === shown);
  return (
    <Tabs
      value={tab}
      onChange={(next) => void setTab(tabs.find((one) => one === next) ?? null)}
      keepMounted={false}
    >
      <Tabs.List mb={12}>
        {tabs.map((one) => (
          <Tabs.Tab key={one} value={one}>
            {t(`tab.${one}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="workloads">
        <div className={classes.split}>
          <div className={classes.main}>
            <DataTable
              rows={data.workloads}
              columns={workloadColumns}
              rowKey={keyOf}
              caption={t("tab.workloads")}
              urlKey="workloads"
              initialSort={{ id: "namespace", desc: false }}
              filterPlaceholder={t("filter")}
              exportName="security-workloads"
              maxHeight={tableHeight}
              isSelected={(one) => keyOf(one) === shown}
              onOpen={(one) => void setShown(keyOf(one))}
            />
          </div>
          {row === undefined ? null : <PosturePanel row={row} onClose={() => void setShown(null)} />}
        </div>
      </Tabs.Panel>
      <Tabs.Panel value="namespaces">
        <DataTable
          rows={data.namespaces}
          columns={namespaceColumns}
          rowKey={({ namespace }) => namespace}
          caption={t("tab.namespaces")}
          urlKey="namespaces"
          initialSort={{ id: "namespace", desc: false }}
          filterPlaceholder={t("filterNamespaces")}
          exportName="security-namespaces"
          maxHeight={tableHeight}
        />
      </Tabs.Panel>
    </Tabs>
  );
}
