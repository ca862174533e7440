"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import classes from "@/components/changes/changes.module.css";
import { usePlanUndo } from "@/components/changes/use-change-writes";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
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
  const router = useRouter();
  const href = useViewHref();
  const trpc = useTRPC();
  const { cluster } = useScope();
  const undo = usePlanUndo(onPlan);
  const options = useQuery(
    trpc.routing.splitOptions.queryOptions({ cluster, service: change.service }, { retry: false }),
  );
  return (
    <div className={classes.stack}>
      <div className={classes.notice}>
        <p className={classes.noticeTitle}>{t("undoTitle")}</p>
        {t("undoLead")}
      </div>
      <ReviewStep
        planHash={planHash}
        readOnlyReason={options.data?.data.readOnlyReason}
        onApplied={(changeId) => router.push(href(`/activity/${changeId}`))}
        onReplan={() => undo.mutate({ changeId: change.id })}
      />
    </div>
  );
}
