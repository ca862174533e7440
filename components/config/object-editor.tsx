"use client";
import { Button, Checkbox } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import classes from "./config.module.css";
import type { Draft, Live } from "./draft";
import { YamlWorkbench } from "./yaml-workbench";
import { usePlanRequest } from "@/components/changes/use-change-writes";
import { useTRPC } from "@/components/query/trpc";
import { editsFromText, type EditOrigin } from "@/lib/config/yaml/edits";
import type { YamlDocument } from "@/lib/config/yaml/parse";
import { printObjectRef, type ObjectRef } from "@/lib/mesh/object-ref";

type Props = {
  readonly cluster: string;
  readonly objectRef: ObjectRef;
  readonly draft: Draft;
  /** Absent when the object was deleted since the draft was begun. */
  readonly live?: Live;
  readonly onPlanned: (planHash: string) => void;
  readonly onClose: () => void;
};

/** The editor of one object: keeps the text, says when the live object moved or went away. */
export function ObjectEditor({ cluster, objectRef, draft, live, onPlanned, onClose }: Props) {
  const t = useTranslations("config");
  const [isComparing, setComparing] = useState(false);
  const [removesOld, setRemovesOld] = useState(false);
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const plan = usePlanRequest(onPlanned);
  const text = draft.text === "" ? (live?.yaml ?? "") : draft.text;
  const { base, isMoved } = startOf(draft, live);
  const origin: EditOrigin = { ref: objectRef, ...(live === undefined ? {} : { resourceVersion: base }) };
  const edit = (next: string) =>
    next === live?.yaml
      ? draft.drop()
      : draft.set(next, draft.text === "" && live !== undefined ? live : draft.base);
  const ask = (documents: readonly YamlDocument[]) => {
    const { edits } = editsFromText(documents, origin, removesOld);
    // A refusal may be about a version that moved: what is live now is read again.
    const onError = () => void queryClient.invalidateQueries({ queryKey: trpc.config.read.queryKey() });
    plan.mutate({ cluster, request: { kind: "manifests", edits: [...edits] } }, { onError });
  };
  const notices = (documents: readonly YamlDocument[]) => {
    const { leaves } = editsFromText(documents, origin, false);
    return (
      <>
        {live === undefined ? (
          <div className={classes.notice} role="alert">
            <p>{t("edit.gone", { object: printObjectRef(objectRef) })}</p>
          </div>
        ) : null}
        {isMoved && live !== undefined ? (
          <MovedNotice
            isComparing={isComparing}
            onCompare={() => setComparing(!isComparing)}
            onRebase={() => draft.set(text, live)}
          />
        ) : null}
        {leaves === undefined ? null : (
          <div className={classes.notice} role="status">
            <p>{t("edit.renamed", { object: printObjectRef(leaves) })}</p>
            <Checkbox
              checked={removesOld}
              onChange={(event) => setRemovesOld(event.currentTarget.checked)}
              label={t("edit.removeOld")}
            />
          </div>
        )}
      </>
    );
  };
  return (
    <YamlWorkbench
      text={text}
      onText={edit}
      cluster={cluster}
      label={t("edit.label", { object: printObjectRef(objectRef) })}
      live={live?.yaml}
      isChanged={live === undefined || draft.text !== ""}
      isComparing={isComparing}
      notices={notices}
      onPlan={ask}
      isPlanning={plan.isPending}
      error={plan.error}
      actions={
        <>
          {live === undefined || isMoved ? null : (
            <Button variant="default" onClick={() => setComparing(!isComparing)} aria-pressed={isComparing}>
              {t(isComparing ? "edit.compareOff" : "edit.compare")}
            </Button>
          )}
          <Button
            variant="subtle"
            onClick={() => {
              draft.drop();
              onClose();
            }}
          >
            {t(draft.text === "" ? "edit.close" : "edit.drop")}
          </Button>
        </>
      }
    />
  );
}

/** The version that the text is a change of. A new version that says the same (a status, a manager) is no other. */
function startOf(draft: Draft, live: Live | undefined): { readonly base: string; readonly isMoved: boolean } {
  if (live === undefined) return { base: "", isMoved: false };
  if (draft.text === "" || draft.base.yaml === live.yaml)
    return { base: live.resourceVersion, isMoved: false };
  return { base: draft.base.resourceVersion, isMoved: draft.base.resourceVersion !== live.resourceVersion };
}

function MovedNotice(props: { isComparing: boolean; onCompare: () => void; onRebase: () => void }) {
  const t = useTranslations("config");
  return (
    <div className={classes.notice} role="alert">
      <p>{t("edit.moved")}</p>
      <Button size="xs" variant="default" onClick={props.onCompare} aria-pressed={props.isComparing}>
        {t(props.isComparing ? "edit.compareOff" : "edit.compare")}
      </Button>
      <Button size="xs" variant="default" onClick={props.onRebase}>
        {t("edit.rebase")}
      </Button>
    </div>
  );
}
