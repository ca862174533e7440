"use client";
import { Link } from "@/components/ui/link";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { ServiceDetail } from "./detail";
import classes from "./services.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { Section } from "@/components/ui/section";

type Workload = ServiceDetail["workloads"][number];
type Pod = ServiceDetail["pods"][number];

/** Workloads behind the service and the proxy of each pod. */
export function ServiceWorkloads({ detail }: { detail: ServiceDetail }) {
  const t = useTranslations("services");
  const o = useTranslations("overview");
  const href = useViewHref();
  const workloadColumns = useMemo<readonly DataColumn<Workload>[]>(
    () => [
      {
        id: "name",
        header: t("col.workload"),
        grow: 3,
        width: 160,
        value: (row) => row.name,
        cell: (row) => (
          <Link
            href={href(`/workloads/${encodeURIComponent(row.namespace)}/${encodeURIComponent(row.name)}`)}
          >
            {row.name}
          </Link>
        ),
      },
      { id: "kind", header: t("col.kind"), width: 120, value: (row) => row.kind },
      { id: "version", header: t("col.version"), width: 100, value: (row) => row.version },
      {
        id: "dataplane",
        header: t("col.dataplane"),
        width: 130,
        value: (row) =>
          row.dataplane === undefined
            ? undefined
            : o.has(`dataplane.${row.dataplane}` as "dataplane.none")
              ? o(`dataplane.${row.dataplane}` as "dataplane.none")
              : row.dataplane,
      },
      {
        id: "ready",
        header: t("col.ready"),
        width: 90,
        align: "end",
        value: (row) => row.pods?.available,
        cell: (row) => (row.pods === undefined ? undefined : `${row.pods.available}/${row.pods.desired}`),
      },
    ],
    [t, o, href],
  );
  const podColumns = useMemo<readonly DataColumn<Pod>[]>(
    () => [
      {
        id: "name",
        header: t("col.pod"),
        grow: 3,
        width: 220,
        value: (row) => row.name,
        cell: (row) => (
          <Link href={href(`/proxies/${encodeURIComponent(row.namespace)}/${encodeURIComponent(row.name)}`)}>
            {row.name}
          </Link>
        ),
      },
      { id: "workload", header: t("col.workload"), grow: 2, width: 140, value: (row) => row.workload },
      { id: "ip", header: t("col.ip"), width: 130, value: (row) => row.ip },
      { id: "phase", header: t("col.phase"), width: 110, value: (row) => row.phase },
    ],
    [t, href],
  );
  return (
    <div className={classes.stack}>
      <Section title={t("section.workloadList")} flush>
        <DataTable
          rows={detail.workloads}
          columns={workloadColumns}
          rowKey={(row) => row.name}
          caption={t("section.workloadList")}
          urlKey="workloads"
          initialSort={{ id: "name", desc: false }}
          maxHeight={260}
          emptyText={t("noWorkloads")}
          exportName="workloads"
        />
      </Section>
      <Section title={t("section.pods")} flush>
        <DataTable
          rows={detail.pods}
          columns={podColumns}
          rowKey={(row) => row.name}
          caption={t("section.pods")}
          urlKey="pods"
          initialSort={{ id: "name", desc: false }}
          maxHeight={360}
          emptyText={t("noPods")}
          exportName="pods"
        />
      </Section>
    </div>
  );
}
