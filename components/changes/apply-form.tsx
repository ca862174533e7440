"use client";
import { usePhrases } from "@/components/ui/use-phrases";
import { Button, Checkbox, Group, Textarea } from "@mantine/core";
import { useState, type SyntheticEvent } from "react";
import { useTranslations } from "use-intl";
import classes from "./changes.module.css";
import { GateNotice, usePlanGate } from "./gate-notice";
import { useApplyPlan } from "./use-change-writes";
import { useKeptText } from "./use-kept-text";
import { WriteError } from "./write-error";
import { Section } from "@/components/ui/section";
import type { ChangeSet } from "@/lib/changes/change-set";

type Props = {
  readonly plan: ChangeSet;
  readonly readOnlyReason?: string | undefined;
  readonly onApplied: (changeId: string) => void;
  readonly onReplan: () => void;
};

/** The reason, the confirmation where one is needed, and the button that writes. */
export function ApplyForm({ plan, readOnlyReason: reasonFromPage, onApplied, onReplan }: Props) {
  const t = useTranslations("changes");
  const phrases = usePhrases();
  const [reason, setReason] = useKeptText(`heddle.reason.${plan.planHash}`);
  const [isForced, setForced] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const gate = usePlanGate(plan.planHash);
  const apply = useApplyPlan((changeId) => {
    setReason("");
    onApplied(changeId);
  });
  const isUndo = plan.request.kind === "undo";
  const { freeze, approval, readOnlyReason } = { readOnlyReason: reasonFromPage, ...gate.data };
  const needsForce =
    plan.blockers.some(({ severity }) => severity === "force") || freeze?.allowOverride === true;
  const isStopped =
    plan.blockers.some(({ severity }) => severity === "stop") ||
    freeze?.allowOverride === false ||
    approval?.isGiven === false;
  const isMissing = !isUndo && reason.trim() === "";
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!isMissing) apply.mutate({ planHash: plan.planHash, reason, force: isForced });
  };
  return (
    <Section title={t("apply.title")}>
      <form onSubmit={submit} className={classes.stack}>
        {gate.data === undefined ? null : <GateNotice gate={gate.data} planHash={plan.planHash} />}
        {gate.error === null ? null : (
          <div className={classes.notice} data-tone="force" role="status">
            {t("gate.unknown", { message: phrases.error(gate.error) })}
          </div>
        )}
        {readOnlyReason === undefined ? null : (
          <div className={classes.notice} role="status">
            {t("apply.readOnly", { reason: readOnlyReason })}
          </div>
        )}
        <Textarea
          label={t("apply.reason")}
          description={t("apply.reasonHint")}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          autosize
          minRows={1}
          maxRows={4}
          maxLength={2000}
          withAsterisk={!isUndo}
          error={isAsked && isMissing ? t("apply.reasonMissing") : undefined}
        />
        {needsForce ? (
          <Checkbox
            checked={isForced}
            onChange={(event) => setForced(event.currentTarget.checked)}
            label={t("apply.force")}
          />
        ) : null}
        <Group gap={8}>
          <Button
            type="submit"
            loading={apply.isPending}
            disabled={isStopped || readOnlyReason !== undefined || (needsForce && !isForced)}
          >
            {t(isUndo ? "apply.undoButton" : "apply.button")}
          </Button>
          <Button variant="default" onClick={onReplan} disabled={apply.isPending}>
            {t("apply.replan")}
          </Button>
        </Group>
        {apply.error === null ? null : <WriteError error={apply.error} />}
      </form>
    </Section>
  );
}
