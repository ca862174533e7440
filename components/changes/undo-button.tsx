"use client";
import { useErrorToast } from "@/components/ui/use-error-toast";
import { Button } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { isUndoable } from "@/lib/changes/is-undoable";
import { usePlanUndo } from "./use-change-writes";
import { useViewHref } from "@/components/query/use-view-href";
import type { Change } from "@/lib/changes/change";

type UndoChange = Pick<Change, "id" | "state" | "kind" | "objects">;

/** Plans the way back and opens its review; nothing for a change that left nothing to undo. */
export function UndoButton({ change }: { change: UndoChange }) {
  const t = useTranslations("changes");
  const showError = useErrorToast();
  const router = useRouter();
  const href = useViewHref();
  const undo = usePlanUndo((planHash) => router.push(href(`/activity/${change.id}`, { undo: planHash })));
  if (!isUndoable(change)) return null;
  return (
    <Button
      size="xs"
      variant="default"
      loading={undo.isPending}
      leftSection={<IconArrowBackUp size={14} aria-hidden />}
      // Within a table's row: the row would open as well.
      onKeyDown={(event) => event.stopPropagation()}
      onClick={(event) => {
        event.stopPropagation();
        undo.mutate(
          { changeId: change.id },
          {
            onError: (error) => showError(t("undo"), error),
          },
        );
      }}
    >
      {t("undo")}
    </Button>
  );
}
