"use client";
import { Button, Group, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { CanaryView } from "./canary-view";
import changeClasses from "@/components/changes/changes.module.css";
import { WriteError } from "@/components/changes/write-error";
import { useTRPC } from "@/components/query/trpc";
import { StatusShape } from "@/components/ui/status-shape";
import { formatInstant } from "@/lib/format/duration";

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
            <ApproveForm runId={run.id} />
          ) : (
            t("approve.byOther", { name: run.createdBy })
          )}
        </div>
      )}
    </>
  );
}

function ApproveForm({ runId }: { runId: string }) {
  const t = useTranslations("canaries");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [comment, setComment] = useState("");
  const approve = useMutation(
    trpc.canaries.approve.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries({ queryKey: trpc.canaries.read.queryKey({ runId }) }),
    }),
  );
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    approve.mutate({ runId, comment });
  };
  return (
    <form onSubmit={submit}>
      <Group gap={8} align="end">
        <TextInput
          size="xs"
          label={t("approve.comment")}
          value={comment}
          maxLength={2000}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <Button size="xs" type="submit" loading={approve.isPending}>
          {t("approve.button")}
        </Button>
      </Group>
      {approve.error === null ? null : <WriteError error={approve.error} />}
    </form>
  );
}
