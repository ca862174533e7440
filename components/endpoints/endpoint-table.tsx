"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { EndpointsData } from "./outputs";
import { TruthBadge } from "./truth-badge";
import { useViewHref } from "@/components/query/use-view-href";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { Link } from "@/components/ui/link";
import { StatusBadge } from "@/components/ui/status-badge";
import type { TruthDifference, TruthRow } from "@/lib/endpoints/model";

const tones = { failing: "failing", degraded: "degraded", info: "info" } as const;
const rank = { failing: 0, degraded: 1, info: 2 } as const;

type Props = { data: EndpointsData; selected: string | null; onSelect: (key: string) => void };

/** The matrix: address by source, with the named differences. */
export function EndpointTable({ data, selected, onSelect }: Props) {
  const t = useTranslations("endpoints");
  return (
    <DataTable
      rows={data.rows}
      columns={useEndpointColumns(data.clients, data.service.namespace)}
      rowKey={(row) => row.key}
      caption={t("caption")}
      urlKey="endpoints"
      exportName="endpoints"
      emptyText={t("none")}
      maxHeight="calc(100vh - 420px)"
      onOpen={(row) => onSelect(row.key)}
      isSelected={(row) => row.key === selected}
    />
  );
}

/** What will not go away by itself comes first. */
const worstFirst = (differences: readonly TruthDifference[]) =>
  differences.toSorted(
    (a, b) =>
      Number(a.isSettling === true) - Number(b.isSettling === true) || rank[a.severity] - rank[b.severity],
  );

function useEndpointColumns(
  clients: EndpointsData["clients"],
  serviceNamespace: string,
): readonly DataColumn<TruthRow>[] {
  const t = useTranslations("endpoints");
  const href = useViewHref();
  return useMemo(() => {
    const words = ({ differences }: TruthRow) => [
      ...new Set(worstFirst(differences).map(({ code }) => t(`difference.${code}.name`))),
    ];
    return [
      { id: "address", header: t("col.address"), width: 130, value: (row) => row.address },
      {
        id: "port",
        header: t("col.port"),
        width: 130,
        value: (row) => `${row.portName} ${row.port ?? ""}`,
        cell: (row) => (
          <span className="hd-num">
            {row.portName} {row.port ?? ""}
          </span>
        ),
      },
      {
        id: "pod",
        header: t("col.pod"),
        width: 190,
        grow: 1,
        value: (row) => row.pod ?? row.workload ?? row.otherCluster,
        cell: (row) =>
          row.pod === undefined ? (
            (row.workload ?? row.otherCluster)
          ) : (
            <Link
              title={row.pod}
              href={href(
                `/proxies/${encodeURIComponent(row.workloadNamespace ?? serviceNamespace)}/${encodeURIComponent(row.pod)}`,
              )}
            >
              {row.pod}
            </Link>
          ),
      },
      {
        id: "kubernetes",
        header: "Kubernetes",
        width: 130,
        value: (row) => t(`state.${row.kubernetes.state}`),
        cell: (row) => <TruthBadge cell={row.kubernetes} />,
      },
      {
        id: "istiod",
        header: "istiod",
        width: 130,
        value: (row) => t(`state.${row.istiod.state}`),
        cell: (row) => <TruthBadge cell={row.istiod} />,
      },
      ...clients.map(({ namespace, pod }, index): DataColumn<TruthRow> => ({
        id: `envoy${index}`,
        header: clients.length === 1 ? "Envoy" : `${namespace}/${pod}`,
        width: clients.length === 1 ? 130 : 170,
        value: (row) => t(`state.${row.envoys[index]?.state ?? "unknown"}`),
        cell: (row) => {
          const cell = row.envoys[index];
          return cell === undefined ? undefined : <TruthBadge cell={cell} />;
        },
      })),
      {
        id: "differences",
        header: t("col.differences"),
        width: 240,
        grow: 2,
        value: (row) => words(row).join(", ") || undefined,
        cell: (row) => {
          const [worst] = worstFirst(row.differences);
          const [first, ...more] = words(row);
          if (worst === undefined || first === undefined) return t("noDifference");
          const settles = worst.isSettling === true;
          return (
            <span title={words(row).join("\n")}>
              <StatusBadge
                tone={settles ? "info" : tones[worst.severity]}
                label={settles ? t("settling", { name: first }) : first}
              />
              {more.length === 0 ? null : ` +${more.length}`}
            </span>
          );
        },
      },
      {
        id: "subsets",
        header: t("col.subsets"),
        width: 90,
        value: (row) => row.subsets.join(", ") || undefined,
      },
    ];
  }, [t, href, clients, serviceNamespace]);
}
