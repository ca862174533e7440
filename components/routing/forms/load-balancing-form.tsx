"use client";
import { Select } from "@mantine/core";
import { useTranslations } from "use-intl";
import { HashFields } from "./hash-fields";
import { LocalityFields } from "./locality-fields";
import { WarmupFields } from "./warmup-fields";
import { Advice } from "../fields/advice";
import fields from "../fields/fields.module.css";
import { PortField } from "../fields/port-field";
import { SubsetField } from "../fields/subset-field";
import { issueAt, type IntentFormProps } from "../wizard/intent-form-props";
import changeClasses from "@/components/changes/changes.module.css";
import { Section } from "@/components/ui/section";
import type { LoadBalancingIntent } from "@/lib/routing/load-balancing";

const algorithms = [
  "default",
  "least_request",
  "round_robin",
  "random",
  "consistent_hash",
  "passthrough",
] as const;

/** How requests are shared between endpoints: algorithm, locality, warm-up. */
export function LoadBalancingForm(props: IntentFormProps<LoadBalancingIntent>) {
  const { intent, onIntent, options, issues } = props;
  const t = useTranslations("routing");
  return (
    <>
      <Section title={t("form.algorithm")}>
        <div className={changeClasses.stack}>
          <div className={fields.grid}>
            <Select
              label={t("form.algorithm")}
              data={algorithms.map((value) => ({ value, label: t(`form.algorithms.${value}.name`) }))}
              value={intent.algorithm}
              onChange={(value) => {
                const algorithm = algorithms.find((one) => one === value) ?? "default";
                const consistentHash =
                  algorithm === "consistent_hash"
                    ? (intent.consistentHash ?? { on: "header" as const, name: "" })
                    : undefined;
                onIntent({ ...intent, algorithm, consistentHash });
              }}
              allowDeselect={false}
              error={issueAt(issues, "algorithm")}
              size="xs"
            />
            <SubsetField
              options={options}
              subset={intent.subset}
              onSubset={(subset) => onIntent({ ...intent, subset })}
              error={issueAt(issues, "subset")}
            />
            <PortField
              ports={options.ports}
              api={intent.api}
              port={intent.port}
              onPort={(port) => onIntent({ ...intent, port })}
              error={issueAt(issues, "port")}
            />
          </div>
          <Advice tone={intent.algorithm === "passthrough" ? "warn" : "note"}>
            {t(`form.algorithms.${intent.algorithm}.what`)}
          </Advice>
          <HashFields {...props} />
        </div>
      </Section>
      <LocalityFields {...props} />
      <WarmupFields {...props} />
    </>
  );
}
