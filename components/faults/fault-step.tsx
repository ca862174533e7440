"use client";
import { useTranslations } from "use-intl";
import type { PlanIssue } from "./check-plan";
import { HitTable } from "./hit-table";
import type { ExperimentOptions } from "./new-plan";
import { issuesBelow } from "./plan-steps";
import { refitRamp } from "./ramp-presets";

import type { PlanPreview } from "./use-plan-preview";
import changeClasses from "@/components/changes/changes.module.css";
import { Advice } from "@/components/routing/fields/advice";
import { FaultFields } from "@/components/routing/forms/fault-form";
import { useIntentTexts } from "@/components/routing/wizard/use-intent-texts";
import { Section } from "@/components/ui/section";
import type { ExperimentPlan } from "@/lib/faults/experiment-plan";

export type StepProps = {
  readonly plan: ExperimentPlan;
  readonly onPlan: (next: ExperimentPlan) => void;
  readonly errorAt: (path: string) => string | undefined;
  readonly issues: readonly PlanIssue[];
  readonly options: ExperimentOptions;
  readonly preview: PlanPreview;
};

/** What goes wrong, for which requests, and who will meet it. */
export function FaultStep({ plan, onPlan, issues, options, preview }: StepProps) {
  const t = useTranslations("faults.fault");
  const texts = useIntentTexts("fault");
  const { requestsPerSecond } = options.steady;
  const { obstacle } = options;
  return (
    <>
      {obstacle === undefined ? null : (
        <div className={changeClasses.notice} data-tone="stop" role="alert">
          <strong>{t("obstacle")}</strong>
          {texts.obstacle(obstacle)}
        </div>
      )}
      {options.exclusions.map(({ pattern, of, namespace, name }) => (
        <Advice key={`${of}/${namespace}/${name}`} tone="warn">
          {t(of === "service" ? "excludedService" : "excludedCaller", {
            pattern,
            name: `${namespace}/${name}`,
          })}
        </Advice>
      ))}
      <FaultFields
        intent={plan.fault}
        onIntent={(fault) =>
          onPlan({ ...plan, fault, ramp: refitRamp(plan, { fault, durationMs: plan.durationMs }) })
        }
        options={{
          ports: options.ports,
          traffic: requestsPerSecond === undefined ? undefined : { requestsPerSecond },
        }}
        issues={issuesBelow(issues, "fault")}
      />
      <Section title={t("hit")} flush>
        <HitTable options={options} preview={preview} />
      </Section>
    </>
  );
}
