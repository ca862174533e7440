"use client";
import { useErrorToast } from "@/components/ui/use-error-toast";
import { Button } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { usePlanUndo } from "@/components/changes/use-change-writes";
import { useViewHref } from "@/components/query/use-view-href";

/** Plans the way back of a change and opens its review. */
export function TakeBack({ changeId }: { changeId: string }) {
  const t = useTranslations("controlplane.board");
  const showError = useErrorToast();
  const router = useRouter();
  const href = useViewHref();
  const undo = usePlanUndo((planHash) => router.push(href(`/activity/${changeId}`, { undo: planHash })));
  return (
    <Button
      size="compact-xs"
      variant="light"
      ml={6}
      loading={undo.isPending}
      onClick={() =>
        undo.mutate(
          { changeId },
          {
            onError: (error) => showError(t("takeBack"), error),
          },
        )
      }
    >
      {t("takeBack")}
    </Button>
  );
}
