"use client";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { usePlanUndo } from "@/components/changes/use-change-writes";
import { useViewHref } from "@/components/query/use-view-href";

/** Plans the way back of a change and opens its review. */
export function TakeBack({ changeId }: { changeId: string }) {
  const t = useTranslations("controlplane.board");
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
            onError: (error) =>
              notifications.show({ color: "red", title: t("takeBack"), message: error.message }),
          },
        )
      }
    >
      {t("takeBack")}
    </Button>
  );
}
