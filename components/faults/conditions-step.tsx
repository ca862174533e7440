"use client";
import { Button, Group, Switch, Textarea } from "@mantine/core";
import { useTranslations } from "use-intl";
import { ConditionCard } from "./condition-card";
import type { StepProps } from "./fault-step";
import { usualCondition } from "./new-plan";
import { useFaultWords } from "./use-fault-words";
import changeClasses from "@/components/changes/changes.module.css";
import { DurationField } from "@/components/routing/fields/duration-field";
import fields from "@/components/routing/fields/fields.module.css";
import { Section } from "@/components/ui/section";
import { conditionKey } from "@/lib/faults/condition";
import type { ExperimentCondition } from "@/lib/faults/experiment-plan";

const maxConditions = 8;

/** What one expects to see, and what ends the experiment when it is not so. */
export function ConditionsStep(props: StepProps) {
  const { plan, onPlan, errorAt, options, preview } = props;
  const t = useTranslations("faults.conditions");
  const now = preview.isCurrent ? preview.query.data?.data.conditions : undefined;
  const set = (conditions: readonly ExperimentCondition[]) =>
    onPlan({ ...plan, conditions: [...conditions] });
  return (
    <>
      <Hypothesis {...props} />
      <Section title={t("title")}>
        <div className={changeClasses.stack}>
          <span className={changeClasses.muted}>{t("hint")}</span>
          {plan.conditions.map((condition, index) => (
            <ConditionCard
              // oxlint-disable-next-line react/no-array-index-key -- two conditions may be equal while they are typed
              key={index}
              index={index}
              condition={condition}
              onCondition={(next) => set(plan.conditions.map((one, at) => (at === index ? next : one)))}
              onRemove={
                plan.conditions.length > 1
                  ? () => set(plan.conditions.filter((_, at) => at !== index))
                  : undefined
              }
              edges={options.steady.fasterThan}
              now={now?.find(({ key }) => key === conditionKey(condition, index))}
              errorAt={(path) => errorAt(`conditions.${index}.${path}`)}
            />
          ))}
          {errorAt("conditions") === undefined ? null : (
            <span className={fields.error}>{errorAt("conditions")}</span>
          )}
          <Button
            size="compact-xs"
            variant="default"
            w="max-content"
            disabled={plan.conditions.length >= maxConditions}
            onClick={() => set([...plan.conditions, { ...usualCondition, of: "target" }])}
          >
            {t("add")}
          </Button>
        </div>
      </Section>
      <Section title={t("watch")}>
        <div className={changeClasses.stack}>
          <div className={fields.grid}>
            <DurationField
              label={t("steady")}
              valueMs={plan.steadyMs}
              onValueMs={(steadyMs) => onPlan({ ...plan, steadyMs: steadyMs ?? Number.NaN })}
              error={errorAt("steadyMs")}
              isRequired
            />
          </div>
          <span className={changeClasses.muted}>{t("steadyHint")}</span>
          <Switch
            size="xs"
            label={t("stopWithoutData")}
            description={t("stopWithoutDataHint")}
            checked={plan.stopWithoutData}
            onChange={(event) => onPlan({ ...plan, stopWithoutData: event.currentTarget.checked })}
          />
        </div>
      </Section>
    </>
  );
}

function Hypothesis({ plan, onPlan, errorAt, options }: StepProps) {
  const t = useTranslations("faults.hypothesis");
  const words = useFaultWords();
  const first = plan.conditions[0];
  const suggestion = t("suggestion", {
    service: `${options.service.namespace}/${options.service.name}`,
    fault: words.fault(plan.fault),
    condition: first === undefined ? "" : words.condition(first),
  });
  return (
    <Section title={t("title")}>
      <div className={changeClasses.stack}>
        <Textarea
          label={t("label")}
          description={t("hint")}
          value={plan.hypothesis}
          onChange={(event) => onPlan({ ...plan, hypothesis: event.currentTarget.value })}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={1000}
          withAsterisk
          error={errorAt("hypothesis")}
        />
        {plan.hypothesis === suggestion.replaceAll("\u00a0", " ") ? null : (
          <Group gap={10} wrap="nowrap" align="flex-start">
            <Button
              size="compact-xs"
              variant="default"
              flex="none"
              onClick={() => onPlan({ ...plan, hypothesis: suggestion.replaceAll("\u00a0", " ") })}
            >
              {t("suggest")}
            </Button>
            <q className={changeClasses.muted}>{suggestion}</q>
          </Group>
        )}
      </div>
    </Section>
  );
}
