"use client";
import { Chip, Group, SegmentedControl, Switch } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { PlanIssue } from "./check-plan";
import classes from "./faults.module.css";
import { RampRows } from "./ramp-rows";
import { fullPercent, presetOf, rampOf, rampPresets, refitRamp } from "./ramp-presets";
import { StrengthTimeline } from "./strength-timeline";
import changeClasses from "@/components/changes/changes.module.css";
import { DurationField } from "@/components/routing/fields/duration-field";
import fields from "@/components/routing/fields/fields.module.css";
import { NumberField } from "@/components/routing/fields/number-field";
import { Section } from "@/components/ui/section";
import type { ExperimentPlan } from "@/lib/faults/experiment-plan";
import { formatAge } from "@/lib/format/duration";

const minuteMs = 60_000;
const usualMinutes = [1, 5, 15, 30, 60] as const;

type Props = {
  readonly plan: ExperimentPlan;
  readonly onPlan: (next: ExperimentPlan) => void;
  readonly errorAt: (path: string) => string | undefined;
  readonly issues: readonly PlanIssue[];
};

/** How long, how it grows, and how much error budget it may cost. */
export function DurationStep({ plan, onPlan, errorAt, issues }: Props) {
  return (
    <>
      <HowLong plan={plan} onPlan={onPlan} errorAt={errorAt} issues={issues} />
      <HowItGrows plan={plan} onPlan={onPlan} errorAt={errorAt} issues={issues} />
      <Budget plan={plan} onPlan={onPlan} errorAt={errorAt} issues={issues} />
    </>
  );
}

function HowLong({ plan, onPlan, errorAt }: Props) {
  const t = useTranslations("faults.duration");
  const set = (durationMs: number) =>
    onPlan({ ...plan, durationMs, ramp: refitRamp(plan, { fault: plan.fault, durationMs }) });
  return (
    <Section title={t("title")}>
      <div className={changeClasses.stack}>
        <div className={classes.inline}>
          <DurationField
            label={t("label")}
            valueMs={plan.durationMs}
            onValueMs={(durationMs) => set(durationMs ?? Number.NaN)}
            error={errorAt("durationMs")}
            isRequired
          />
          <Group gap={6} role="group" aria-label={t("usual")}>
            {usualMinutes.map((minutes) => (
              <Chip
                key={minutes}
                size="xs"
                checked={plan.durationMs === minutes * minuteMs}
                onChange={() => set(minutes * minuteMs)}
              >
                {formatAge(minutes * minuteMs)}
              </Chip>
            ))}
          </Group>
        </div>
        <span className={changeClasses.muted}>{t("hint")}</span>
      </div>
    </Section>
  );
}

function HowItGrows({ plan, onPlan, errorAt, issues }: Props) {
  const t = useTranslations("faults.ramp");
  const percent = fullPercent(plan.fault);
  const preset = presetOf(plan.ramp, percent, plan.durationMs);
  return (
    <Section title={t("title")}>
      <div className={changeClasses.stack}>
        <Group gap={10}>
          <SegmentedControl
            size="xs"
            aria-label={t("title")}
            value={preset ?? "own"}
            onChange={(value) => {
              const chosen = rampPresets.find((one) => one === value);
              if (chosen !== undefined) onPlan({ ...plan, ramp: rampOf(chosen, percent, plan.durationMs) });
            }}
            data={[
              ...rampPresets.map((one) => ({ value: one, label: t(`preset.${one}`) })),
              ...(preset === undefined ? [{ value: "own", label: t("preset.own") }] : []),
            ]}
          />
        </Group>
        <RampRows
          ramp={plan.ramp}
          fullPercent={percent}
          onRamp={(ramp) => onPlan({ ...plan, ramp })}
          issues={issues}
        />
        {errorAt("ramp") === undefined ? null : <span className={fields.error}>{errorAt("ramp")}</span>}
        <StrengthTimeline plan={plan} fullPercent={percent} />
      </div>
    </Section>
  );
}

function Budget({ plan, onPlan, errorAt }: Props) {
  const t = useTranslations("faults.budget");
  const { minBudgetPercent, objectivePercent } = plan;
  const isOn = minBudgetPercent !== undefined || objectivePercent !== undefined;
  return (
    <Section
      title={t("title")}
      actions={
        <Switch
          size="xs"
          label={t("on")}
          checked={isOn}
          onChange={(event) => {
            const { minBudgetPercent: _least, objectivePercent: _objective, ...rest } = plan;
            onPlan(
              event.currentTarget.checked ? { ...rest, minBudgetPercent: 20, objectivePercent: 99.9 } : rest,
            );
          }}
        />
      }
    >
      <div className={changeClasses.stack}>
        <span className={changeClasses.muted}>{t("hint")}</span>
        {isOn ? (
          <div className={fields.grid}>
            <NumberField
              label={t("objective")}
              value={objectivePercent}
              onValue={(value) => onPlan({ ...plan, objectivePercent: value ?? Number.NaN })}
              unit="%"
              decimals={3}
              error={errorAt("objectivePercent")}
              isRequired
            />
            <NumberField
              label={t("least")}
              value={minBudgetPercent}
              onValue={(value) => onPlan({ ...plan, minBudgetPercent: value ?? Number.NaN })}
              unit="%"
              decimals={1}
              error={errorAt("minBudgetPercent")}
              isRequired
            />
          </div>
        ) : null}
      </div>
    </Section>
  );
}
