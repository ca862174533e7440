"use client";
import { Link } from "@/components/ui/link";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { useViewHref } from "@/components/query/use-view-href";
import { DataTable, type DataColumn } from "@/components/ui/data-table";

type Pod = { readonly name: string; readonly phase: string; readonly ip?: string | undefined };

export function WorkloadPods({ namespace, pods }: { namespace: string; pods: readonly Pod[] }) {
  const t = useTranslations("services");
  const w = useTranslations("workloads");
  const href = useViewHref();
  const columns = useMemo<readonly DataColumn<Pod>[]>(
    () => [
      {
        id: "name",
        header: t("col.pod"),
        grow: 3,
        width: 240,
        value: (row) => row.name,
        cell: (row) => (
          <Link href={href(`/proxies/${encodeURIComponent(namespace)}/${encodeURIComponent(row.name)}`)}>
            {row.name}
          </Link>
        ),
      },
      { id: "ip", header: t("col.ip"), width: 140, value: (row) => row.ip },
      { id: "phase", header: t("col.phase"), width: 120, value: (row) => row.phase },
    ],
    [t, href, namespace],
  );
  return (
    <DataTable
      rows={pods}
      columns={columns}
      rowKey={(row) => row.name}
      caption={t("section.pods")}
      urlKey="pods"
      initialSort={{ id: "name", desc: false }}
      emptyText={w("noPods")}
      exportName="pods"
      maxHeight="calc(100vh - 330px)"
    />
  );
}
