"use client";
import { useTranslations } from "use-intl";
import type { CanaryView } from "./canary-view";
import classes from "./run.module.css";
import { useMetricName } from "./use-metric-name";
import changeClasses from "@/components/changes/changes.module.css";
import { StatusBadge } from "@/components/ui/status-badge";
import { asideShare } from "@/lib/canaries/aside-share";
import { wilsonRange } from "@/lib/canaries/wilson";
import { formatEvidence } from "@/lib/format/evidence";
import { formatMeasure } from "@/lib/format/measure";

type Metric = CanaryView["verdict"]["metrics"][number];

/** The counts of each metric on both sides, their ratios with the range, and what they weigh. */
export function MetricTable({ view }: { view: CanaryView }) {
  const t = useTranslations("canaries");
  const nameOf = useMetricName();
  const { verdict, evidence, body } = view;
  if (verdict.metrics.length === 0) return <p className={classes.note}>{t("metricTable.none")}</p>;
  return (
    <div className={classes.scroll} tabIndex={0} role="group" aria-label={t("metricTable.title")}>
      <table className={changeClasses.table}>
        <caption className="hd-visually-hidden">{t("metricTable.title")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("metricTable.metric")}</th>
            <th scope="col" data-align="end">
              {t("metricTable.side", { version: body.plan.canary.name })}
            </th>
            <th scope="col" data-align="end">
              {t("metricTable.side", { version: body.plan.stable.name })}
            </th>
            <th scope="col" data-align="end" title={t("metricTable.ratioHint")}>
              {t("metricTable.ratio")}
            </th>
            <th scope="col" data-align="end" title={t("metricTable.scatterHint")}>
              {t("metricTable.scatter")}
            </th>
            <th scope="col" data-align="end" title={t("metricTable.againstHint")}>
              {t("metricTable.against")}
            </th>
            <th scope="col" data-align="end" title={t("metricTable.forHint")}>
              {t("metricTable.for")}
            </th>
          </tr>
        </thead>
        <tbody>
          {verdict.metrics.map((metric) => {
            const unattributed = evidence.find(({ key }) => key === metric.key)?.unattributed ?? 0;
            return (
              <tr key={metric.key}>
                <th scope="row">
                  {nameOf(metric.key)}
                  {unattributed > 0 ? (
                    <div className={classes.note} title={t("metricTable.unattributedHint")}>
                      {t("metricTable.unattributed", { count: Math.round(unattributed) })}
                    </div>
                  ) : null}
                </th>
                <td data-align="end">
                  <Side bad={metric.counts.canaryBad} all={metric.counts.canaryRequests} />
                  <Alone metric={metric} rollbackLimit={verdict.rollbackLimit} />
                </td>
                <td data-align="end">
                  <Side bad={metric.counts.stableBad} all={metric.counts.stableRequests} />
                </td>
                <td data-align="end">{ratioText(metric)}</td>
                <td data-align="end">{metric.dispersion.toFixed(1)}</td>
                <td data-align="end">
                  <Weighed
                    value={metric.rollbackE}
                    isReached={metric.rollbackE >= verdict.rollbackLimit}
                    tone="failing"
                  />
                </td>
                <td data-align="end">
                  <Weighed
                    value={metric.promotionE}
                    isReached={metric.promotionE >= verdict.promotionLimit}
                    tone="ok"
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** The canary without the stable version, against what that one did before. */
function Alone({ metric: { before }, rollbackLimit }: { metric: Metric; rollbackLimit: number }) {
  const t = useTranslations("canaries.metricTable");
  if (before === undefined) return null;
  const counts = {
    bad: formatMeasure(Math.round(before.canaryBad), "count"),
    all: formatMeasure(Math.round(before.canaryRequests), "count"),
  };
  return (
    <div className={classes.note}>
      {before.limitRatio === undefined
        ? t("aloneUnknown", counts)
        : t("alone", {
            ...counts,
            limit: formatMeasure(before.limitRatio, "ratio"),
            e: formatEvidence(before.e),
            eLimit: formatEvidence(asideShare * rollbackLimit),
          })}
    </div>
  );
}

function Weighed({ value, isReached, tone }: { value: number; isReached: boolean; tone: "ok" | "failing" }) {
  return isReached ? <StatusBadge tone={tone} label={formatEvidence(value)} /> : <>{formatEvidence(value)}</>;
}

function Side({ bad, all }: { bad: number; all: number }) {
  const t = useTranslations("canaries");
  const range = wilsonRange(bad, all);
  return (
    <>
      <strong>{formatMeasure(all > 0 ? bad / all : undefined, "ratio")}</strong>
      <div className={classes.note}>
        {range === undefined
          ? t("metricTable.noRequests")
          : t("metricTable.counts", {
              bad: formatMeasure(Math.round(bad), "count"),
              all: formatMeasure(Math.round(all), "count"),
              low: formatMeasure(range.low, "ratio"),
              high: formatMeasure(range.high, "ratio"),
            })}
      </div>
    </>
  );
}

function ratioText({ canaryRatio, stableRatio }: Metric): string {
  if (canaryRatio === undefined || stableRatio === undefined) return "—";
  if (stableRatio === 0) return canaryRatio === 0 ? "—" : "∞";
  const ratio = canaryRatio / stableRatio;
  return `${ratio < 10 ? ratio.toFixed(2) : Math.round(ratio)}×`;
}
