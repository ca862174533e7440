"use client";
import { Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ChoiceCards } from "../fields/choice-cards";
import { EgressProposal } from "../fields/egress-proposal";
import { PickedWorkloads } from "../fields/picked-workloads";
import changeClasses from "@/components/changes/changes.module.css";
import { Advice } from "@/components/routing/fields/advice";
import { LabelsField } from "@/components/routing/fields/labels-field";
import type { IntentFormProps } from "@/components/routing/wizard/intent-form-props";
import { Section } from "@/components/ui/section";
import { isSameJson } from "@/lib/config/clean-manifest";
import { rootNamespace } from "@/lib/xds/mesh-objects";
import type { SidecarScopeIntent } from "@/lib/security/sidecar-scope-intent";

type Props = IntentFormProps<SidecarScopeIntent>;

/** Which hosts proxies are sent, beside what their workloads were seen to call. */
export function SidecarScopeForm(props: Props) {
  const { intent, onIntent, options, issues } = props;
  const t = useTranslations("security");
  const [by, setBy] = useState<"namespace" | "workload">("namespace");
  const covers = Object.keys(intent.selector).length > 0 ? "workload" : by;
  const isRoot = intent.namespace === rootNamespace;
  const outbound = ["mesh", "ALLOW_ANY", "REGISTRY_ONLY"] as const;
  return (
    <>
      <Section title={t("form.covers")}>
        <div className={changeClasses.stack}>
          <ChoiceCards
            label={t("form.covers")}
            choices={(["namespace", "workload"] as const).map((value) => ({
              value,
              label: t(value === "namespace" && isRoot ? "form.scope.mesh" : `form.scope.${value}`),
              ...(value === "namespace" && !isRoot ? { what: intent.namespace } : {}),
            }))}
            value={covers}
            onValue={(value) => {
              setBy(value);
              const labels = options.start.istio?.selector ?? {};
              onIntent({ ...intent, selector: value === "workload" ? { ...labels } : {} });
            }}
          />
          {covers === "workload" ? (
            <LabelsField
              label={t("form.labels")}
              labels={intent.selector}
              onLabels={(selector) => onIntent({ ...intent, selector })}
              error={issues.find(({ path }) => path.startsWith("selector"))?.message}
            />
          ) : null}
          <PickedWorkloads namespace={intent.namespace} selector={intent.selector} />
        </div>
      </Section>
      <Section title={t("form.hosts")}>
        <div className={changeClasses.stack}>
          <HostLines {...props} />
          <EgressProposal intent={intent} onHosts={(egressHosts) => onIntent({ ...intent, egressHosts })} />
        </div>
      </Section>
      <Section title={t("form.outbound")}>
        <div className={changeClasses.stack}>
          <ChoiceCards
            label={t("form.outbound")}
            choices={outbound.map((value) => ({
              value,
              label: value === "mesh" ? t("form.outboundMode.mesh") : value,
              ...(value === "mesh" ? {} : { what: t(`form.outboundMode.${value}`) }),
            }))}
            value={intent.outboundMode ?? "mesh"}
            onValue={(value) => {
              const { outboundMode: _, ...rest } = intent;
              onIntent(value === "mesh" ? rest : { ...rest, outboundMode: value });
            }}
          />
          {intent.outboundMode === "REGISTRY_ONLY" ? (
            <Advice tone="warn">{t("form.registryOnly")}</Advice>
          ) : null}
        </div>
      </Section>
    </>
  );
}

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** One host a line, so that a list of a hundred can be pasted. */
function HostLines({ intent, onIntent, issues }: Props) {
  const t = useTranslations("security");
  const [text, setText] = useState(intent.egressHosts.join("\n"));
  const wrong = issues.find(({ path }) => path === "egressHosts" || path.startsWith("egressHosts."));
  const host = intent.egressHosts[Number(wrong?.path.split(".")[1])];
  return (
    <Textarea
      label={t("form.hostsLabel")}
      description={t("form.hostsHint")}
      value={isSameJson(linesOf(text), intent.egressHosts) ? text : intent.egressHosts.join("\n")}
      onChange={(event) => {
        setText(event.currentTarget.value);
        onIntent({ ...intent, egressHosts: linesOf(event.currentTarget.value) });
      }}
      error={
        wrong === undefined ? undefined : host === undefined ? wrong.message : `${host}: ${wrong.message}`
      }
      autosize
      minRows={4}
      maxRows={16}
      size="xs"
      spellCheck={false}
      styles={{ input: { fontFamily: "var(--hd-font-mono)" } }}
    />
  );
}
