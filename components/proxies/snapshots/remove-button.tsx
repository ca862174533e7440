"use client";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { Snapshot } from "./outputs";
import { useTRPC } from "@/components/query/trpc";
import { ErrorState } from "@/components/ui/error-state";
import { formatInstant } from "@/lib/format/duration";

type Props = { snapshot: Snapshot; size?: "xs" | "compact-xs"; onRemoved?: () => void };

/** Deletes a snapshot once it was confirmed. */
export function RemoveButton({ snapshot, size = "compact-xs", onRemoved }: Props) {
  const t = useTranslations("snapshots");
  const locale = useLocale();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const remove = useMutation(
    trpc.snapshots.remove.mutationOptions({
      onSuccess: async () => {
        setOpen(false);
        notifications.show({ message: t("remove.done") });
        onRemoved?.();
        await queryClient.invalidateQueries({ queryKey: trpc.snapshots.list.pathKey() });
      },
    }),
  );
  const { title, takenAtMs } = snapshot;
  return (
    <>
      <Button
        size={size}
        variant={size === "xs" ? "default" : "subtle"}
        color={size === "xs" ? undefined : "red"}
        aria-label={t("remove.label", { title })}
        onClick={(event) => {
          event.stopPropagation();
          setOpen(true);
        }}
      >
        {t("remove.action")}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t("remove.title")}
        closeButtonProps={{ "aria-label": t("keep.cancel") }}
        centered
        onClick={(event) => event.stopPropagation()}
        onKeyDown={(event) => event.stopPropagation()}
      >
        <Stack gap="sm">
          <Text size="sm">{t("remove.lead", { title, time: formatInstant(takenAtMs, locale) })}</Text>
          {remove.error === null ? null : <ErrorState error={remove.error} />}
          <Group justify="flex-end" gap="xs">
            <Button size="xs" variant="default" onClick={() => setOpen(false)}>
              {t("keep.cancel")}
            </Button>
            <Button
              size="xs"
              color="red.9"
              loading={remove.isPending}
              onClick={() => remove.mutate({ ids: [snapshot.id] })}
            >
              {t("remove.confirm")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
