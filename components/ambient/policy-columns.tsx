"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { usePolicyWords } from "./use-policy-words";
import { useViewHref } from "@/components/query/use-view-href";
import type { DataColumn } from "@/components/ui/data-table";
import { Link } from "@/components/ui/link";
import { Measure } from "@/components/ui/measure";
import { StatusBadge } from "@/components/ui/status-badge";
import type { AmbientPolicy } from "@/lib/ambient/model";

/** istiod makes these itself, for example of a PeerAuthentication: there is no object to open. */
const isGenerated = ({ name }: AmbientPolicy) =>
  name.startsWith("istio_converted_") || name.startsWith("converted_peer_authentication");

export function usePolicyColumns(): readonly DataColumn<AmbientPolicy>[] {
  const t = useTranslations("ambient");
  const href = useViewHref();
  const words = usePolicyWords();
  return useMemo(
    () => [
      {
        id: "name",
        header: t("col.name"),
        width: 220,
        grow: 1,
        value: (row) => row.name,
        cell: (row) =>
          isGenerated(row) ? (
            <span title={t("policy.generated")}>{row.name}</span>
          ) : (
            <Link
              href={href(
                `/config/AuthorizationPolicy/${encodeURIComponent(row.namespace)}/${encodeURIComponent(row.name)}`,
              )}
            >
              {row.name}
            </Link>
          ),
      },
      { id: "namespace", header: t("col.namespace"), width: 120, value: (row) => row.namespace },
      { id: "scope", header: t("col.scope"), width: 140, value: (row) => row.scope },
      {
        id: "action",
        header: t("col.action"),
        width: 96,
        value: (row) => row.action,
        cell: (row) => <StatusBadge tone={row.action === "Deny" ? "failing" : "ok"} label={row.action} />,
      },
      {
        id: "workloads",
        header: t("col.holdsFor"),
        width: 110,
        align: "end",
        value: (row) => row.workloadCount,
        cell: (row) => <Measure value={row.workloadCount} unit="count" />,
      },
      {
        id: "rules",
        header: t("col.rules"),
        width: 320,
        grow: 3,
        value: (row) => words(row).join("; "),
        cell: (row) => {
          const text = words(row).join("; ");
          const shown =
            text === "" ? t(row.action === "Deny" ? "policy.denyNothing" : "policy.allowNothing") : text;
          return <span title={shown}>{shown}</span>;
        },
      },
    ],
    [t, href, words],
  );
}
