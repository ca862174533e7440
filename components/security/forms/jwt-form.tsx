"use client";
import { Button, Switch, TextInput } from "@mantine/core";
import { useTranslations } from "use-intl";
import { IssuerCard } from "../fields/issuer-card";
import { TargetFields } from "../fields/target-fields";
import changeClasses from "@/components/changes/changes.module.css";
import { Advice } from "@/components/routing/fields/advice";
import { issueAt, type IntentFormProps } from "@/components/routing/wizard/intent-form-props";
import { Section } from "@/components/ui/section";
import type { JwtIntent, JwtIssuer } from "@/lib/security/jwt-intent";

const emptyIssuer: JwtIssuer = {
  issuer: "",
  audiences: [],
  fromHeaders: [],
  fromParams: [],
  forwardOriginalToken: false,
};

/** Whose tokens count, and what happens to requests without one. */
export function JwtForm({ intent, onIntent, options, issues }: IntentFormProps<JwtIntent>) {
  const t = useTranslations("security");
  const { issuers } = intent;
  const set = (index: number, next: JwtIssuer | undefined) =>
    onIntent({
      ...intent,
      issuers: issuers.flatMap((one, at) => (at !== index ? [one] : next === undefined ? [] : [next])),
    });
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
      <Section title={t("form.issuers")}>
        <div className={changeClasses.stack}>
          {issuers.map((issuer, index) => (
            <IssuerCard
              // oxlint-disable-next-line react/no-array-index-key -- an issuer is no identity while it is typed
              key={index}
              index={index}
              issuer={issuer}
              onIssuer={(next) => set(index, next)}
              canRemove={issuers.length > 1}
              issues={issues}
            />
          ))}
          <Button
            size="compact-xs"
            variant="default"
            w="max-content"
            onClick={() => onIntent({ ...intent, issuers: [...issuers, emptyIssuer] })}
          >
            {t("form.addIssuer")}
          </Button>
        </div>
      </Section>
      <Section title={t("form.require")}>
        <div className={changeClasses.stack}>
          <Switch
            size="xs"
            label={t("form.require")}
            description={t("form.requireWhat")}
            checked={intent.requireToken}
            onChange={(event) => onIntent({ ...intent, requireToken: event.currentTarget.checked })}
          />
          {intent.requireToken ? null : <Advice tone="warn">{t("form.requireNot")}</Advice>}
        </div>
      </Section>
    </>
  );
}
