"use client";
import { useTranslations } from "use-intl";
import { AchievedPanel } from "./achieved-panel";
import { ConditionsPanel } from "./conditions-panel";
import type { ExperimentDetail } from "./detail";
import classes from "./faults.module.css";
import { HeldObjects } from "./held-objects";
import { PlanFacts } from "./plan-facts";
import { ProofPanel } from "./proof-panel";
import { ReportPanel } from "./report-panel";
import { RunEvents } from "./run-events";
import { RunTimeline } from "./run-timeline";
import changeClasses from "@/components/changes/changes.module.css";
import { Section } from "@/components/ui/section";

type Props = { readonly detail: ExperimentDetail; readonly nowMs: number };

/** What is known of the run: live figures while it lasts, the report above them once it has ended. */
export function RunBody({ detail, nowMs }: Props) {
  const t = useTranslations("faults.run");
  const { report, run } = detail;
  return (
    <div className={changeClasses.stack}>
      {report === undefined ? null : <ReportPanel detail={detail} report={report} />}
      <Section title={t("strengths")}>
        <RunTimeline detail={detail} nowMs={nowMs} />
      </Section>
      <ConditionsPanel detail={detail} />
      <AchievedPanel detail={detail} />
      {report === undefined && detail.proof.length === 0 ? null : <ProofPanel proof={detail.proof} />}
      <div className={classes.review}>
        <RunEvents detail={detail} />
        <div className={changeClasses.stack}>
          <HeldObjects detail={detail} />
          <Section title={t("plan")}>
            <PlanFacts plan={run.body.plan} hasTimeline={false} />
          </Section>
        </div>
      </div>
    </div>
  );
}
