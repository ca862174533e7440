"use client";
import { ActionIcon, NativeSelect, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconX } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import type { CanaryStep } from "./canary-draft";
import classes from "./canaries.module.css";
import { localText, timeFromLocalText } from "./edit-steps";
import { DurationField } from "@/components/routing/fields/duration-field";
import { NumberField } from "@/components/routing/fields/number-field";
import { issueAt, type FieldIssue } from "@/components/routing/wizard/intent-form-props";
import { formatMeasure } from "@/lib/format/measure";

const gates = ["metrics", "manual", "schedule"] as const;
const minuteMs = 60_000;

type Props = {
  readonly index: number;
  readonly count: number;
  readonly step: CanaryStep;
  readonly requestsPerSecond: number | undefined;
  /** Then the rate is of matching requests, which nobody knows yet: at most this much. */
  readonly hasConditions: boolean;
  readonly onStep: (next: CanaryStep) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
  readonly issues: readonly FieldIssue[];
};

/** One step of the plan: its weight, its shortest time and its gate. */
export function StepRow(props: Props) {
  const { index, step, requestsPerSecond, hasConditions, onStep, issues } = props;
  const t = useTranslations("canaries");
  const number = index + 1;
  const at = (field: string) => issueAt(issues, `steps.${index}.${field}`);
  const rate = requestsPerSecond === undefined ? undefined : (requestsPerSecond * step.weightPercent) / 100;
  return (
    <tr>
      <th scope="row">{number}</th>
      <td>
        <NumberField
          ariaLabel={t("steps.weightOf", { number })}
          value={step.weightPercent}
          onValue={(weightPercent) => onStep({ ...step, weightPercent: weightPercent ?? Number.NaN })}
          unit="%"
          error={at("weightPercent")}
        />
      </td>
      <td data-align="end">
        {hasConditions && rate !== undefined ? "≤ " : ""}
        {formatMeasure(rate, "rps")}
      </td>
      <td>
        <DurationField
          label={t("steps.timeOf", { number })}
          isLabelHidden
          valueMs={step.minMinutes * minuteMs}
          onValueMs={(ms) => onStep({ ...step, minMinutes: ms === undefined ? Number.NaN : ms / minuteMs })}
          error={at("minMinutes")}
        />
      </td>
      <td>
        <GateField number={number} step={step} onStep={onStep} error={at("gate.notBeforeMs") ?? at("gate")} />
      </td>
      <RowActions {...props} />
    </tr>
  );
}

type GateProps = {
  readonly number: number;
  readonly step: CanaryStep;
  readonly onStep: (next: CanaryStep) => void;
  readonly error: string | undefined;
};

function GateField({ number, step, onStep, error }: GateProps) {
  const t = useTranslations("canaries");
  const { gate } = step;
  return (
    <div className={classes.gate}>
      <NativeSelect
        aria-label={t("steps.gateOf", { number })}
        data={gates.map((kind) => ({ value: kind, label: t(`gate.${kind}`) }))}
        value={gate.kind}
        onChange={(event) => {
          const kind = gates.find((one) => one === event.currentTarget.value) ?? "metrics";
          onStep({ ...step, gate: kind === "schedule" ? { kind, notBeforeMs: Number.NaN } : { kind } });
        }}
        size="xs"
      />
      {gate.kind === "schedule" ? (
        <TextInput
          type="datetime-local"
          aria-label={t("steps.notBeforeOf", { number })}
          value={localText(gate.notBeforeMs)}
          onChange={(event) =>
            onStep({
              ...step,
              gate: { kind: "schedule", notBeforeMs: timeFromLocalText(event.currentTarget.value) },
            })
          }
          error={error}
          size="xs"
        />
      ) : null}
    </div>
  );
}

function RowActions({ index, count, onMove, onRemove }: Props) {
  const t = useTranslations("canaries");
  const number = index + 1;
  const icon = { variant: "subtle", color: "gray", size: "sm" } as const;
  return (
    <td className={classes.rowActions}>
      <ActionIcon
        {...icon}
        aria-label={t("steps.up", { number })}
        title={t("steps.moveHint")}
        disabled={index === 0}
        onClick={() => onMove(-1)}
      >
        <IconArrowUp size={14} aria-hidden />
      </ActionIcon>
      <ActionIcon
        {...icon}
        aria-label={t("steps.down", { number })}
        title={t("steps.moveHint")}
        disabled={index === count - 1}
        onClick={() => onMove(1)}
      >
        <IconArrowDown size={14} aria-hidden />
      </ActionIcon>
      <ActionIcon
        {...icon}
        aria-label={t("steps.remove", { number })}
        disabled={count === 1}
        onClick={onRemove}
      >
        <IconX size={14} aria-hidden />
      </ActionIcon>
    </td>
  );
}
