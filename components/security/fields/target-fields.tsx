"use client";
import { Button, Select, SegmentedControl, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import classes from "./fields.module.css";
import { PickedWorkloads } from "./picked-workloads";
import { usePostures } from "./use-postures";
import changeClasses from "@/components/changes/changes.module.css";
import { Advice } from "@/components/routing/fields/advice";
import { LabelsField } from "@/components/routing/fields/labels-field";
import { issueAt, type FieldIssue } from "@/components/routing/wizard/intent-form-props";
import type { PolicyTarget, TargetRef } from "@/lib/security/policy-target";
import { rootNamespace } from "@/lib/xds/mesh-objects";
import { targetKinds } from "@/lib/security/target-kinds";

type By = "namespace" | "selector" | "refs";

type Props = {
  readonly target: PolicyTarget;
  readonly onTarget: (target: PolicyTarget) => void;
  readonly issues: readonly FieldIssue[];
  /** The labels that the form started with, for who goes to the namespace and back. */
  readonly labels: Readonly<Record<string, string>>;
};

function byOf({ selector, targetRefs }: PolicyTarget): By {
  if (targetRefs.length > 0) return "refs";
  return Object.keys(selector).length > 0 ? "selector" : "namespace";
}

/** What a policy is about: the namespace, pods by labels, or waypoints' services and gateways by name. */
export function TargetFields({ target, onTarget, issues, labels }: Props) {
  const t = useTranslations("security");
  const [chosen, setChosen] = useState<By>(byOf(target));
  // Emptied labels stay a choice of labels while they are typed anew.
  const by = byOf(target) === "namespace" ? chosen : byOf(target);
  const { workloads } = usePostures(target.namespace);
  const isAmbient = workloads?.some(({ dataplane }) => dataplane === "ambient") === true;
  const choose = (next: By) => {
    setChosen(next);
    onTarget({
      namespace: target.namespace,
      selector: next === "selector" ? { ...labels } : {},
      targetRefs: next === "refs" ? [{ kind: "Service", name: "" }] : [],
    });
  };
  return (
    <div className={changeClasses.stack}>
      <SegmentedControl
        aria-label={t("form.target")}
        value={by}
        onChange={(value) => choose(value === "selector" || value === "refs" ? value : "namespace")}
        data={(["namespace", "selector", "refs"] as const).map((value) => ({
          value,
          label:
            value === "namespace" && target.namespace === rootNamespace
              ? t("form.scope.mesh")
              : t(`form.targetBy.${value}`),
        }))}
        size="xs"
        w="max-content"
        maw="100%"
      />
      {by === "selector" ? (
        <LabelsField
          label={t("form.labels")}
          labels={target.selector}
          onLabels={(selector) => onTarget({ ...target, selector })}
          error={issues.find(({ path }) => path.startsWith("target.selector"))?.message}
        />
      ) : null}
      {by === "refs" ? <RefRows target={target} onTarget={onTarget} issues={issues} /> : null}
      {by === "refs" ? null : <PickedWorkloads namespace={target.namespace} selector={target.selector} />}
      {isAmbient && by !== "refs" ? <Advice>{t("form.ambientHint")}</Advice> : null}
    </div>
  );
}

function RefRows({ target, onTarget, issues }: Omit<Props, "labels">) {
  const t = useTranslations("security");
  const { targetRefs } = target;
  const set = (index: number, next: TargetRef | undefined) =>
    onTarget({
      ...target,
      targetRefs: targetRefs.flatMap((ref, at) => (at !== index ? [ref] : next === undefined ? [] : [next])),
    });
  return (
    <>
      {targetRefs.map((ref, index) => (
        // Rows have no name of their own until one is typed.
        // oxlint-disable-next-line react/no-array-index-key -- the place is the identity
        <div key={index} className={classes.row}>
          <Select
            label={t("form.refKind")}
            data={[...targetKinds]}
            value={ref.kind}
            onChange={(value) =>
              set(index, { ...ref, kind: targetKinds.find((kind) => kind === value) ?? ref.kind })
            }
            allowDeselect={false}
            size="xs"
          />
          <TextInput
            data-grow
            label={t("form.refName")}
            value={ref.name}
            onChange={(event) => set(index, { ...ref, name: event.currentTarget.value })}
            error={
              issueAt(issues, `target.targetRefs.${index}.name`) ??
              issueAt(issues, `target.targetRefs.${index}`)
            }
            size="xs"
          />
          {targetRefs.length === 1 ? null : (
            <Button
              size="xs"
              variant="default"
              onClick={() => set(index, undefined)}
              aria-label={t("form.removeNamed", { name: ref.name })}
            >
              {t("form.remove")}
            </Button>
          )}
        </div>
      ))}
      <Button
        size="compact-xs"
        variant="default"
        w="max-content"
        onClick={() => onTarget({ ...target, targetRefs: [...targetRefs, { kind: "Service", name: "" }] })}
      >
        {t("form.addRef")}
      </Button>
    </>
  );
}
