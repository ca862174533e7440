"use client";
import { useTranslations } from "use-intl";
import classes from "./faults.module.css";
import { spanText } from "./plan-figures";
import { fullPercent } from "./ramp-presets";
import { StrengthTimeline } from "./strength-timeline";
import { useFaultWords } from "./use-fault-words";
import changeClasses from "@/components/changes/changes.module.css";
import { matchWords } from "@/components/routing/fields/match-words";
import type { ExperimentPlan } from "@/lib/faults/experiment-plan";
import { formatMeasure } from "@/lib/format/measure";

/** A plan in words. */
export function PlanFacts({ plan, hasTimeline = true }: { plan: ExperimentPlan; hasTimeline?: boolean }) {
  const t = useTranslations("faults.facts");
  const words = useFaultWords();
  const { fault, conditions, minBudgetPercent, objectivePercent } = plan;
  return (
    <div className={changeClasses.stack}>
      <dl className={changeClasses.facts}>
        <dt>{t("hypothesis")}</dt>
        <dd className={classes.hypothesis}>{plan.hypothesis}</dd>
        <dt>{t("fault")}</dt>
        <dd>{words.fault(fault)}</dd>
        <dt>{t("scope")}</dt>
        <dd>
          {fault.matches.length === 0
            ? t("everyRequest")
            : fault.matches.map((match) => (
                <div key={JSON.stringify(match)}>
                  <code>{matchWords(match)}</code>
                </div>
              ))}
          {fault.port === undefined ? null : <div>{t("port", { port: String(fault.port) })}</div>}
        </dd>
        <dt>{t("conditions")}</dt>
        <dd>
          {conditions.map((condition, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- two conditions may say the same
            <div key={index}>{words.condition(condition)}</div>
          ))}
          {plan.stopWithoutData ? <div className={changeClasses.muted}>{t("stopWithoutData")}</div> : null}
        </dd>
        <dt>{t("time")}</dt>
        <dd>{t("timeText", { time: spanText(plan.durationMs), steady: spanText(plan.steadyMs) })}</dd>
        {minBudgetPercent === undefined || objectivePercent === undefined ? null : (
          <>
            <dt>{t("budget")}</dt>
            <dd>
              {t("budgetText", {
                least: formatMeasure(minBudgetPercent, "percent"),
                objective: `${objectivePercent}%`,
              })}
            </dd>
          </>
        )}
      </dl>
      {hasTimeline ? <StrengthTimeline plan={plan} fullPercent={fullPercent(fault)} /> : null}
    </div>
  );
}
