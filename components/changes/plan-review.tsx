"use client";
import { lazy, Suspense } from "react";
import { useTranslations } from "use-intl";
import { BlockerNotice } from "./blocker-notice";
import { CallerTable } from "./caller-table";
import classes from "./changes.module.css";
import { FindingList } from "./finding-list";
import { PlanExport } from "./plan-export";
import { PlannedObjectCard } from "./planned-object-card";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { Section } from "@/components/ui/section";
import type { ChangeSet } from "@/lib/changes/change-set";
import { objectKey, printObjectRef } from "@/lib/mesh/object-ref";

const ImpactPanel = lazy(async () => ({
  default: (await import("@/components/impact/impact-panel")).ImpactPanel,
}));

/** Everything that a person should see before a change is written. */
export function PlanReview({ plan }: { plan: ChangeSet }) {
  const t = useTranslations("changes");
  return (
    <div className={classes.stack}>
      <BlockerNotice blockers={plan.blockers} />
      {plan.kept.length === 0 ? null : (
        <div className={classes.notice}>
          <p className={classes.noticeTitle}>{t("kept.title")}</p>
          <ul className={classes.list}>
            {plan.kept.map(({ ref, path }) => (
              <li key={objectKey(ref) + path}>
                {t("kept.text", {
                  object: printObjectRef(ref),
                  path: path === "" ? t("kept.object") : path,
                })}
              </li>
            ))}
          </ul>
        </div>
      )}
      {plan.objects.length === 0 ? null : (
        <Section title={t("objects")} actions={<PlanExport plan={plan} />}>
          <div className={classes.stack}>
            {plan.objects.length > 1 ? <span className={classes.muted}>{t("order")}</span> : null}
            {plan.objects.map((object) => (
              <PlannedObjectCard key={objectKey(object.ref)} object={object} />
            ))}
          </div>
        </Section>
      )}
      {plan.objects.length === 0 || plan.request.kind === "delegate" ? null : (
        <Suspense fallback={<PageSkeleton rows={6} />}>
          <ImpactPanel request={plan.request} cluster={plan.cluster} />
        </Suspense>
      )}
      <div className={classes.columns}>
        <Section title={t("findings.title")}>
          <FindingList rows={plan.findings} />
          {plan.resolved.length === 0 ? null : (
            <div className={classes.muted}>{t("findings.resolved", { count: plan.resolved.length })}</div>
          )}
        </Section>
        <Section title={t("callers.title")}>
          <CallerTable callers={plan.callers} />
        </Section>
      </div>
    </div>
  );
}
