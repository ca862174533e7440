"use client";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { ApplyForm } from "@/components/changes/apply-form";
import changeClasses from "@/components/changes/changes.module.css";
import { PlanReview } from "@/components/changes/plan-review";
import { useTRPC } from "@/components/query/trpc";
import { QueryBoundary } from "@/components/ui/query-boundary";
import type { ChangeRequest } from "@/lib/changes/change-set";

type Props = {
  readonly planHash: string;
  readonly onApplied: (changeId: string) => void;
  /** Asked with what the plan was made of, so that it can be made again from what is there now. */
  readonly onReplan: (request: ChangeRequest) => void;
  readonly onEdit?: () => void;
};

/** A stored plan, read again after a reload; applied once it has a change of its own. */
export function ReviewStep({ planHash, onApplied, onReplan, onEdit }: Props) {
  const t = useTranslations("routing");
  const c = useTranslations("changes");
  const trpc = useTRPC();
  const query = useQuery(trpc.changes.storedPlan.queryOptions({ planHash }, { staleTime: Infinity }));
  return (
    <QueryBoundary query={query}>
      {({ plan, changeId }) => (
        <div className={changeClasses.stack}>
          <PlanReview plan={plan} />
          {changeId === undefined ? (
            <ApplyForm plan={plan} onApplied={onApplied} onReplan={() => onReplan(plan.request)} />
          ) : (
            <Button onClick={() => onApplied(changeId)} w="max-content">
              {c("apply.open")}
            </Button>
          )}
          {onEdit === undefined ? null : (
            <Button variant="subtle" onClick={onEdit} w="max-content">
              {t("review.edit")}
            </Button>
          )}
        </div>
      )}
    </QueryBoundary>
  );
}
