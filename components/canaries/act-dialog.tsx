"use client";
import { Button, Group, Modal, Textarea } from "@mantine/core";
import { useState, type SyntheticEvent } from "react";
import { useTranslations } from "use-intl";
import type { CanaryAct, CanaryView } from "./canary-view";
import classes from "./canaries.module.css";
import { useCanaryAct } from "./use-canary-act";
import changeClasses from "@/components/changes/changes.module.css";
import { WriteError } from "@/components/changes/write-error";

/** Acts that are asked about before they are done; the others change nothing that can't be changed back at once. */
export type AskedAct = Extract<CanaryAct, "accept_route" | "skip_wait" | "promote" | "abort">;

/** What a person takes on himself is written down with his reason. */
const needsReason: ReadonlySet<AskedAct> = new Set(["promote", "skip_wait"]);

type Props = { readonly view: CanaryView; readonly act: AskedAct; readonly onClose: () => void };

/** Asks once, with what the act does. */
export function ActDialog({ view, act, onClose }: Props) {
  const t = useTranslations("canaries");
  const [reason, setReason] = useState("");
  const [isAsked, setAsked] = useState(false);
  const send = useCanaryAct(view.run.id, onClose);
  const isMissing = needsReason.has(act) && reason.trim() === "";
  const { canary, stable } = view.body.plan;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!isMissing) send.mutate({ runId: view.run.id, act, reason });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`act.${act}`)}
      closeButtonProps={{ "aria-label": t("act.cancel") }}
      centered
    >
      <form onSubmit={submit} className={changeClasses.stack} noValidate>
        <p className={classes.lead}>{t(`act.${act}Explain`, { canary: canary.name, stable: stable.name })}</p>
        <Textarea
          label={t(needsReason.has(act) ? "act.reason" : "act.reasonOptional")}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={2000}
          autosize
          minRows={1}
          maxRows={4}
          withAsterisk={needsReason.has(act)}
          error={isAsked && isMissing ? t("start.reasonMissing") : undefined}
          data-autofocus={needsReason.has(act) || undefined}
        />
        {send.error === null ? null : <WriteError error={send.error} />}
        <Group gap={8} justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={send.isPending}>
            {t("act.cancel")}
          </Button>
          <Button
            type="submit"
            {...(act === "abort" ? { bg: "var(--hd-failing)", c: "var(--hd-surface)" } : {})}
            loading={send.isPending}
            data-autofocus={needsReason.has(act) ? undefined : true}
          >
            {t(`act.${act}Confirm`)}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
