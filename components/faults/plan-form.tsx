"use client";
import { lazy, Suspense, useState } from "react";
import { useTranslations } from "use-intl";
import type { PlanIssue } from "./check-plan";
import { ConditionsStep } from "./conditions-step";
import { DurationStep } from "./duration-step";
import { FaultStep } from "./fault-step";
import classes from "./faults.module.css";
import type { ExperimentOptions } from "./new-plan";
import { PlanAside } from "./plan-aside";
import { experimentSteps, firstWrongStep, issuesOf, stepOfIssue } from "./plan-steps";
import { StepActions } from "./step-actions";
import type { ExperimentState } from "./use-experiment-state";
import { useFaultWords } from "./use-fault-words";
import { usePlanPreview } from "./use-plan-preview";
import changeClasses from "@/components/changes/changes.module.css";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { StatusShape } from "@/components/ui/status-shape";
import type { ExperimentPlan } from "@/lib/faults/experiment-plan";

const ReviewStep = lazy(async () => ({ default: (await import("./review-step")).ReviewStep }));

type Props = {
  readonly state: ExperimentState;
  readonly options: ExperimentOptions;
  readonly plan: ExperimentPlan;
  readonly issues: readonly PlanIssue[];
  /** A plan that nobody has touched is not wrong yet. */
  readonly isTouched: boolean;
  readonly onPlan: (next: ExperimentPlan) => void;
};

/** One step of the plan as a form, with what the plan would do beside it. */
export function PlanForm({ state, options, plan, issues, isTouched, onPlan }: Props) {
  const t = useTranslations("faults");
  const words = useFaultWords();
  const [askedStep, setAsked] = useState<string>();
  const preview = usePlanPreview(plan);
  const { step } = state;
  const own = issuesOf(issues, step).map((issue) => ({ ...issue, message: words.issue(issue) }));
  const isAsked = askedStep === step;
  // The hypothesis of a draft that is on another step's field is not missing yet.
  const shown = isAsked ? own : isTouched ? own.filter(({ path }) => path !== "hypothesis") : [];
  const errorAt = (path: string) => shown.find((issue) => issue.path === path)?.message;
  const next = experimentSteps[experimentSteps.indexOf(step) + 1] ?? "review";
  const back = experimentSteps[experimentSteps.indexOf(step) - 1] ?? "start";
  if (step === "review") {
    return issues.length > 0 ? (
      <OpenIssues issues={issues} onGo={(to) => void state.go(to)} />
    ) : (
      <Suspense fallback={<PageSkeleton rows={12} />}>
        <ReviewStep plan={plan} preview={preview} options={options} onBack={() => void state.go(back)} />
      </Suspense>
    );
  }
  const common = { plan, onPlan, errorAt, issues: shown, options, preview };
  return (
    <form
      noValidate
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(step);
        if (own.length === 0) void state.go(next);
      }}
    >
      <div className={changeClasses.stack}>
        {step === "fault" ? <FaultStep {...common} /> : null}
        {step === "conditions" ? <ConditionsStep {...common} /> : null}
        {step === "duration" ? <DurationStep {...common} /> : null}
        {isAsked && own.length > 0 ? <Summary issues={own} /> : null}
        <StepActions nextLabel={t(`next.${next}`)} onBack={() => void state.go(back)} />
      </div>
      <PlanAside plan={plan} preview={preview} options={options} />
    </form>
  );
}

function Summary({ issues }: { issues: readonly PlanIssue[] }) {
  const t = useTranslations("faults");
  const words = useFaultWords();
  return (
    <div className={changeClasses.notice} data-tone="stop" role="alert">
      <p className={changeClasses.noticeTitle}>
        <StatusShape tone="failing" />
        {t("wizard.issues", { count: issues.length })}
      </p>
      <ul className={changeClasses.list}>
        {issues.map(({ path, message }) => (
          <li key={path + message}>
            <strong>{words.field(path)}</strong> {message}
          </li>
        ))}
      </ul>
    </div>
  );
}

type OpenProps = {
  readonly issues: readonly PlanIssue[];
  readonly onGo: (step: (typeof experimentSteps)[number]) => void;
};

/** A review of a plan that is not finished, as a copied link may ask for: where to go first. */
function OpenIssues({ issues, onGo }: OpenProps) {
  const t = useTranslations("faults");
  const words = useFaultWords();
  const first = firstWrongStep(issues) ?? "fault";
  return (
    <div className={changeClasses.stack}>
      <Summary
        issues={issues
          .filter(({ path }) => stepOfIssue(path) === first)
          .map((issue) => ({ ...issue, message: words.issue(issue) }))}
      />
      <StepActions nextLabel={t(`next.${first}`)} onNext={() => onGo(first)} />
    </div>
  );
}
