"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { NamedAddressText, namedText } from "./named-address";
import { useViewHref } from "@/components/query/use-view-href";
import type { DataColumn } from "@/components/ui/data-table";
import { Link } from "@/components/ui/link";
import { StatusBadge } from "@/components/ui/status-badge";
import type { AmbientConnection, AmbientPodState, NamedAddress } from "@/lib/ambient/model";

export function useConnectionColumns(): readonly DataColumn<AmbientConnection>[] {
  const t = useTranslations("ambient");
  const href = useViewHref();
  return useMemo(() => {
    const address = (
      id: "remote" | "local" | "target",
      width: number,
      of: (row: AmbientConnection) => NamedAddress | undefined,
    ): DataColumn<AmbientConnection> => ({
      id,
      header: t(`col.${id}`),
      width,
      grow: 1,
      value: (row) => namedText(of(row)),
      cell: (row) => <NamedAddressText address={of(row)} />,
    });
    return [
      {
        id: "pod",
        header: t("col.pod"),
        width: 200,
        grow: 1,
        value: (row) => row.pod,
        cell: (row) => {
          const workload = row.local.workload?.workload;
          return workload === undefined ? (
            row.pod
          ) : (
            <Link
              href={href(`/workloads/${encodeURIComponent(row.namespace)}/${encodeURIComponent(workload)}`)}
            >
              {row.pod}
            </Link>
          );
        },
      },
      { id: "namespace", header: t("col.namespace"), width: 112, value: (row) => row.namespace },
      {
        id: "direction",
        header: t("col.direction"),
        width: 96,
        value: (row) => t(`direction.${row.direction}`),
      },
      address("remote", 250, (row) => row.remote),
      address("local", 200, (row) => row.local),
      address("target", 220, (row) => row.target),
      { id: "protocol", header: t("col.protocol"), width: 88, value: (row) => row.protocol },
    ];
  }, [t, href]);
}

export function usePodColumns(): readonly DataColumn<AmbientPodState>[] {
  const t = useTranslations("ambient");
  return useMemo(
    () => [
      { id: "pod", header: t("col.pod"), width: 260, grow: 2, value: (row) => row.pod },
      { id: "namespace", header: t("col.namespace"), width: 140, value: (row) => row.namespace },
      { id: "account", header: t("col.serviceAccount"), width: 150, value: (row) => row.serviceAccount },
      {
        id: "state",
        header: t("col.state"),
        width: 110,
        value: (row) => row.state,
        cell: (row) => <StatusBadge tone={row.state === "Up" ? "ok" : "degraded"} label={row.state} />,
      },
      {
        id: "inbound",
        header: t("direction.inbound"),
        width: 100,
        align: "end",
        value: (row) => row.inboundCount,
      },
      {
        id: "outbound",
        header: t("direction.outbound"),
        width: 100,
        align: "end",
        value: (row) => row.outboundCount,
      },
      { id: "uid", header: t("col.podUid"), width: 290, grow: 1, value: (row) => row.podUid },
    ],
    [t],
  );
}
