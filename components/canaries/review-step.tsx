"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { CanaryDraft, CanaryOptions } from "./canary-draft";
import classes from "./canaries.module.css";
import { issuesOf, stepOfField } from "./issue-step";
import { ObstacleList } from "./obstacle-list";
import { SafetyFields } from "./safety-fields";
import { StageTable } from "./stage-table";
import { StageWrites } from "./stage-writes";
import { StartForm } from "./start-form";
import type { FormStep } from "./use-canary-state";
import type { usePlanPreview } from "./use-plan-preview";
import { BlockerNotice } from "@/components/changes/blocker-notice";
import { CallerTable } from "@/components/changes/caller-table";
import changeClasses from "@/components/changes/changes.module.css";
import { FindingList } from "@/components/changes/finding-list";
import { WriteError } from "@/components/changes/write-error";
import type { FieldIssue } from "@/components/routing/wizard/intent-form-props";
import { IssueSummary } from "@/components/routing/wizard/issue-summary";
import type { IntentTexts } from "@/components/routing/wizard/use-intent-texts";
import { MeasuredBy } from "@/components/ui/measured-by";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { Section } from "@/components/ui/section";
import { SourceWarnings } from "@/components/ui/source-warnings";
import type { CanaryPlan } from "@/lib/canaries/plan";
import { formatMeasure } from "@/lib/format/measure";

type Props = {
  readonly draft: CanaryDraft;
  readonly onDraft: (next: CanaryDraft) => void;
  /** Absent while a field is wrong. */
  readonly plan: CanaryPlan | undefined;
  readonly options: CanaryOptions;
  readonly issues: readonly FieldIssue[];
  readonly texts: Pick<IntentTexts, "field">;
  readonly preview: ReturnType<typeof usePlanPreview>;
  readonly onGo: (step: FormStep) => void;
};

/** Everything that a person should see before a canary begins: what each stage does, costs and can know. */
export function ReviewStep(props: Props) {
  const { draft, onDraft, plan, options, issues, texts, preview, onGo } = props;
  const t = useTranslations("canaries");
  const c = useTranslations("changes");
  const answer = preview.data;
  const own = issuesOf(issues, "review");
  const elsewhere = issues.find(({ path }) => stepOfField(path) !== "review");
  return (
    <>
      {issues.length === 0 ? null : (
        <div className={changeClasses.stack}>
          <IssueSummary issues={issues} texts={texts} />
          {elsewhere === undefined ? null : (
            <Button w="max-content" onClick={() => onGo(stepOfField(elsewhere.path))}>
              {t("review.mend", { step: t(`rail.${stepOfField(elsewhere.path)}`) })}
            </Button>
          )}
        </div>
      )}
      {preview.error === null ? null : <WriteError error={preview.error} />}
      {answer === undefined ? (
        preview.fetchStatus === "fetching" ? (
          <PageSkeleton rows={24} />
        ) : null
      ) : (
        <>
          <SourceWarnings warnings={answer.warnings} />
          <ObstacleList obstacles={answer.data.obstacles} />
          {answer.data.first === undefined ? null : <BlockerNotice blockers={answer.data.first.blockers} />}
          <Section title={t("stages.title")} actions={<MeasuredBy evidence={answer.evidence} />}>
            <StageTable stages={answer.data.stages} hasConditions={draft.matches.length > 0} />
            <p className={classes.note}>
              {answer.data.requestsPerSecond === undefined
                ? t("aside.noTraffic")
                : t("review.traffic", { rate: formatMeasure(answer.data.requestsPerSecond, "rps") })}
            </p>
          </Section>
          <div className={changeClasses.columns}>
            <Section title={c("callers.title")}>
              <CallerTable callers={answer.data.callers} />
            </Section>
            <Section title={c("findings.title")}>
              <FindingList rows={answer.data.first?.findings ?? []} />
            </Section>
          </div>
          <StageWrites stages={answer.data.stages} first={answer.data.first} />
        </>
      )}
      <SafetyFields draft={draft} onDraft={onDraft} options={options} issues={own} />
      <StartForm
        plan={plan}
        options={options}
        preview={preview.isPlaceholderData ? undefined : answer?.data}
        onBack={() => onGo("metrics")}
      />
    </>
  );
}
