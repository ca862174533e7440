"use client";
import { useTranslations } from "use-intl";
import { ConditionValue } from "./condition-value";
import { conditionSeries } from "./condition-series";
import type { ExperimentDetail } from "./detail";
import classes from "./faults.module.css";
import { useFaultWords } from "./use-fault-words";
import changeClasses from "@/components/changes/changes.module.css";
import { TimeSeriesChart } from "@/components/charts/time-series";
import type { ChartMarker } from "@/components/charts/time-series-model";
import { Section } from "@/components/ui/section";
import type { ExperimentCondition } from "@/lib/faults/experiment-plan";
import type { ConditionReading } from "@/lib/faults/run";

/** Each condition with its value now and over the run, beside the limit that it must keep. */
export function ConditionsPanel({ detail }: { detail: ExperimentDetail }) {
  const t = useTranslations("faults.panel");
  const { readings } = detail.run.body;
  const markers = useRunMarkers(detail);
  return (
    <Section title={t("conditions")}>
      <div className={classes.conditionGrid}>
        {detail.conditions.map(({ key, condition }) => (
          <ConditionOverTime
            key={key}
            condition={condition}
            readings={readings.filter((reading) => reading.key === key)}
            markers={markers}
          />
        ))}
      </div>
    </Section>
  );
}

type Props = {
  readonly condition: ExperimentCondition;
  readonly readings: readonly ConditionReading[];
  readonly markers: readonly ChartMarker[];
};

function ConditionOverTime({ condition, readings, markers }: Props) {
  const t = useTranslations("faults.panel");
  const words = useFaultWords();
  const series = conditionSeries(condition, readings);
  return (
    <div className={classes.conditionChart}>
      <div className={classes.conditionTitle}>
        <strong>{words.condition(condition)}</strong>
        <span className={changeClasses.push}>
          <ConditionValue condition={condition} now={readings.at(-1)} />
        </span>
      </div>
      {series === undefined ? (
        <div className={classes.noChart}>{t("noReadings")}</div>
      ) : (
        <TimeSeriesChart
          title={t(
            condition.kind === "promql" ? "figure" : condition.kind === "success" ? "failed" : "slower",
          )}
          unit={series.unit}
          startMs={series.startMs}
          stepMs={series.stepMs}
          markers={markers}
          height={150}
          series={[
            { id: "value", name: t("value"), tone: "accent", values: series.values },
            ...series.limits.map(({ id, value }) => ({
              id,
              name: t(`limit.${id}`),
              tone: "failing" as const,
              dashed: true,
              values: series.values.map(() => value),
            })),
          ]}
        />
      )}
    </div>
  );
}

/** What happened on the way, as the charts mark it. */
function useRunMarkers({ events, run }: ExperimentDetail): readonly ChartMarker[] {
  const t = useTranslations("faults.panel");
  const shown = new Set(["started", "strength", "ending", "reverted"]);
  return [
    ...events
      .filter(({ kind }) => shown.has(kind))
      .map(({ atMs, kind }) => ({ timeMs: atMs, label: t(`marker.${kind}`) })),
    ...(run.body.expiresAtMs === undefined || run.state === "ended"
      ? []
      : [{ timeMs: run.body.expiresAtMs, label: t("marker.expiry") }]),
  ];
}
