"use client";
import { Button } from "@mantine/core";
import dynamic from "next/dynamic";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@/components/ui/link";
import { useTranslations } from "use-intl";
import { ControlPlaneStats } from "./controlplane-stats";
import classes from "./controlplane.module.css";
import { OutOfSyncList, RejectedList } from "./rejected-list";
import { useReplicaColumns } from "./replica-columns";
import { SyncMatrix } from "./sync-matrix";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { Section } from "@/components/ui/section";
import type { ControlPlane } from "./outputs";

const RevisionList = dynamic(() => import("./revision-list").then((module) => module.RevisionList), {
  ssr: false,
});

const EndpointFleet = dynamic(
  () => import("@/components/endpoints/endpoint-fleet").then((module) => module.EndpointFleet),
  { ssr: false },
);

/** istiod's replicas, who is in sync with them, and what proxies refused. */
export function ControlPlaneScreen() {
  const t = useTranslations("controlplane");
  const trpc = useTRPC();
  const { cluster } = useScope();
  const href = useViewHref();
  const query = useQuery(
    trpc.controlplane.read.queryOptions({ cluster }, { refetchInterval: useRefetchMs() }),
  );
  return (
    <>
      <PageHeader
        title={t("title")}
        answer={query.data}
        updatedAtMs={query.dataUpdatedAt}
        actions={
          <Button component={Link} size="xs" variant="default" href={href("/controlplane/sync")}>
            {t("board.open")}
          </Button>
        }
      />
      <QueryBoundary
        query={query}
        isEmpty={(data) => data.replicas.length === 0 && data.proxies === undefined}
        empty={
          <EmptyState
            title={t("empty.title")}
            reason={t("empty.reason")}
            action={
              <Button component={Link} size="xs" variant="default" href={href("/settings/sources")}>
                {t("empty.action")}
              </Button>
            }
          />
        }
      >
        {(data) => <Content data={data} />}
      </QueryBoundary>
    </>
  );
}

function Content({ data }: { data: ControlPlane }) {
  const t = useTranslations("controlplane");
  const columns = useReplicaColumns();
  const isUnknown = data.proxies === undefined;
  const unknown = <p className={classes.muted}>{t("unknownSync")}</p>;
  return (
    <div className={classes.stack}>
      <ControlPlaneStats data={data} />
      <Section title={t("replicas")} flush>
        <DataTable
          rows={data.replicas}
          columns={columns}
          rowKey={(row) => row.name}
          caption={t("replicas")}
          urlKey="replicas"
          exportName="istiod-replicas"
          maxHeight={260}
        />
      </Section>
      <RevisionList />
      <EndpointFleet />
      <div className={classes.columns}>
        <Section title={t("rejected")}>
          {isUnknown ? unknown : <RejectedList rejected={data.rejected} />}
        </Section>
        <div className={classes.stack}>
          <Section title={t("matrix")}>{isUnknown ? unknown : <SyncMatrix byType={data.byType} />}</Section>
          <Section title={t("outOfSync")}>
            {isUnknown ? unknown : <OutOfSyncList proxies={data.outOfSync} />}
          </Section>
        </div>
      </div>
    </div>
  );
}
