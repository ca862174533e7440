"use client";
import { ActionIcon, Button, Select, TagsInput, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { DistributeFields } from "./distribute-fields";
import { Advice } from "../fields/advice";
import fields from "../fields/fields.module.css";
import { issueAt, type IntentFormProps } from "../wizard/intent-form-props";
import changeClasses from "@/components/changes/changes.module.css";
import { Section } from "@/components/ui/section";
import type { LoadBalancingIntent } from "@/lib/routing/load-balancing";

const modes = ["default", "failover", "distribute", "off"] as const;

/** Whether endpoints that are near are taken first, and where requests go when none is left there. */
export function LocalityFields(props: IntentFormProps<LoadBalancingIntent>) {
  const { intent, onIntent, issues } = props;
  const t = useTranslations("routing");
  const { locality } = intent;
  return (
    <Section title={t("form.locality")}>
      <div className={changeClasses.stack}>
        <Select
          label={t("field.locality_mode")}
          data={modes.map((value) => ({ value, label: t(`form.localityModes.${value}`) }))}
          value={locality.mode}
          onChange={(value) => {
            const mode = modes.find((one) => one === value) ?? "default";
            const kept = mode === "failover" ? locality : { failover: [], failoverPriority: [] };
            onIntent({
              ...intent,
              locality: {
                mode,
                failover: kept.failover,
                failoverPriority: kept.failoverPriority,
                distribute: mode === "distribute" ? locality.distribute : [],
              },
            });
          }}
          allowDeselect={false}
          error={issueAt(issues, "locality.mode")}
          size="xs"
          maw={360}
        />
        {locality.mode === "failover" ? <FailoverFields {...props} /> : null}
        {locality.mode === "distribute" ? <DistributeFields {...props} /> : null}
        {locality.mode === "failover" ? <Advice>{t("form.failoverAdvice")}</Advice> : null}
      </div>
    </Section>
  );
}

function FailoverFields({ intent, onIntent, issues }: IntentFormProps<LoadBalancingIntent>) {
  const t = useTranslations("routing");
  const { locality } = intent;
  const put = (failover: LoadBalancingIntent["locality"]["failover"]) =>
    onIntent({ ...intent, locality: { ...locality, failover } });
  return (
    <>
      {locality.failover.map(({ from, to }, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- regions may be equal or empty while they are typed
        <div key={index} className={fields.row}>
          <TextInput
            data-grow
            label={t("form.fromRegion")}
            value={from}
            onChange={(event) => {
              const next = event.currentTarget.value;
              put(locality.failover.map((one, at) => (at === index ? { ...one, from: next } : one)));
            }}
            error={issueAt(issues, `locality.failover.${index}.from`)}
            size="xs"
          />
          <TextInput
            data-grow
            label={t("form.toRegion")}
            value={to}
            onChange={(event) => {
              const next = event.currentTarget.value;
              put(locality.failover.map((one, at) => (at === index ? { ...one, to: next } : one)));
            }}
            error={issueAt(issues, `locality.failover.${index}.to`)}
            size="xs"
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            mt={22}
            aria-label={t("form.removeNamed", { name: `${from} → ${to}` })}
            onClick={() => put(locality.failover.filter((_, at) => at !== index))}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="compact-xs"
        variant="default"
        w="max-content"
        onClick={() => put([...locality.failover, { from: "", to: "" }])}
      >
        {t("form.addFailover")}
      </Button>
      <TagsInput
        label={t("field.locality_failoverPriority")}
        description={t("form.priorityHint")}
        placeholder="topology.kubernetes.io/zone"
        value={locality.failoverPriority}
        onChange={(failoverPriority) => onIntent({ ...intent, locality: { ...locality, failoverPriority } })}
        error={issues.find(({ path }) => path.startsWith("locality.failoverPriority"))?.message}
        size="xs"
      />
    </>
  );
}
