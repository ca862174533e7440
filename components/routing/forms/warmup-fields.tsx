"use client";
import { Switch } from "@mantine/core";
import { useTranslations } from "use-intl";
import { DurationField } from "../fields/duration-field";
import fields from "../fields/fields.module.css";
import { NumberField } from "../fields/number-field";
import { issueAt, type IntentFormProps } from "../wizard/intent-form-props";
import changeClasses from "@/components/changes/changes.module.css";
import { Section } from "@/components/ui/section";
import type { LoadBalancingIntent } from "@/lib/routing/load-balancing";

/** How long a new endpoint takes until it has its whole share. */
export function WarmupFields({ intent, onIntent, issues }: IntentFormProps<LoadBalancingIntent>) {
  const t = useTranslations("routing");
  const { warmup } = intent;
  const wrong = issueAt(issues, "warmup");
  return (
    <Section
      title={t("form.warmup")}
      actions={
        <Switch
          size="xs"
          label={t("form.warmupOn")}
          checked={warmup !== undefined}
          onChange={(event) =>
            onIntent({ ...intent, warmup: event.currentTarget.checked ? { durationMs: 60_000 } : undefined })
          }
        />
      }
    >
      <div className={changeClasses.stack}>
        {warmup === undefined ? (
          <span className={changeClasses.muted}>{t("form.warmupHint")}</span>
        ) : (
          <div className={fields.grid}>
            <DurationField
              label={t("field.warmup_durationMs")}
              valueMs={warmup.durationMs}
              onValueMs={(durationMs) =>
                onIntent({ ...intent, warmup: { ...warmup, durationMs: durationMs ?? Number.NaN } })
              }
              error={issueAt(issues, "warmup.durationMs")}
              isRequired
            />
            <NumberField
              label={t("field.warmup_minimumPercent")}
              value={warmup.minimumPercent}
              onValue={(minimumPercent) => onIntent({ ...intent, warmup: { ...warmup, minimumPercent } })}
              unit="%"
              decimals={2}
              placeholder="10 %"
              error={issueAt(issues, "warmup.minimumPercent")}
            />
            <NumberField
              label={t("field.warmup_aggression")}
              description={t("form.aggressionHint")}
              value={warmup.aggression}
              onValue={(aggression) => onIntent({ ...intent, warmup: { ...warmup, aggression } })}
              decimals={2}
              placeholder="1"
              error={issueAt(issues, "warmup.aggression")}
            />
          </div>
        )}
        {wrong === undefined ? null : <span className={fields.error}>{wrong}</span>}
      </div>
    </Section>
  );
}
