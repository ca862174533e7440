"use client";
import { useErrorToast } from "@/components/ui/use-error-toast";
import { Button, Tooltip } from "@mantine/core";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import classes from "./delegated.module.css";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { usePlanRequest } from "@/components/changes/use-change-writes";
import { useScope } from "@/components/query/use-scope";
import type { DelegatedVerb } from "@/lib/delivery/delegated";
import type { DelegateVerb } from "@/lib/delivery/delegated-verb";

/** Most visits never come to it. */
const DelegatedDialog = dynamic(async () => (await import("./delegated-dialog")).DelegatedDialog, {
  ssr: false,
});

type Detail = RouterOutputs["delegated"]["read"]["data"];
type Props = { readonly detail: Detail; readonly onPlanned: (planHash: string) => void };

/** Verbs that are out of the question now only add noise; those whose reason teaches something stay and say it. */
const telling = new Set<DelegatedVerb["refusal"]>([
  "flagger_has_no_abort",
  "resume_first",
  "retry_first",
  "waits_for_gate",
  "stale",
]);

/** What may be asked of the rollout. Each verb says what it does and then goes through the review of any change. */
export function DelegatedVerbs({ detail, onPlanned }: Props) {
  const t = useTranslations("delivery.delegated");
  const showError = useErrorToast();
  const { cluster } = useScope();
  const [asked, setAsked] = useState<DelegateVerb>();
  const [isOpen, setOpen] = useState(false);
  const plan = usePlanRequest(onPlanned);
  const { rollout, readOnlyReason } = detail;
  const { system, ref } = rollout;
  const shown = rollout.verbs.filter(({ refusal }) => refusal === undefined || telling.has(refusal));
  const start = (verb: DelegateVerb) =>
    plan.mutate(
      { cluster, request: { kind: "delegate", system, ref, verb } },
      {
        onError: (error) => showError(t(`verb.${verb}`), error),
      },
    );
  return (
    <>
      <div className={classes.verbs}>
        {shown.map(({ verb, refusal }) => (
          <Tooltip
            key={verb}
            multiline
            maw={360}
            label={refusal === undefined ? t(`about.${system}.${verb}`) : t(`refusal.${refusal}`)}
          >
            <Button
              size="xs"
              variant={verb === "promote" && refusal === undefined ? "filled" : "default"}
              color={verb === "abort" ? "red" : undefined}
              // Focusable all the same, so that the reason can be read without a mouse.
              aria-disabled={refusal !== undefined}
              data-disabled={refusal !== undefined || undefined}
              loading={plan.isPending && asked === verb}
              onClick={() => {
                if (refusal !== undefined) return;
                setAsked(verb);
                setOpen(true);
              }}
            >
              {t(`verb.${verb}`)}
            </Button>
          </Tooltip>
        ))}
      </div>
      {asked === undefined ? null : (
        <DelegatedDialog
          isOpen={isOpen}
          verb={asked}
          rollout={rollout}
          readOnlyReason={readOnlyReason}
          isPending={plan.isPending}
          onClose={() => setOpen(false)}
          onReview={start}
        />
      )}
    </>
  );
}
