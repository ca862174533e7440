"use client";
import { useTranslations } from "use-intl";
import classes from "./faults.module.css";
import { hitRows, type HitRow } from "./hit-rows";
import type { ExperimentOptions } from "./new-plan";
import type { PlanPreview } from "./use-plan-preview";
import changeClasses from "@/components/changes/changes.module.css";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { Measure } from "@/components/ui/measure";
import { StatusBadge } from "@/components/ui/status-badge";

const byHit = { id: "hit", desc: true } as const;

type Props = {
  readonly options: Pick<ExperimentOptions, "callers">;
  readonly preview: PlanPreview;
};

/** Who calls the service, and what the full strength would do to each of them. */
export function HitTable({ options, preview }: Props) {
  const t = useTranslations("faults.hit");
  const columns = useHitColumns();
  const predicted = preview.query.data?.data;
  const callers = predicted?.callers ?? options.callers;
  if (callers === undefined) return <p className={classes.padded}>{t("unknown")}</p>;
  return (
    <DataTable
      rows={hitRows(callers, preview.query.error === null ? predicted : undefined)}
      columns={columns}
      rowKey={({ namespace, workload }) => `${namespace}/${workload}`}
      caption={t("caption")}
      urlKey="hit"
      initialSort={byHit}
      exportName="experiment-callers"
      maxHeight={300}
      emptyText={t("none")}
    />
  );
}

function useHitColumns(): readonly DataColumn<HitRow>[] {
  const t = useTranslations("faults.hit");
  return [
    {
      id: "caller",
      header: t("caller"),
      value: ({ namespace, workload }) => `${namespace}/${workload}`,
      width: 170,
      grow: 2,
    },
    {
      id: "rate",
      header: t("rate"),
      value: ({ requestsPerSecond }) => requestsPerSecond,
      cell: ({ requestsPerSecond }) => <Measure value={requestsPerSecond} unit="rps" />,
      align: "end",
      width: 95,
    },
    {
      id: "hit",
      header: t("hitRate"),
      value: ({ hitPerSecond }) => hitPerSecond,
      cell: (row) => <HitCell row={row} />,
      align: "end",
      width: 140,
    },
    {
      id: "seen",
      header: t("seen"),
      value: ({ seenPercent }) => seenPercent,
      cell: ({ seenPercent }) => <Measure value={seenPercent} unit="percent" />,
      align: "end",
      width: 130,
    },
    {
      id: "load",
      header: t("load"),
      value: ({ loadFactor }) => loadFactor,
      cell: ({ loadFactor }) => (
        <span className="hd-num">{loadFactor === undefined ? "—" : `×${loadFactor.toFixed(2)}`}</span>
      ),
      align: "end",
      width: 80,
    },
  ];
}

function HitCell({ row }: { row: HitRow }) {
  const t = useTranslations("faults.hit");
  if (row.hasProxy === false) return <StatusBadge tone="idle" label={t("noProxy")} />;
  if (row.isReached === false) return <StatusBadge tone="idle" label={t("notReached")} />;
  if (row.hitPerSecond === 0) return <span className={changeClasses.muted}>{t("outOfScope")}</span>;
  return <Measure value={row.hitPerSecond} unit="rps" />;
}
