"use client";
import { useErrorToast } from "@/components/ui/use-error-toast";
import { Button } from "@mantine/core";
import { IconPlayerTrackNext } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { usePlanContinue } from "./use-change-writes";
import { useViewHref } from "@/components/query/use-view-href";
import type { Change } from "@/lib/changes/change";

const unfinished = new Set<Change["state"]>(["partial", "interrupted", "failed"]);

/** Plans what a stopped change has not written and opens the review; nothing for a change that came to its end. */
export function ContinueButton({ change }: { change: Pick<Change, "id" | "state"> }) {
  const t = useTranslations("changes");
  const showError = useErrorToast();
  const router = useRouter();
  const href = useViewHref();
  const go = usePlanContinue((planHash) =>
    router.push(href(`/activity/${change.id}`, { continue: planHash })),
  );
  if (!unfinished.has(change.state)) return null;
  return (
    <Button
      size="xs"
      loading={go.isPending}
      title={t("continueHint")}
      leftSection={<IconPlayerTrackNext size={14} aria-hidden />}
      onClick={() =>
        go.mutate(
          { changeId: change.id },
          {
            onError: (error) => showError(t("continue"), error),
          },
        )
      }
    >
      {t("continue")}
    </Button>
  );
}
