"use client";
import { Button, TextInput } from "@mantine/core";
import { useTranslations } from "use-intl";
import { AccessRuleCard } from "../fields/access-rule-card";
import { ChoiceCards } from "../fields/choice-cards";
import { ClosingNote } from "../fields/closing-note";
import { TargetFields } from "../fields/target-fields";
import changeClasses from "@/components/changes/changes.module.css";
import { Advice } from "@/components/routing/fields/advice";
import { issueAt, type IntentFormProps } from "@/components/routing/wizard/intent-form-props";
import { Section } from "@/components/ui/section";
import { accessActions } from "@/lib/security/access-fields";
import type { AccessIntent, AccessRule } from "@/lib/security/access-intent";
import { everyRequest } from "@/lib/security/access-rules";

type Props = IntentFormProps<AccessIntent>;

/** Who may call what, and what that closes beside it. */
export function AccessForm(props: Props) {
  const { intent, onIntent, options, issues } = props;
  const t = useTranslations("security");
  return (
    <>
      <Section title={t("form.target")}>
        <div className={changeClasses.stack}>
          <TargetFields
            target={intent.target}
            onTarget={(target) => onIntent({ ...intent, target })}
            issues={issues}
            labels={options.start.istio?.target.selector ?? {}}
          />
          <TextInput
            label={t("form.name")}
            value={intent.name}
            onChange={(event) => onIntent({ ...intent, name: event.currentTarget.value })}
            error={issueAt(issues, "name")}
            description={
              options.instances.some(({ key }) => key === intent.name) ? t("form.nameTaken") : undefined
            }
            inputWrapperOrder={["label", "input", "description", "error"]}
            withAsterisk
            size="xs"
            maw={360}
          />
        </div>
      </Section>
      <Section title={t("form.action")}>
        <div className={changeClasses.stack}>
          <ChoiceCards
            label={t("form.action")}
            choices={accessActions.map((action) => ({
              value: action,
              label: action,
              what: t(`form.actionWhat.${action}`),
            }))}
            value={intent.action}
            onValue={(action) => onIntent({ ...intent, action })}
          />
          <ClosingNote intent={intent} />
        </div>
      </Section>
      <RuleList {...props} />
    </>
  );
}

function RuleList({ intent, onIntent, issues }: Props) {
  const t = useTranslations("security");
  const { rules } = intent;
  const set = (index: number, next: AccessRule | undefined) =>
    onIntent({
      ...intent,
      rules: rules.flatMap((rule, at) => (at !== index ? [rule] : next === undefined ? [] : [next])),
    });
  return (
    <Section title={t("form.rules")}>
      <div className={changeClasses.stack}>
        {rules.length > 1 ? <span className={changeClasses.muted}>{t("form.rulesHint")}</span> : null}
        {rules.length === 0 && intent.action === "ALLOW" ? (
          <Advice tone="warn">{t("form.noRules")}</Advice>
        ) : null}
        {rules.map((rule, index) => (
          <AccessRuleCard
            // oxlint-disable-next-line react/no-array-index-key -- rules have no name, their place is their identity
            key={index}
            index={index}
            rule={rule}
            namespace={intent.target.namespace}
            onRule={(next) => set(index, next)}
            issues={issues}
          />
        ))}
        {rules.length === 0 && intent.action !== "ALLOW" ? (
          <span className={changeClasses.muted}>{issueAt(issues, "rules") ?? t("form.noRulesYet")}</span>
        ) : null}
        <Button
          size="compact-xs"
          variant="default"
          w="max-content"
          onClick={() => onIntent({ ...intent, rules: [...rules, everyRequest] })}
        >
          {t("form.addRule")}
        </Button>
      </div>
    </Section>
  );
}
