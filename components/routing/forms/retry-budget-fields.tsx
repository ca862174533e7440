"use client";
import { Switch } from "@mantine/core";
import { useTranslations } from "use-intl";
import { DurationField } from "../fields/duration-field";
import fields from "../fields/fields.module.css";
import { NumberField } from "../fields/number-field";
import { issueAt, type IntentFormProps } from "../wizard/intent-form-props";
import changeClasses from "@/components/changes/changes.module.css";
import { Section } from "@/components/ui/section";
import type { TimeoutRetryIntent } from "@/lib/routing/timeout-retry";

type Props = Pick<IntentFormProps<TimeoutRetryIntent>, "intent" | "onIntent" | "issues">;

/** How many of all requests in flight may be retries: what keeps a retry storm from feeding itself. */
export function RetryBudgetFields({ intent, onIntent, issues }: Props) {
  const t = useTranslations("routing");
  const { retryBudget } = intent;
  const put = (next: Partial<NonNullable<typeof retryBudget>>) =>
    onIntent({ ...intent, retryBudget: { percent: 20, ...retryBudget, ...next } });
  return (
    <Section
      title={t("form.budget")}
      actions={
        <Switch
          size="xs"
          label={t("form.limitRetries")}
          checked={retryBudget !== undefined}
          onChange={(event) =>
            event.currentTarget.checked ? put({}) : onIntent({ ...intent, retryBudget: undefined })
          }
        />
      }
    >
      {retryBudget === undefined ? (
        <span className={changeClasses.muted}>{t("form.budgetHint")}</span>
      ) : (
        <div className={fields.grid}>
          <NumberField
            label={t("form.budgetPercent")}
            value={retryBudget.percent}
            onValue={(percent) => put({ percent: percent ?? Number.NaN })}
            unit="%"
            decimals={4}
            error={issueAt(issues, "retryBudget.percent")}
            isRequired
          />
          <NumberField
            label={t("form.minConcurrency")}
            value={retryBudget.minRetryConcurrency}
            onValue={(minRetryConcurrency) => put({ minRetryConcurrency })}
            placeholder="3"
            error={issueAt(issues, "retryBudget.minRetryConcurrency")}
          />
          <DurationField
            label={t("form.budgetInterval")}
            valueMs={retryBudget.budgetIntervalMs}
            onValueMs={(budgetIntervalMs) => put({ budgetIntervalMs })}
            placeholder="0"
            error={issueAt(issues, "retryBudget.budgetIntervalMs")}
          />
        </div>
      )}
    </Section>
  );
}
