"use client";
import { useTranslations } from "use-intl";
import { CompareTable } from "./compare-table";
import classes from "./delivery.module.css";
import { useMetricName } from "@/components/canaries/use-metric-name";
import { Section } from "@/components/ui/section";
import type { ComparedCondition, ComparedRun } from "@/lib/delivery/compared-run";
import { formatMeasure } from "@/lib/format/measure";

type Sides = { readonly left: ComparedRun; readonly right: ComparedRun };
type Metric = ComparedRun["metrics"][number];

/** What both counted, metric by metric, and for experiments condition by condition. */
export function CompareEvidence({ left, right }: Sides) {
  const t = useTranslations("delivery");
  const nameOf = useMetricName();
  const metricKeys = keysOf(left.metrics, right.metrics);
  const conditionKeys = keysOf(left.conditions, right.conditions);
  return (
    <>
      {metricKeys.length === 0 ? null : (
        <Section title={t("compare.metrics")} flush>
          <CompareTable
            caption={t("compare.metrics")}
            name={t("compare.metric")}
            rows={metricKeys.map((key) => ({
              key,
              name: nameOf(key),
              left: <MetricCell metric={left.metrics.find((one) => one.key === key)} />,
              right: <MetricCell metric={right.metrics.find((one) => one.key === key)} />,
            }))}
          />
        </Section>
      )}
      {conditionKeys.length === 0 ? null : (
        <Section title={t("compare.conditions")} flush>
          <CompareTable
            caption={t("compare.conditions")}
            name={t("compare.condition")}
            rows={conditionKeys.map((key) => ({
              key,
              name: key.replaceAll("_", " "),
              left: <ConditionCell condition={left.conditions.find((one) => one.key === key)} />,
              right: <ConditionCell condition={right.conditions.find((one) => one.key === key)} />,
            }))}
          />
        </Section>
      )}
    </>
  );
}

function keysOf(left: readonly { readonly key: string }[], right: readonly { readonly key: string }[]) {
  return [...new Set([...left, ...right].map(({ key }) => key))];
}

function MetricCell({ metric }: { metric: Metric | undefined }) {
  const t = useTranslations("delivery");
  if (metric === undefined) return t("compare.absent");
  const { counts, canaryRatio, stableRatio } = metric;
  return (
    <>
      {t("compare.counts", {
        bad: counts.canaryBad,
        requests: counts.canaryRequests,
        ratio: formatMeasure(canaryRatio, "ratio"),
      })}
      <span className={classes.what}>
        {t("compare.stableCounts", {
          bad: counts.stableBad,
          requests: counts.stableRequests,
          ratio: formatMeasure(stableRatio, "ratio"),
        })}
      </span>
    </>
  );
}

function ConditionCell({ condition }: { condition: ComparedCondition | undefined }) {
  const t = useTranslations("delivery");
  if (condition === undefined) return t("compare.absent");
  const { lowest, highest, looks, broken, unknown } = condition;
  return (
    <>
      {t("compare.looks", { looks, broken, unknown })}
      {lowest === undefined || highest === undefined ? null : (
        <span className={classes.what}>
          {t("compare.range", {
            lowest: formatMeasure(lowest, "count"),
            highest: formatMeasure(highest, "count"),
          })}
        </span>
      )}
    </>
  );
}
