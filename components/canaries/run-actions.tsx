"use client";
import { useErrorToast } from "@/components/ui/use-error-toast";
import { Button, Group, Tooltip } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useTranslations } from "use-intl";
import type { AskedAct } from "./act-dialog";
import { isActive, refusalOf, type CanaryAct, type CanaryView } from "./canary-view";
import { leadingAct } from "./run-headline";
import { useCanaryAct } from "./use-canary-act";
import { useShell } from "@/components/shell/use-shell";

const ActDialog = lazy(async () => ({ default: (await import("./act-dialog")).ActDialog }));

/** In the order of the row; what undoes the whole run stands alone at its end. */
const rowOrder = ["accept_route", "open_gate", "resume", "pause", "skip_wait", "promote"] as const;

function isAsked(act: CanaryAct): act is AskedAct {
  return act !== "pause" && act !== "resume" && act !== "open_gate";
}

/** What a person may do with the run now. Taking it back is always there. */
export function RunActions({ view }: { view: CanaryView }) {
  const t = useTranslations("canaries");
  const showError = useErrorToast();
  const shell = useShell();
  const [asked, setAsked] = useState<AskedAct>();
  const send = useCanaryAct(view.run.id, () => undefined);
  if (!isActive(view)) return null;
  const readOnly = shell.data?.readOnlyReason;
  const leading = leadingAct(view);
  const begin = (act: CanaryAct) => {
    if (isAsked(act)) setAsked(act);
    else {
      send.mutate(
        { runId: view.run.id, act, reason: "" },
        {
          onError: (error) => showError(t(`act.${act}`), error),
        },
      );
    }
  };
  const abortRefusal = refusalOf(view, "abort");
  const isEnding = abortRefusal === "being_taken_back" || abortRefusal === "ended";
  return (
    <Group gap={8} role="group" aria-label={t("act.title")}>
      {rowOrder
        .filter((act) => refusalOf(view, act) === undefined)
        .map((act) => (
          <ActButton key={act} act={act} isLeading={leading === act} readOnly={readOnly} onClick={begin} />
        ))}
      <Tooltip label={readOnly} disabled={readOnly === undefined}>
        <Button
          size="xs"
          variant="default"
          c={readOnly !== undefined || isEnding ? undefined : "var(--hd-failing)"}
          disabled={readOnly !== undefined || isEnding}
          onClick={() => setAsked("abort")}
        >
          {t("act.abort")}
        </Button>
      </Tooltip>
      {asked === undefined ? null : (
        <Suspense fallback={null}>
          <ActDialog view={view} act={asked} onClose={() => setAsked(undefined)} />
        </Suspense>
      )}
    </Group>
  );
}

type ButtonProps = {
  readonly act: CanaryAct;
  readonly isLeading: boolean;
  readonly readOnly: string | undefined;
  readonly onClick: (act: CanaryAct) => void;
};

function ActButton({ act, isLeading, readOnly, onClick }: ButtonProps) {
  const t = useTranslations("canaries");
  return (
    <Button
      size="xs"
      variant={isLeading ? "filled" : "default"}
      disabled={readOnly !== undefined}
      title={readOnly}
      onClick={() => onClick(act)}
    >
      {t(`act.${act}`)}
    </Button>
  );
}
