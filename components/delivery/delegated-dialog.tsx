"use client";
import { Button, Modal } from "@mantine/core";
import { useTranslations } from "use-intl";
import classes from "./delegated.module.css";
import changes from "@/components/changes/changes.module.css";
import type { DelegatedRollout } from "@/lib/delivery/delegated";
import { isCautiousVerb, type DelegateVerb } from "@/lib/delivery/delegated-verb";
import { printObjectRef } from "@/lib/mesh/object-ref";

type Props = {
  readonly isOpen: boolean;
  readonly verb: DelegateVerb;
  readonly rollout: DelegatedRollout;
  readonly readOnlyReason: string | undefined;
  readonly isPending: boolean;
  readonly onClose: () => void;
  readonly onReview: (verb: DelegateVerb) => void;
};

/** What the verb means for this rollout, before its change is planned and shown. */
export function DelegatedDialog({
  isOpen,
  verb,
  rollout,
  readOnlyReason,
  isPending,
  onClose,
  onReview,
}: Props) {
  const t = useTranslations("delivery.delegated");
  const { system, ref, weight } = rollout;
  const { routePercent } = weight;
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      closeButtonProps={{ "aria-label": t("dialog.cancel") }}
      title={`${t(`verb.${verb}`)}: ${printObjectRef(ref)}`}
    >
      <div className={classes.stack}>
        <p className={classes.lead}>{t(`about.${system}.${verb}`)}</p>
        {routePercent === undefined ? null : (
          <p className={changes.muted}>{t("dialog.now", { percent: Math.round(routePercent) })}</p>
        )}
        {isCautiousVerb(verb) ? <p className={changes.muted}>{t("dialog.cautious")}</p> : null}
        {readOnlyReason === undefined ? null : <p className={changes.notice}>{readOnlyReason}</p>}
        <div className={classes.dialogActions}>
          <Button variant="default" onClick={onClose}>
            {t("dialog.cancel")}
          </Button>
          <Button
            loading={isPending}
            disabled={readOnlyReason !== undefined}
            color={verb === "abort" ? "red.9" : undefined}
            onClick={() => onReview(verb)}
          >
            {t("dialog.review")}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
