"use client";
import { Link } from "@/components/ui/link";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { useViewHref } from "@/components/query/use-view-href";
import type { DataColumn } from "@/components/ui/data-table";
import { measureColumn } from "@/components/ui/measure-column";
import type { PeerRow } from "@/lib/services/peers";

/** Columns for the peers of a service. `subject` is what a row is named by. */
export function usePeerColumns(subject: "caller" | "callee" | "workload"): readonly DataColumn<PeerRow>[] {
  const t = useTranslations("services");
  const href = useViewHref();
  return useMemo(() => {
    const nameOf = (row: PeerRow) =>
      (subject === "callee" ? (row.service ?? row.workload) : row.workload) ?? t("unknownPeer");
    const linkOf = (row: PeerRow) => {
      if (subject === "callee" && row.service !== undefined)
        return href(
          `/services/${encodeURIComponent(row.namespace === undefined || row.namespace === "" ? "_" : row.namespace)}/${encodeURIComponent(row.service)}`,
        );
      return row.workload === undefined || row.namespace === undefined
        ? undefined
        : href(`/workloads/${encodeURIComponent(row.namespace)}/${encodeURIComponent(row.workload)}`);
    };
    return [
      {
        id: "name",
        header: t(subject === "callee" ? "col.service" : "col.workload"),
        grow: 3,
        width: 150,
        value: nameOf,
        cell: (row) => {
          const link = linkOf(row);
          return link === undefined ? nameOf(row) : <Link href={link}>{nameOf(row)}</Link>;
        },
      },
      { id: "namespace", header: t("col.namespace"), grow: 2, width: 100, value: (row) => row.namespace },
      { id: "version", header: t("col.version"), width: 80, value: (row) => row.version },
      { id: "protocol", header: t("col.protocol"), width: 80, value: (row) => row.protocol },
      measureColumn("rps", t("col.rps"), "rps", (row) => row.requestsPerSecond, 88),
      measureColumn("errors", t("col.errors"), "ratio", (row) => row.errorRatio),
      measureColumn("p95", t("col.p95"), "ms", (row) => row.latencyMsP95),
      measureColumn("p99", t("col.p99"), "ms", (row) => row.latencyMsP99),
      measureColumn("bytes", t("col.bytes"), "bps", (row) => row.bytesPerSecond, 92),
      measureColumn("mtls", t("col.mtls"), "ratio", (row) => row.mtlsRatio, 76),
      { id: "flags", header: t("col.flags"), width: 90, value: (row) => Object.keys(row.byFlag).join(" ") },
    ];
  }, [t, href, subject]);
}
