"use client";
import { ActionIcon, TextInput } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type KeyboardEvent } from "react";
import { useTranslations } from "use-intl";
import type { Snapshot } from "./outputs";
import classes from "./snapshots.module.css";
import { useTRPC } from "@/components/query/trpc";

const maxLetters = 500;
/** Who asked for the field is to write in it at once. */
const focus = (input: HTMLInputElement | null) => input?.focus();

/** A snapshot's note, which is written where it stands: Enter or leaving the field keeps it, Escape does not. */
export function NoteCell({
  snapshot: { id, title, note },
}: {
  snapshot: Pick<Snapshot, "id" | "title" | "note">;
}) {
  const t = useTranslations("snapshots");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<string>();
  const save = useMutation(
    trpc.snapshots.setNote.mutationOptions({
      onSuccess: async () => {
        setDraft(undefined);
        await queryClient.invalidateQueries({ queryKey: trpc.snapshots.pathKey() });
      },
    }),
  );
  if (draft === undefined)
    return (
      <span className={classes.cellLine}>
        <span className={classes.cellTitle} title={note}>
          {note === "" ? <span className={classes.hint}>{t("noteNone")}</span> : note}
        </span>
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          aria-label={t("noteEdit", { title })}
          onClick={() => setDraft(note)}
        >
          <IconPencil size={14} aria-hidden />
        </ActionIcon>
      </span>
    );
  const keep = () => {
    if (draft.trim() === note) setDraft(undefined);
    else save.mutate({ id, note: draft });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Enter") keep();
    if (event.key === "Escape") setDraft(undefined);
  };
  return (
    <TextInput
      size="xs"
      w="100%"
      ref={focus}
      aria-label={t("noteOf", { title })}
      maxLength={maxLetters}
      value={draft}
      disabled={save.isPending}
      error={save.error?.message}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={onKeyDown}
    />
  );
}
