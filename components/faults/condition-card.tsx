"use client";
import { ActionIcon, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { ConditionValue } from "./condition-value";
import classes from "./faults.module.css";
import type { ExperimentOptions } from "./new-plan";
import changeClasses from "@/components/changes/changes.module.css";
import fields from "@/components/routing/fields/fields.module.css";
import { NumberField } from "@/components/routing/fields/number-field";
import type { ConditionNow } from "@/lib/faults/condition";
import type { ExperimentCondition } from "@/lib/faults/experiment-plan";
import { formatMeasure } from "@/lib/format/measure";

type Edges = ExperimentOptions["steady"]["fasterThan"];

type Props = {
  readonly index: number;
  readonly condition: ExperimentCondition;
  readonly onCondition: (next: ExperimentCondition) => void;
  /** Absent for the only one: without a condition nothing would end it early. */
  readonly onRemove: (() => void) | undefined;
  readonly edges: Edges;
  readonly now: ConditionNow | undefined;
  readonly errorAt: (path: string) => string | undefined;
};

/** One thing that must stay true, with what it is now. */
export function ConditionCard(props: Props) {
  const { index, condition, onCondition, onRemove, now } = props;
  const t = useTranslations("faults.conditions");
  return (
    <fieldset className={classes.condition} aria-label={t("no", { index: index + 1 })}>
      <div className={classes.conditionHead}>
        <NativeSelect
          size="xs"
          aria-label={t("kindOf", { index: index + 1 })}
          value={condition.kind}
          onChange={(event) => onCondition(ofKind(event.currentTarget.value, condition, props.edges))}
          data={(["success", "latency", "promql"] as const).map((kind) => ({
            value: kind,
            label: t(`kind.${kind}`),
          }))}
        />
        {condition.kind === "promql" ? null : (
          <NativeSelect
            size="xs"
            aria-label={t("ofWhom", { index: index + 1 })}
            value={condition.of}
            onChange={(event) =>
              onCondition({
                ...condition,
                of: event.currentTarget.value === "target" ? "target" : "callers",
              })
            }
            data={(["callers", "target"] as const).map((of) => ({ value: of, label: t(`of.${of}`) }))}
          />
        )}
        <span className={changeClasses.push}>
          <ConditionValue condition={condition} now={now} />
        </span>
        {onRemove === undefined ? null : (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("remove", { index: index + 1 })}
            onClick={onRemove}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        )}
      </div>
      {condition.kind === "promql" ? (
        <QueryFields {...props} condition={condition} />
      ) : (
        <ShareFields {...props} condition={condition} />
      )}
    </fieldset>
  );
}

type Of<K extends ExperimentCondition["kind"]> = Extract<ExperimentCondition, { kind: K }>;

function ShareFields({
  condition,
  onCondition,
  edges,
  errorAt,
}: Props & { readonly condition: Of<"success"> | Of<"latency"> }) {
  const t = useTranslations("faults.conditions");
  return (
    <div className={fields.grid}>
      {condition.kind === "latency" ? (
        <NativeSelect
          size="xs"
          label={t("edge")}
          value={String(condition.edgeMs)}
          onChange={(event) => onCondition({ ...condition, edgeMs: Number(event.currentTarget.value) })}
          data={edgeOptions(edges, condition.edgeMs).map(({ edgeMs, percent }) => ({
            value: String(edgeMs),
            label:
              percent === undefined
                ? formatMeasure(edgeMs, "ms")
                : t("edgeNow", {
                    edge: formatMeasure(edgeMs, "ms"),
                    percent: formatMeasure(percent, "percent"),
                  }),
          }))}
          error={errorAt("edgeMs")}
        />
      ) : null}
      <NumberField
        label={t(condition.kind === "success" ? "least" : "leastFaster")}
        value={condition.minPercent}
        onValue={(minPercent) => onCondition({ ...condition, minPercent: minPercent ?? Number.NaN })}
        unit="%"
        decimals={3}
        error={errorAt("minPercent")}
        isRequired
      />
    </div>
  );
}

function QueryFields({ condition, onCondition, errorAt }: Props & { readonly condition: Of<"promql"> }) {
  const t = useTranslations("faults.conditions");
  const without = ({ min: _min, ...rest }: Of<"promql">) => rest;
  const withoutMax = ({ max: _max, ...rest }: Of<"promql">) => rest;
  return (
    <>
      <Textarea
        size="xs"
        label={t("query")}
        description={t("queryHint")}
        value={condition.query}
        onChange={(event) => onCondition({ ...condition, query: event.currentTarget.value })}
        error={errorAt("query")}
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        styles={{ input: { fontFamily: "var(--hd-font-mono)" } }}
        withAsterisk
      />
      <div className={fields.grid}>
        <TextInput
          size="xs"
          label={t("name")}
          value={condition.name}
          onChange={(event) => onCondition({ ...condition, name: event.currentTarget.value })}
          error={errorAt("name")}
          maxLength={80}
          withAsterisk
        />
        <NumberField
          label={t("min")}
          value={condition.min}
          onValue={(min) => onCondition(min === undefined ? without(condition) : { ...condition, min })}
          decimals={6}
          error={errorAt("min")}
        />
        <NumberField
          label={t("max")}
          value={condition.max}
          onValue={(max) => onCondition(max === undefined ? withoutMax(condition) : { ...condition, max })}
          decimals={6}
          error={errorAt("max")}
        />
      </div>
    </>
  );
}

const usualEdges = [100, 250, 500, 1000, 2500, 5000] as const;

/** The histogram's own edges, and the chosen one even where it is none of them. */
function edgeOptions(edges: Edges, chosen: number) {
  const known: readonly { edgeMs: number; percent?: number }[] =
    edges.length > 0 ? edges : usualEdges.map((edgeMs) => ({ edgeMs }));
  const all = known.some(({ edgeMs }) => edgeMs === chosen) ? known : [...known, { edgeMs: chosen }];
  return all.toSorted((left, right) => left.edgeMs - right.edgeMs);
}

/** The condition as another kind, with what they have in common. */
function ofKind(kind: string, before: ExperimentCondition, edges: Edges): ExperimentCondition {
  const of = before.kind === "promql" ? "callers" : before.of;
  const minPercent = before.kind === "promql" ? 99 : before.minPercent;
  if (kind === "promql") return { kind: "promql", name: "", query: "" };
  if (kind === "success") return { kind: "success", of, minPercent };
  const usual = edges.find(({ percent }) => percent >= 99)?.edgeMs ?? edges.at(-1)?.edgeMs ?? 1000;
  return { kind: "latency", of, edgeMs: usual, minPercent };
}
