"use client";
import { usePhrases } from "@/components/ui/use-phrases";
import { Button, Group, Modal, Stack, Switch, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslations } from "use-intl";
import type { KeepTarget } from "./keep-button";
import { useTRPC } from "@/components/query/trpc";
import { useViewHref } from "@/components/query/use-view-href";
import { ErrorState } from "@/components/ui/error-state";
import { Link } from "@/components/ui/link";

/** Asks for a note, and whether every version of this proxy is wanted. */
export function KeepDialog({ target, onClose }: { target: KeepTarget; onClose: () => void }) {
  const t = useTranslations("snapshots");
  const trpc = useTRPC();
  const href = useViewHref();
  const queryClient = useQueryClient();
  const [note, setNote] = useState("");
  const keep = useMutation(
    trpc.snapshots.keep.mutationOptions({
      onSuccess: async (snapshot) => {
        await queryClient.invalidateQueries({ queryKey: trpc.snapshots.list.pathKey() });
        notifications.show({
          title: t("keep.done"),
          message: <Link href={href(`/proxies/snapshots/${snapshot.id}`)}>{t("keep.open")}</Link>,
        });
        onClose();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keep.mutate({ ...target, note });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("keep.title")}
      closeButtonProps={{ "aria-label": t("keep.cancel") }}
      centered
    >
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text size="sm">{t("keep.lead")}</Text>
          <TextInput
            label={t("keep.note")}
            placeholder={t("keep.notePlaceholder")}
            maxLength={500}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            data-autofocus
          />
          <WatchSwitch target={target} />
          {keep.error === null ? null : <ErrorState error={keep.error} />}
          <Group justify="flex-end" gap="xs">
            <Button size="xs" variant="default" onClick={onClose}>
              {t("keep.cancel")}
            </Button>
            <Button size="xs" type="submit" loading={keep.isPending}>
              {t("keep.confirm")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function WatchSwitch({ target: { cluster, namespace, pod } }: { target: KeepTarget }) {
  const t = useTranslations("snapshots");
  const phrases = usePhrases();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const place = { cluster, namespace, pod };
  const state = useQuery(trpc.snapshots.watch.queryOptions(place));
  const change = useMutation(
    trpc.snapshots.setWatch.mutationOptions({
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.snapshots.watch.pathKey() }),
    }),
  );
  const watch = state.data?.data.watch;
  const failed = change.error ?? state.error;
  return (
    <Switch
      label={t("keep.watch")}
      description={t("keep.watchHint")}
      error={
        failed !== null
          ? phrases.error(failed)
          : watch?.error === undefined
            ? undefined
            : t("keep.watchError", { error: watch.error })
      }
      checked={state.data?.data.isWatched ?? false}
      disabled={state.data === undefined || change.isPending}
      onChange={(event) => change.mutate({ ...place, isWatched: event.currentTarget.checked })}
    />
  );
}
