"use client";
import { useTranslations } from "use-intl";
import classes from "./delegated.module.css";
import { Sparkline } from "@/components/charts/sparkline";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { StatusBadge, type Tone } from "@/components/ui/status-badge";
import { unknownText } from "@/lib/format/measure";
import type { DelegatedAnalysis, DelegatedMetric } from "@/lib/delivery/delegated";

const tones: Readonly<Record<string, Tone>> = {
  Successful: "ok",
  Running: "info",
  Pending: "idle",
  Failed: "failing",
  Error: "failing",
  Inconclusive: "degraded",
};

/** Flagger keeps the last value of a metric alone: no series, no counts. */
const ofRuns = new Set(["trend", "counts", "run"]);

/** Each metric with its limits and what was measured last, in the controller's own terms. */
export function DelegatedAnalysisTable({ analysis }: { analysis: DelegatedAnalysis }) {
  const t = useTranslations("delivery.delegated");
  const { metrics, failedChecks, failedChecksLimit, intervalSeconds } = analysis;
  const columns = useColumns().filter(
    ({ id }) => !(ofRuns.has(id) && metrics.every(({ run }) => run === undefined)),
  );
  return (
    <>
      {failedChecksLimit === undefined ? null : (
        <p className={classes.analysisLead}>
          {t("analysis.checks", {
            failed: failedChecks ?? unknownText,
            limit: failedChecksLimit,
            seconds: intervalSeconds ?? unknownText,
          })}
        </p>
      )}
      {metrics.length === 0 ? (
        <EmptyState title={t("analysis.none")} reason={t("analysis.noneReason")} />
      ) : (
        <DataTable
          rows={metrics}
          columns={columns}
          rowKey={({ run, name }) => `${run ?? ""}/${name}`}
          caption={t("analysis.title")}
          urlKey="analysis"
          initialSort={{ id: "name", desc: false }}
          exportName="analysis"
        />
      )}
    </>
  );
}

/** A range as people write it, or the condition itself. */
function limitText({ min, max, successCondition, failureCondition }: DelegatedMetric): string | undefined {
  const range = [min === undefined ? [] : `≥ ${min}`, max === undefined ? [] : `≤ ${max}`].flat().join(", ");
  const texts = [
    range,
    successCondition ?? "",
    failureCondition === undefined ? "" : `✗ ${failureCondition}`,
  ].filter((text) => text !== "");
  return texts.length === 0 ? undefined : texts.join("; ");
}

function useColumns(): readonly DataColumn<DelegatedMetric>[] {
  const t = useTranslations("delivery.delegated");
  const last = ({ values }: DelegatedMetric) => values.at(-1);
  return [
    { id: "name", header: t("analysis.metric"), value: ({ name }) => name, width: 170 },
    {
      id: "limit",
      header: t("analysis.limit"),
      value: limitText,
      cell: (row) => <span title={row.query}>{limitText(row) ?? t("analysis.noLimit")}</span>,
      width: 170,
      grow: 1,
    },
    {
      id: "last",
      header: t("analysis.last"),
      value: (row) => last(row)?.number ?? last(row)?.value,
      cell: (row) => <span className="hd-num">{last(row)?.value ?? unknownText}</span>,
      align: "end",
      width: 120,
    },
    {
      id: "trend",
      header: t("analysis.trend"),
      value: ({ values }) => values.length,
      cell: ({ name, values }) =>
        values.length < 2 ? (
          unknownText
        ) : (
          <Sparkline values={values.map(({ number }) => number ?? null)} label={name} />
        ),
      width: 120,
    },
    {
      id: "phase",
      header: t("analysis.phase"),
      value: (row) => row.phase ?? last(row)?.phase,
      cell: (row) => {
        const phase = row.phase ?? last(row)?.phase;
        return phase === undefined ? (
          unknownText
        ) : (
          <StatusBadge tone={tones[phase] ?? "unknown"} label={phase} />
        );
      },
      width: 120,
    },
    {
      id: "counts",
      header: t("analysis.counts"),
      value: ({ failed }) => failed,
      cell: ({ run, successful, failed, errors, inconclusive, failureLimit, values }) =>
        // Argo leaves zeros out, but before the first measurement there are no counts at all.
        run === undefined || values.length === 0
          ? unknownText
          : t("analysis.countsText", {
              good: successful ?? 0,
              failed: failed ?? 0,
              errors: (errors ?? 0) + (inconclusive ?? 0),
              limit: failureLimit ?? 0,
            }),
      width: 250,
      grow: 1,
    },
    { id: "interval", header: t("analysis.interval"), value: ({ interval }) => interval, width: 90 },
    { id: "run", header: "AnalysisRun", value: ({ run }) => run, width: 160 },
  ];
}
