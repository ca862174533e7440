"use client";
import { Button, Group, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { useLocale, useTranslations } from "use-intl";
import classes from "./changes.module.css";
import { WriteError } from "./write-error";
import { useTRPC } from "@/components/query/trpc";
import { StatusShape } from "@/components/ui/status-shape";
import type { PlanGate } from "@/lib/changes/approval";
import { formatInstant } from "@/lib/format/duration";

const pollMs = 5000;

/** Freeze windows and approvals of a plan, kept current: a colleague's yes appears by itself. */
export function usePlanGate(planHash: string) {
  const trpc = useTRPC();
  return useQuery(trpc.changes.gate.queryOptions({ planHash }, { refetchInterval: pollMs }));
}

/** What stands in the way of a plan beyond the plan itself. */
export function GateNotice({ gate, planHash }: { gate: PlanGate; planHash: string }) {
  return (
    <>
      {gate.freeze === undefined ? null : <Freeze freeze={gate.freeze} />}
      {gate.approval === undefined ? null : <ApprovalNotice approval={gate.approval} planHash={planHash} />}
    </>
  );
}

function Freeze({ freeze }: { freeze: NonNullable<PlanGate["freeze"]> }) {
  const t = useTranslations("changes.gate");
  const locale = useLocale();
  const { name, endMs, allowOverride } = freeze;
  return (
    <div className={classes.notice} data-tone={allowOverride ? "force" : "stop"} role="status">
      <p className={classes.noticeTitle}>
        <StatusShape tone={allowOverride ? "degraded" : "failing"} />
        {t("frozen", { name })}
      </p>
      {endMs === undefined ? t("frozenNoEnd") : t("frozenUntil", { time: formatInstant(endMs, locale) })}{" "}
      {t(allowOverride ? "frozenOverride" : "frozenStop")}
    </div>
  );
}

type ApprovalProps = { approval: NonNullable<PlanGate["approval"]>; planHash: string };

function ApprovalNotice({ approval, planHash }: ApprovalProps) {
  const t = useTranslations("changes.gate");
  const locale = useLocale();
  return (
    <div className={classes.notice} data-tone={approval.isGiven ? "good" : "stop"} role="status">
      <p className={classes.noticeTitle}>
        <StatusShape tone={approval.isGiven ? "ok" : "failing"} />
        {t(approval.isGiven ? "approvalGiven" : "approvalTitle")}
      </p>
      {approval.approvals.length === 0 ? (
        t("approvalHint")
      ) : (
        <ul className={classes.list}>
          {approval.approvals.map(({ actor, atMs, comment }) => (
            <li key={actor}>
              {t("approvedBy", { actor, time: formatInstant(atMs, locale) })}
              {comment === "" ? null : <div className={classes.value}>{comment}</div>}
            </li>
          ))}
        </ul>
      )}
      {approval.mayApprove ? <ApproveForm planHash={planHash} /> : null}
    </div>
  );
}

function ApproveForm({ planHash }: { planHash: string }) {
  const t = useTranslations("changes.gate");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [comment, setComment] = useState("");
  const approve = useMutation(
    trpc.changes.approve.mutationOptions({
      onSuccess: (gate) => queryClient.setQueryData(trpc.changes.gate.queryKey({ planHash }), gate),
    }),
  );
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    approve.mutate({ planHash, comment });
  };
  return (
    <form onSubmit={submit}>
      <p className={classes.muted}>{t("approveHint")}</p>
      <Group gap={8} align="end">
        <TextInput
          size="xs"
          label={t("approveComment")}
          value={comment}
          maxLength={2000}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <Button size="xs" type="submit" loading={approve.isPending}>
          {t("approve")}
        </Button>
      </Group>
      {approve.error === null ? null : <WriteError error={approve.error} />}
    </form>
  );
}
