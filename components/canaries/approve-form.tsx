"use client";
import { Button, Group, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { useTranslations } from "use-intl";
import { WriteError } from "@/components/changes/write-error";
import { useTRPC } from "@/components/query/trpc";

/** A second person's yes to the whole run. */
export function ApproveForm({ runId }: { runId: string }) {
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
