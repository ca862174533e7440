"use client";
import { useTranslations } from "use-intl";
import { DelegatedAnalysisTable } from "./delegated-analysis-table";
import { DelegatedFacts } from "./delegated-facts";
import { DelegatedNotices } from "./delegated-notices";
import { DelegatedSteps } from "./delegated-steps";
import { DelegatedTimeline } from "./delegated-timeline";
import { DelegatedWeights } from "./delegated-weights";
import classes from "./delegated.module.css";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { Section } from "@/components/ui/section";

type Detail = RouterOutputs["delegated"]["read"]["data"];

/** Everything about one rollout, the weights first: they are what callers feel. */
export function DelegatedOverview({ detail }: { detail: Detail }) {
  const t = useTranslations("delivery.delegated");
  const { rollout, nowMs } = detail;
  return (
    <div className={classes.stack}>
      <DelegatedNotices rollout={rollout} nowMs={nowMs} />
      <div className={classes.columns}>
        <Section title={t("weight.title")}>
          <DelegatedWeights weight={rollout.weight} />
        </Section>
        <Section title={t("steps.title")}>
          <DelegatedSteps rollout={rollout} />
        </Section>
      </div>
      <Section title={t("analysis.title")} flush>
        <DelegatedAnalysisTable analysis={rollout.analysis} />
      </Section>
      <div className={classes.columns}>
        <Section title={t("events.title")} flush>
          <DelegatedTimeline detail={detail} />
        </Section>
        <Section title={t("objects.title")}>
          <DelegatedFacts detail={detail} />
        </Section>
      </div>
    </div>
  );
}
