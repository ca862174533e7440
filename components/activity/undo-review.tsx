"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import classes from "@/components/changes/changes.module.css";
import { usePlanContinue, usePlanUndo } from "@/components/changes/use-change-writes";
import { useViewHref } from "@/components/query/use-view-href";
import { ReviewStep } from "@/components/routing/review-step";
import type { Change } from "@/lib/changes/change";

type Props = {
  readonly change: Change;
  readonly planHash: string;
  readonly onPlan: (planHash: string) => void;
};

/** The plan that takes a change back, with the same review as any other change. */
export function UndoReview({ change, planHash, onPlan }: Props) {
  const t = useTranslations("changes");
  const undo = usePlanUndo(onPlan);
  return (
    <Review
      title={t("undoTitle")}
      lead={t("undoLead")}
      planHash={planHash}
      onReplan={() => undo.mutate({ changeId: change.id })}
    />
  );
}

/** The plan for what a change has left to write. */
export function ContinueReview({ change, planHash, onPlan }: Props) {
  const t = useTranslations("changes");
  const go = usePlanContinue(onPlan);
  return (
    <Review
      title={t("continue")}
      lead={t("continueHint")}
      planHash={planHash}
      onReplan={() => go.mutate({ changeId: change.id })}
    />
  );
}

type ReviewProps = {
  readonly title: string;
  readonly lead: string;
  readonly planHash: string;
  readonly onReplan: () => void;
};

function Review({ title, lead, planHash, onReplan }: ReviewProps) {
  const router = useRouter();
  const href = useViewHref();
  return (
    <div className={classes.stack}>
      <div className={classes.notice}>
        <p className={classes.noticeTitle}>{title}</p>
        {lead}
      </div>
      <ReviewStep
        planHash={planHash}
        onApplied={(changeId) => router.push(href(`/activity/${changeId}`))}
        onReplan={onReplan}
      />
    </div>
  );
}
