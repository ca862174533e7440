"use client";
import { useTranslations } from "use-intl";
import { judgementDefaults } from "./canary-draft";
import classes from "./canaries.module.css";
import type { StepFormProps } from "./step-form-props";
import fieldClasses from "@/components/routing/fields/fields.module.css";
import { NumberField } from "@/components/routing/fields/number-field";
import { issueAt } from "@/components/routing/wizard/intent-form-props";

/** The numbers of the test; `scale` is what the field shows for 1 of the plan's. */
const fields = [
  { name: "alpha", unit: "%", decimals: 3, scale: 100 },
  { name: "beta", unit: "%", decimals: 2, scale: 100 },
  { name: "marginRatio", unit: "×", decimals: 2, scale: 1 },
  { name: "minRatio", unit: "×", decimals: 2, scale: 1 },
  { name: "minDifferencePercent", unit: "%", decimals: 4, scale: 1 },
  { name: "minRequests", unit: undefined, decimals: 0, scale: 1 },
  { name: "minIntervals", unit: undefined, decimals: 0, scale: 1 },
] as const;

/** Everything that has a good default, each in a sentence; open when something in it is wrong or not the default. */
export function JudgementFields({ draft, onDraft, issues }: StepFormProps) {
  const t = useTranslations("canaries");
  const { judgement } = draft;
  const isOwn = fields.some(({ name }) => judgement[name] !== judgementDefaults[name]);
  const isWrong = fields.some(({ name }) => issueAt(issues, `judgement.${name}`) !== undefined);
  return (
    <details className={classes.details} open={isOwn || isWrong}>
      <summary>{t("judgement.advanced")}</summary>
      <div className={fieldClasses.grid}>
        {fields.map(({ name, unit, decimals, scale }) => (
          <NumberField
            key={name}
            label={t(`judgement.${name}`)}
            description={t(`judgement.${name}Hint`)}
            value={rounded(judgement[name] * scale)}
            onValue={(next) =>
              onDraft({
                ...draft,
                judgement: { ...judgement, [name]: next === undefined ? Number.NaN : rounded(next / scale) },
              })
            }
            unit={unit}
            decimals={decimals}
            error={issueAt(issues, `judgement.${name}`)}
          />
        ))}
      </div>
    </details>
  );
}

/** Without the last digits that binary fractions add: 0.07 · 100 is 7. */
function rounded(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}
