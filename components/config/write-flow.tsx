"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import { useScope } from "@/components/query/use-scope";
import type { useReviewState } from "./use-review-state";
import { ChangeOutcome } from "@/components/changes/change-outcome";
import { usePlanRequest } from "@/components/changes/use-change-writes";
import { WriteError } from "@/components/changes/write-error";
import { ReviewStep } from "@/components/routing/review-step";

/** The review of a stored plan, then what became of it. */
export function WriteFlow({
  state,
  planHash,
  onApplied,
}: {
  state: ReturnType<typeof useReviewState>;
  planHash: string;
  onApplied: () => void;
}) {
  const { cluster } = useScope();
  const t = useTranslations("config");
  const again = usePlanRequest(state.planned);
  if (state.changeId !== null) return <ChangeOutcome changeId={state.changeId} />;
  return (
    <>
      <ReviewStep
        planHash={planHash}
        onApplied={(changeId) => {
          onApplied();
          state.applied(changeId);
        }}
        onReplan={(request) => again.mutate({ cluster, request })}
      />
      {again.error === null ? null : <WriteError error={again.error} />}
      <Button variant="subtle" onClick={state.edit} mt={12}>
        {t("edit.back")}
      </Button>
    </>
  );
}
