"use client";
import { Button, Group, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { Report } from "./report-panel";
import classes from "./faults.module.css";
import changeClasses from "@/components/changes/changes.module.css";
import { useKeptText } from "@/components/changes/use-kept-text";
import { WriteError } from "@/components/changes/write-error";
import { useTRPC } from "@/components/query/trpc";
import { formatInstant } from "@/lib/format/duration";

type Props = {
  readonly runId: string;
  readonly conclusion: Report["conclusion"];
  readonly readOnlyReason: string | undefined;
};

/** What a person learnt from it; figures alone are no report. */
export function ConclusionForm({ runId, conclusion, readOnlyReason }: Props) {
  const t = useTranslations("faults.conclusion");
  const locale = useLocale();
  const [isOpen, setOpen] = useState(false);
  if (conclusion === undefined && readOnlyReason !== undefined) {
    return <span className={changeClasses.muted}>{t("none")}</span>;
  }
  if (conclusion === undefined || isOpen) {
    return <Editor runId={runId} before={conclusion?.text ?? ""} onSaved={() => setOpen(false)} />;
  }
  return (
    <div className={changeClasses.stack}>
      <p className={classes.conclusion}>{conclusion.text}</p>
      <Group gap={10}>
        <span className={changeClasses.muted}>
          {t("by", { actor: conclusion.actor, time: formatInstant(conclusion.atMs, locale) })}
        </span>
        {readOnlyReason === undefined ? (
          <Button size="compact-xs" variant="default" onClick={() => setOpen(true)}>
            {t("edit")}
          </Button>
        ) : null}
      </Group>
    </div>
  );
}

function Editor({ runId, before, onSaved }: { runId: string; before: string; onSaved: () => void }) {
  const t = useTranslations("faults.conclusion");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [kept, setKept] = useKeptText(`heddle.conclusion.${runId}`);
  const [isAsked, setAsked] = useState(false);
  const [isOwn, setOwn] = useState(kept !== "");
  const text = isOwn ? kept : before;
  const save = useMutation(
    trpc.faults.act.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.faults.read.queryFilter({ runId }));
        setKept("");
        onSaved();
      },
    }),
  );
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setAsked(true);
    if (text.trim() !== "") save.mutate({ runId, act: "conclude", text });
  };
  return (
    <form onSubmit={submit} className={changeClasses.stack} noValidate>
      <Textarea
        label={t("label")}
        description={t("hint")}
        value={text}
        onChange={(event) => {
          setOwn(true);
          setKept(event.currentTarget.value);
        }}
        autosize
        minRows={3}
        maxRows={10}
        maxLength={2000}
        error={isAsked && text.trim() === "" ? t("missing") : undefined}
      />
      <Button type="submit" size="xs" w="max-content" loading={save.isPending}>
        {t("save")}
      </Button>
      {save.error === null ? null : <WriteError error={save.error} />}
    </form>
  );
}
