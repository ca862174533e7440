"use client";
import { useTranslations } from "use-intl";
import { EndWords } from "./end-words";
import classes from "./faults.module.css";
import { HitTable } from "./hit-table";
import { KeepPlan } from "./keep-plan";
import { LaunchForm } from "./launch-form";
import type { ExperimentOptions } from "./new-plan";
import { PlanFacts } from "./plan-facts";
import { PreflightList } from "./preflight-list";
import type { ExperimentPreview, PlanPreview } from "./use-plan-preview";
import { BlockerNotice } from "@/components/changes/blocker-notice";
import changeClasses from "@/components/changes/changes.module.css";
import { FindingList } from "@/components/changes/finding-list";
import { PlannedObjectCard } from "@/components/changes/planned-object-card";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { Section } from "@/components/ui/section";
import type { ExperimentPlan } from "@/lib/faults/experiment-plan";
import { objectKey } from "@/lib/mesh/object-ref";

type Props = {
  readonly plan: ExperimentPlan;
  readonly preview: PlanPreview;
  readonly options: ExperimentOptions;
  readonly onBack: () => void;
};

/** Everything that a person should see before a fault is put into a mesh. */
export function ReviewStep({ plan, preview, options, onBack }: Props) {
  const t = useTranslations("faults.review");
  return (
    <QueryBoundary query={preview.query}>
      {(data) => (
        <div className={changeClasses.stack}>
          <div className={classes.review}>
            <div className={changeClasses.stack}>
              <Section title={t("plan")}>
                <PlanFacts plan={plan} />
              </Section>
              <EndWords plan={plan} />
            </div>
            <Section title={t("preflight")}>
              <PreflightList checks={data.preflight} />
            </Section>
          </div>
          <Section title={t("hit")} flush>
            <HitTable options={options} preview={preview} />
          </Section>
          <Written change={data.change} />
          <LaunchForm
            plan={plan}
            preview={data}
            isCurrent={preview.isCurrent}
            readOnlyReason={options.readOnlyReason}
            onBack={onBack}
          />
          <KeepPlan plan={plan} readOnlyReason={options.readOnlyReason} />
        </div>
      )}
    </QueryBoundary>
  );
}

/** The first strength as the change engine sees it; the others differ in their percentages only. */
function Written({ change }: { change: ExperimentPreview["change"] }) {
  const t = useTranslations("faults.review");
  return (
    <Section title={t("written")}>
      <div className={changeClasses.stack}>
        <span className={changeClasses.muted}>{t("writtenHint")}</span>
        {change === undefined ? (
          <span className={changeClasses.muted}>{t("writtenUnknown")}</span>
        ) : (
          <>
            <BlockerNotice blockers={change.blockers} />
            {change.objects.map((object) => (
              <PlannedObjectCard key={objectKey(object.ref)} object={object} />
            ))}
            {change.findings.length === 0 ? null : <FindingList rows={change.findings} />}
          </>
        )}
      </div>
    </Section>
  );
}
