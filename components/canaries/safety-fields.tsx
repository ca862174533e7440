"use client";
import { Radio } from "@mantine/core";
import { useTranslations } from "use-intl";
import classes from "./canaries.module.css";
import type { StepFormProps } from "./step-form-props";
import fieldClasses from "@/components/routing/fields/fields.module.css";
import { DurationField } from "@/components/routing/fields/duration-field";
import { NumberField } from "@/components/routing/fields/number-field";
import { issueAt } from "@/components/routing/wizard/intent-form-props";
import { Section } from "@/components/ui/section";

const paths = ["rollback", "pause"] as const;
const hourMs = 3_600_000;

/** Where the run goes when it can't go on, and how long it waits before. */
export function SafetyFields({ draft, onDraft, issues }: StepFormProps) {
  const t = useTranslations("canaries");
  const { deadlineMs, ...rest } = draft;
  return (
    <Section title={t("safety.title")}>
      <div className={classes.fields}>
        <div className={classes.choices} role="radiogroup" aria-label={t("safety.title")}>
          {paths.map((path) => (
            <div key={path} className={classes.choice} data-chosen={draft.safePath === path}>
              <Radio
                name="safePath"
                label={t(`safety.${path}`)}
                description={t(`safety.${path}Hint`)}
                checked={draft.safePath === path}
                onChange={() => onDraft({ ...draft, safePath: path })}
              />
            </div>
          ))}
        </div>
        <div className={fieldClasses.grid}>
          <DurationField
            label={t("safety.noData")}
            description={t("safety.noDataHint")}
            valueMs={draft.noDataMs}
            onValueMs={(noDataMs) => onDraft({ ...draft, noDataMs: noDataMs ?? Number.NaN })}
            error={issueAt(issues, "noDataMs")}
            isRequired
          />
          <NumberField
            label={t("safety.deadline")}
            description={t("safety.deadlineHint")}
            placeholder={t("safety.deadlineNone")}
            value={deadlineMs === undefined ? undefined : deadlineMs / hourMs}
            onValue={(hours) =>
              onDraft(hours === undefined ? rest : { ...rest, deadlineMs: Math.round(hours * hourMs) })
            }
            unit="h"
            decimals={2}
            error={issueAt(issues, "deadlineMs")}
          />
        </div>
      </div>
    </Section>
  );
}
