"use client";
import { lazy } from "react";
import { useTranslations } from "use-intl";
import { experimentSteps, type ExperimentStep } from "./plan-steps";
import { StartStep } from "./start-step";
import { useExperimentState } from "./use-experiment-state";
import { LazyServiceStep } from "@/components/routing/wizard/lazy-steps";
import { WizardFrame } from "@/components/routing/wizard/wizard-frame";

// The steps of the plan bring the schemas and their library.
const PlanSteps = lazy(async () => ({ default: (await import("./plan-steps-screen")).PlanSteps }));

type RailId = ExperimentStep | "watch";
const railIds: readonly RailId[] = [...experimentSteps, "watch"];

/** The wizard of an experiment; its last step is the run's own page. */
export function ExperimentWizard() {
  const t = useTranslations("faults");
  const state = useExperimentState();
  const { service, step } = state;
  const shown = service === null ? "" : `${service.namespace}/${service.name}`;
  return (
    <WizardFrame<RailId>
      title={service === null ? t("wizard.title") : t("wizard.of", { service: shown })}
      subtitle={t("wizard.what")}
      steps={railIds.map((id) => ({ id, label: t(`rail.${id}`), heading: t(`heading.${id}`) }))}
      step={step}
      onGo={(next) => void (next === "watch" ? undefined : state.go(next))}
    >
      {step === "start" ? (
        <StartStep chosen={state.template} onBegin={(template) => void state.begin(template)} />
      ) : step === "service" || service === null ? (
        <LazyServiceStep onChoose={(chosen) => void state.choose(chosen)} />
      ) : (
        <PlanSteps state={state} service={service} />
      )}
    </WizardFrame>
  );
}
