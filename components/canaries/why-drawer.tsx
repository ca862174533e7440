"use client";
import { Drawer, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { isActive, type CanaryView } from "./canary-view";
import classes from "./run.module.css";
import { useMetricName } from "./use-metric-name";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { asideShare } from "@/lib/canaries/aside-share";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { useTRPC } from "@/components/query/trpc";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { formatTime } from "@/lib/format/duration";
import { formatEvidence } from "@/lib/format/evidence";
import { formatMeasure } from "@/lib/format/measure";

type IntervalRow = RouterOutputs["canaries"]["intervals"]["data"]["intervals"][number];
type Props = { readonly view: CanaryView; readonly onClose: () => void };

/** The arithmetic of the verdict in words, and every look that went into it. */
export function WhyDrawer({ view, onClose }: Props) {
  const t = useTranslations("canaries");
  const nameOf = useMetricName();
  const { verdict, body, evidence } = view;
  const { judgement } = body.plan;
  const [key, setKey] = useState(evidence[0]?.key ?? "");
  const trpc = useTRPC();
  const query = useQuery(
    trpc.canaries.intervals.queryOptions(
      { runId: view.run.id, metric: key },
      { enabled: key !== "", refetchInterval: isActive(view) ? view.scrapeMs : false },
    ),
  );
  const columns = useColumns(view.nowMs);
  const values = {
    alpha: formatMeasure(judgement.alpha, "ratio"),
    beta: formatMeasure(judgement.beta, "ratio"),
    limit: formatEvidence(verdict.rollbackLimit),
    promotionLimit: formatEvidence(verdict.promotionLimit),
    margin: judgement.marginRatio,
    ratio: judgement.minRatio,
    difference: judgement.minDifferencePercent,
    e: formatEvidence(verdict.rollbackE),
    promotionE: formatEvidence(verdict.promotionE),
    requests: judgement.minRequests,
    looks: judgement.minIntervals,
    aloneLimit: formatEvidence(asideShare * verdict.rollbackLimit),
  };
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={920}
      title={t("why.title")}
      closeButtonProps={{ "aria-label": t("why.close") }}
    >
      <div className={classes.why}>
        {(["idea", "against", "for", "effect", "hard", "alone", "looks"] as const).map((part) => (
          <section key={part}>
            <h3>{t(`why.${part}`)}</h3>
            <p>{t(`why.${part}Text`, values)}</p>
            {part === "against" || part === "for" ? <code>{formulas[part]}</code> : null}
          </section>
        ))}
        <h3>{t("why.intervals")}</h3>
        {evidence.length > 1 ? (
          <SegmentedControl
            size="xs"
            value={key}
            onChange={setKey}
            data={evidence.map((one) => ({ value: one.key, label: nameOf(one.key) }))}
            aria-label={t("metricTable.metric")}
          />
        ) : null}
        {key === "" ? <p>{t("why.noIntervals")}</p> : null}
        {key === "" ? null : (
          <QueryBoundary query={query}>
            {({ intervals }) => (
              <DataTable
                rows={intervals}
                columns={columns}
                rowKey={(row) => `${row.atMs} ${row.step}`}
                caption={t("why.intervals")}
                urlKey="looks"
                initialSort={{ id: "at", desc: true }}
                exportName={`canary-${view.run.id}-${key.replaceAll(/[^a-z0-9]+/gi, "-")}`}
                maxHeight={420}
                emptyText={t("why.noIntervals")}
              />
            )}
          </QueryBoundary>
        )}
      </div>
    </Drawer>
  );
}

const formulas = {
  against: "E = mean over r ∈ {1.5, 2, 3, 5, 10} of exp( Σ [ s·ln r − n·ln(1 + w·(r−1)) ] / φ )",
  for: "E′ = mean over r ∈ {0.25 … 1.25} of exp( Σ [ s·ln(r/R) − n·(ln(1 + w(r−1)) − ln(1 + w(R−1))) ] / φ )",
} as const;

function useColumns(nowMs: number): readonly DataColumn<IntervalRow>[] {
  const t = useTranslations("canaries.why");
  const locale = useLocale();
  const count = (
    id: keyof IntervalRow & ("canaryRequests" | "canaryBad" | "stableRequests" | "stableBad"),
  ) => ({
    id,
    header: t(id),
    value: (row: IntervalRow) => row[id],
    cell: (row: IntervalRow) => formatMeasure(row[id], "count"),
    align: "end" as const,
    width: 92,
    grow: 1,
  });
  return [
    {
      id: "at",
      header: t("at"),
      value: (row) => new Date(row.atMs).toISOString(),
      cell: (row) => formatTime(row.atMs, locale, nowMs),
      width: 96,
      grow: 1,
    },
    {
      id: "step",
      header: t("step"),
      value: (row) => row.step + 1,
      cell: (row) => (row.step < 0 ? t("mirror") : row.step + 1),
      align: "end",
      width: 64,
    },
    count("canaryRequests"),
    count("canaryBad"),
    count("stableRequests"),
    count("stableBad"),
    {
      id: "share",
      header: t("share"),
      value: (row) => row.share,
      cell: (row) => formatMeasure(row.share, "ratio"),
      align: "end",
      width: 84,
    },
    {
      id: "rollbackE",
      header: "E",
      value: (row) => row.rollbackE,
      cell: (row) => (row.rollbackE === undefined ? "—" : formatEvidence(row.rollbackE)),
      align: "end",
      width: 76,
    },
    {
      id: "promotionE",
      header: "E′",
      value: (row) => row.promotionE,
      cell: (row) => (row.promotionE === undefined ? "—" : formatEvidence(row.promotionE)),
      align: "end",
      width: 76,
    },
  ];
}
