"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import { presetOf, presetSteps, stepPresets, type CanaryStep, type StepPreset } from "./canary-draft";
import classes from "./canaries.module.css";
import { isAscending, movedStep, shortestMs, sortedSteps, withStep } from "./edit-steps";
import type { StepFormProps } from "./step-form-props";
import { StepRow } from "./step-row";
import { useDurationWords } from "./use-duration-words";
import { Advice } from "@/components/routing/fields/advice";
import { issueAt } from "@/components/routing/wizard/intent-form-props";
import { Section } from "@/components/ui/section";

const presets = Object.keys(stepPresets) as StepPreset[];

/** The steps as a table: how much, how long at least, and what the next one waits for. */
export function StepsStep({ draft, onDraft, options, issues }: StepFormProps) {
  const t = useTranslations("canaries");
  const duration = useDurationWords();
  const { steps } = draft;
  const set = (next: readonly CanaryStep[]) => onDraft({ ...draft, steps: [...next] });
  const more = withStep(steps);
  const chosen = presetOf(steps);
  const wrong = issueAt(issues, "steps");
  return (
    <Section
      title={t("steps.title")}
      actions={presets.map((preset) => (
        <Button
          key={preset}
          size="compact-xs"
          variant={chosen === preset ? "light" : "default"}
          aria-pressed={chosen === preset}
          onClick={() => set(presetSteps(preset))}
          title={t(`steps.preset.${preset}Hint`)}
        >
          {t(`steps.preset.${preset}`)}
        </Button>
      ))}
    >
      <table className={classes.steps}>
        <caption className="hd-visually-hidden">{t("steps.title")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("steps.number")}</th>
            <th scope="col">{t("steps.weight")}</th>
            <th scope="col" data-align="end">
              {t("steps.rate")}
            </th>
            <th scope="col">{t("steps.atLeast")}</th>
            <th scope="col">{t("steps.gate")}</th>
            <th scope="col">
              <span className="hd-visually-hidden">{t("steps.actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step, index) => (
            <StepRow
              // oxlint-disable-next-line react/no-array-index-key -- a step is its place; weights may be equal while they are typed
              key={index}
              index={index}
              count={steps.length}
              step={step}
              requestsPerSecond={options.traffic?.requestsPerSecond}
              hasConditions={draft.matches.length > 0}
              onStep={(next) => set(steps.map((one, at) => (at === index ? next : one)))}
              onMove={(by) => set(movedStep(steps, index, by))}
              onRemove={() => set(steps.filter((_, at) => at !== index))}
              issues={issues}
            />
          ))}
        </tbody>
      </table>
      {wrong === undefined ? null : <div className={classes.error}>{wrong}</div>}
      <div className={classes.stepsFoot}>
        <Button
          size="compact-xs"
          variant="default"
          disabled={more === undefined}
          onClick={() => (more === undefined ? undefined : set(more))}
        >
          {t("steps.add")}
        </Button>
        {isAscending(steps) ? null : (
          <Button size="compact-xs" variant="light" onClick={() => set(sortedSteps(steps))}>
            {t("steps.sort")}
          </Button>
        )}
        <span className={classes.note}>{t("steps.shortest", { time: duration(shortestMs(steps)) })}</span>
      </div>
      {steps.some(({ weightPercent }) => weightPercent === 100) ? (
        <div className={classes.below}>
          <Advice>{t("steps.aloneAt100")}</Advice>
        </div>
      ) : (
        <p className={classes.note}>{t("steps.endsBelow", { weight: steps.at(-1)?.weightPercent ?? 0 })}</p>
      )}
    </Section>
  );
}
