"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import { round } from "./end-line";
import classes from "./explain.module.css";
import type { WayContext } from "./explanation-view";
import { useBecause } from "./use-because";
import { useViewHref } from "@/components/query/use-view-href";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { Link } from "@/components/ui/link";
import { StatusBadge, type Tone } from "@/components/ui/status-badge";
import type { EndpointState, FlowStep, PickableEndpoint } from "@/lib/proxies/explain-flow/explanation";

const tones: Readonly<Record<EndpointState, Tone>> = {
  healthy: "ok",
  degraded: "degraded",
  unhealthy: "failing",
  draining: "idle",
  ejected: "failing",
};

/** The endpoints of a cluster: who can be picked, how often, and a way on to the pod's own side. */
export function EndpointsTable({
  step,
  context,
}: {
  step: Extract<FlowStep, { kind: "endpoints" }>;
  context: WayContext;
}) {
  const t = useTranslations("explain");
  const all = useColumns(step.cluster, context);
  // A column that says the same nothing of every endpoint takes the place of one that says something.
  const isPlain = {
    locality: step.endpoints.every(({ locality }) => locality === ""),
    priority: step.endpoints.every(({ priority }) => priority === 0),
  };
  const columns = all.filter(({ id }) => !((id === "locality" || id === "priority") && isPlain[id]));
  return (
    <>
      <DataTable
        rows={step.endpoints}
        columns={columns}
        rowKey={(row) => `${row.address} ${row.priority} ${row.locality}`}
        caption={t("kind.endpoints")}
        // Each cluster of a split has a table of its own.
        urlKey={`endpoints-${step.cluster.replace(/[^A-Za-z0-9]+/g, "-")}`}
        exportName="endpoints"
        maxHeight={320}
      />
      {step.more === 0 ? null : <p className={classes.muted}>{t("detail.more", { count: step.more })}</p>}
    </>
  );
}

function useColumns(
  cluster: string,
  { follow, followed }: WayContext,
): readonly DataColumn<PickableEndpoint>[] {
  const t = useTranslations("explain");
  const say = useBecause();
  const columns: DataColumn<PickableEndpoint>[] = [
    { id: "address", header: t("detail.endpoint"), value: ({ address }) => address, width: 150 },
    {
      id: "state",
      header: t("detail.state"),
      value: (row) => t(`state.${row.state}`),
      cell: (row) => (
        <span title={row.isLive ? undefined : t("state.configured")}>
          <StatusBadge tone={tones[row.state]} label={t(`state.${row.state}`)} />
        </span>
      ),
      width: 112,
    },
    {
      id: "share",
      header: t("detail.share"),
      value: ({ sharePercent }) => sharePercent,
      cell: ({ sharePercent, because }) =>
        because !== undefined ? say(because) : sharePercent === undefined ? "—" : `${round(sharePercent)}%`,
      align: "end",
      width: 96,
    },
    {
      id: "pod",
      header: t("detail.pod"),
      value: ({ pod, workload }) => pod?.pod ?? workload?.workload,
      cell: (row) => <PodCell row={row} />,
      width: 190,
      grow: 2,
    },
    { id: "tls", header: t("detail.tls"), value: ({ tls }) => t(`detail.tlsMode.${tls}`), width: 140 },
    { id: "locality", header: t("detail.locality"), value: ({ locality }) => locality, width: 120 },
    {
      id: "priority",
      header: t("detail.priority"),
      value: ({ priority }) => priority,
      align: "end",
      width: 84,
    },
  ];
  if (follow === undefined) return columns;
  const followColumn: DataColumn<PickableEndpoint> = {
    id: "follow",
    header: t("detail.follow"),
    value: () => undefined,
    sortable: false,
    width: 84,
    cell: ({ address }) => (
      <Button
        size="compact-xs"
        variant={followed?.endpoint === address && followed.cluster === cluster ? "filled" : "default"}
        aria-label={t("detail.followLabel", { address })}
        onClick={() => follow({ cluster, endpoint: address })}
      >
        {t("detail.follow")}
      </Button>
    ),
  };
  return [columns[0] ?? followColumn, followColumn, ...columns.slice(1)];
}

function PodCell({ row: { pod, workload } }: { row: PickableEndpoint }) {
  const href = useViewHref();
  if (pod !== undefined) return <Link href={href(`/proxies/${pod.namespace}/${pod.pod}`)}>{pod.pod}</Link>;
  if (workload === undefined) return "—";
  return (
    <Link href={href(`/workloads/${workload.namespace}/${workload.workload}`)}>{workload.workload}</Link>
  );
}
