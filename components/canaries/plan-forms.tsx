"use client";
import { Button } from "@mantine/core";
import { useDeferredValue, useMemo, useState, type ComponentType } from "react";
import { useTranslations } from "use-intl";
import { startDraft, type CanaryDraft, type CanaryOptions } from "./canary-draft";
import { checkPlan } from "./check-plan";
import { issuesOf, stepOfField } from "./issue-step";
import { MetricsStep } from "./metrics-step";
import { ObstacleList } from "./obstacle-list";
import { PlanAside } from "./plan-aside";
import { ReviewStep } from "./review-step";
import type { StepFormProps } from "./step-form-props";
import { StepsStep } from "./steps-step";
import { useCanaryTexts } from "./use-canary-texts";
import { formSteps, type CanaryState, type FormStep } from "./use-canary-state";
import { usePlanPreview } from "./use-plan-preview";
import { VersionsStep } from "./versions-step";
import { WhoStep } from "./who-step";
import changeClasses from "@/components/changes/changes.module.css";
import { IssueSummary } from "@/components/routing/wizard/issue-summary";
import wizardClasses from "@/components/routing/wizard/wizard.module.css";

const forms: Readonly<Record<Exclude<FormStep, "review">, ComponentType<StepFormProps>>> = {
  versions: VersionsStep,
  who: WhoStep,
  steps: StepsStep,
  metrics: MetricsStep,
};

type Props = {
  readonly options: CanaryOptions;
  readonly state: CanaryState;
  /** A plan to begin with; without one the service's own start. */
  readonly base?: CanaryDraft;
};

/** The wizard's forms over one plan; beside each of them what the plan would do. */
export function PlanForms({ options, state, base }: Props) {
  const t = useTranslations("canaries");
  const texts = useCanaryTexts();
  const [asked, setAsked] = useState<readonly FormStep[]>([]);
  const start = useMemo(() => base ?? startDraft(options), [base, options]);
  const typed = state.draft.state === "read" ? state.draft.draft : undefined;
  const checked = useMemo(() => checkPlan(typed ?? start), [typed, start]);
  const draft = checked.state === "unreadable" ? start : checked.draft;
  const plan = checked.state === "valid" ? checked.plan : undefined;
  const preview = usePlanPreview(useDeferredValue(plan));
  const issues = useMemo(
    () =>
      checked.state === "open"
        ? checked.issues.map((issue) => ({ path: issue.path, message: texts.issue(issue) }))
        : [],
    [checked, texts],
  );
  const { step } = state;
  const onDraft = (next: CanaryDraft) => void state.setDraft(next);
  const notices = (
    <>
      {checked.state === "unreadable" || state.draft.state === "lost" ? (
        <div className={changeClasses.notice} data-tone="force" role="status">
          {t(state.draft.state === "lost" ? "draft.lost" : "draft.unreadable")}
          <Button size="compact-xs" variant="default" w="max-content" onClick={() => void state.dropDraft()}>
            {t("draft.drop")}
          </Button>
        </div>
      ) : null}
    </>
  );
  if (step === "review") {
    return (
      <div className={changeClasses.stack}>
        {notices}
        <ReviewStep
          draft={draft}
          onDraft={onDraft}
          plan={plan}
          options={options}
          issues={issues}
          texts={texts}
          preview={preview}
          onGo={(next) => void state.go(next)}
        />
      </div>
    );
  }
  const here = step === "service" ? "versions" : step;
  const Form = forms[here];
  const own = issuesOf(issues, here);
  // A condition that was just added is empty: not wrong before somebody wants to go on.
  const shown = asked.includes(here)
    ? own
    : typed === undefined
      ? []
      : own.filter(({ path }) => !path.startsWith("matches"));
  const at = formSteps.indexOf(here);
  return (
    <form
      noValidate
      className={changeClasses.stack}
      onSubmit={(event) => {
        event.preventDefault();
        setAsked([...asked, here]);
        if (own.length === 0) void state.go(formSteps[at + 1] ?? "review");
      }}
    >
      {notices}
      <div className={wizardClasses.form}>
        <div className={changeClasses.stack}>
          {plan === undefined ? <ObstacleList obstacles={options.obstacles} /> : null}
          <Form draft={draft} onDraft={onDraft} options={options} issues={shown} />
          {asked.includes(here) && own.length > 0 ? <IssueSummary issues={own} texts={texts} /> : null}
          <div className={wizardClasses.actions}>
            <Button type="submit">{t("wizard.next")}</Button>
            <Button
              variant="default"
              onClick={() => void state.go(at === 0 ? "service" : (formSteps[at - 1] ?? "service"))}
            >
              {t("wizard.back")}
            </Button>
          </div>
        </div>
        <div className={wizardClasses.aside}>
          <PlanAside
            query={preview}
            hasConditions={draft.matches.length > 0}
            waitsFor={issues[0] === undefined ? undefined : stepOfField(issues[0].path)}
          />
        </div>
      </div>
    </form>
  );
}
