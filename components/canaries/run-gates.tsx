"use client";
import { lazy, Suspense } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { CanaryView } from "./canary-view";
import changeClasses from "@/components/changes/changes.module.css";
import { StatusShape } from "@/components/ui/status-shape";
import { formatInstant } from "@/lib/format/duration";

// Few runs need a second person.
const ApproveForm = lazy(async () => ({ default: (await import("./approve-form")).ApproveForm }));

/** What a run that has not begun waits for from people: a second person's yes, the end of a freeze. */
export function RunGates({ view }: { view: CanaryView }) {
  const t = useTranslations("canaries");
  const locale = useLocale();
  const { approval, freeze, run } = view;
  if (run.state === "ended" || run.state === "reverting") return null;
  return (
    <>
      {freeze === undefined ? null : (
        <div className={changeClasses.notice} data-tone="force" role="status">
          <p className={changeClasses.noticeTitle}>
            <StatusShape tone="degraded" />
            {t("start.frozen", { name: freeze.name })}
          </p>
          {freeze.endMs === undefined
            ? t("start.frozenNoEnd")
            : t("start.frozenUntil", { time: formatInstant(freeze.endMs, locale) })}
        </div>
      )}
      {approval === undefined || approval.isGiven ? null : (
        <div className={changeClasses.notice} data-tone="force" role="status">
          <p className={changeClasses.noticeTitle}>
            <StatusShape tone="degraded" />
            {t("start.approval")}
          </p>
          {t("start.approvalHint")}
          {approval.mayApprove ? (
            <Suspense fallback={null}>
              <ApproveForm runId={run.id} />
            </Suspense>
          ) : (
            t("approve.byOther", { name: run.createdBy })
          )}
        </div>
      )}
    </>
  );
}
