"use client";
import { Button, Select } from "@mantine/core";
import { useTranslations } from "use-intl";
import { ChoiceCards } from "../fields/choice-cards";
import { MtlsEffect } from "../fields/mtls-effect";
import { PickedWorkloads } from "../fields/picked-workloads";
import fields from "../fields/fields.module.css";
import changeClasses from "@/components/changes/changes.module.css";
import { LabelsField } from "@/components/routing/fields/labels-field";
import { NumberField } from "@/components/routing/fields/number-field";
import { issueAt, type IntentFormProps } from "@/components/routing/wizard/intent-form-props";
import { Section } from "@/components/ui/section";
import type { MtlsIntent } from "@/lib/security/mtls-intent";
import { mtlsModes } from "@/lib/security/mtls-modes";
import { rootNamespace } from "@/lib/xds/mesh-objects";

type Props = IntentFormProps<MtlsIntent>;

/** What workloads accept, and whom that would refuse. */
export function MtlsForm(props: Props) {
  const { intent, onIntent, issues } = props;
  const t = useTranslations("security");
  return (
    <>
      <ScopeFields {...props} />
      <Section title={t("form.mode")}>
        <div className={changeClasses.stack}>
          <ChoiceCards
            label={t("form.mode")}
            choices={mtlsModes.map((mode) => ({
              value: mode,
              label: mode,
              what: t(`form.modeWhat.${mode}`),
            }))}
            value={intent.mode}
            onValue={(mode) => onIntent({ ...intent, mode })}
            error={issueAt(issues, "mode")}
          />
          <MtlsEffect intent={intent} />
        </div>
      </Section>
      {intent.scope === "workload" ? <PortFields {...props} /> : null}
    </>
  );
}

function ScopeFields({ intent, onIntent, options, issues }: Props) {
  const t = useTranslations("security");
  const { target } = options;
  const started = options.start.istio?.selector ?? {};
  const scopes =
    target.namespace === rootNamespace && target.name === ""
      ? (["mesh"] as const)
      : (["namespace", "workload"] as const);
  return (
    <Section title={t("form.covers")}>
      <div className={changeClasses.stack}>
        <ChoiceCards
          label={t("form.covers")}
          choices={scopes.map((scope) => ({
            value: scope,
            label: t(`form.scope.${scope}`),
            ...(scope === "namespace" ? { what: intent.namespace } : {}),
          }))}
          value={intent.scope}
          onValue={(scope) =>
            onIntent({
              ...intent,
              scope,
              selector: scope === "workload" ? { ...started } : {},
              portModes: scope === "workload" ? intent.portModes : {},
            })
          }
          error={issueAt(issues, "scope") ?? issueAt(issues, "namespace")}
        />
        {intent.scope === "workload" ? (
          <LabelsField
            label={t("form.labels")}
            labels={intent.selector}
            onLabels={(selector) => onIntent({ ...intent, selector })}
            error={issues.find(({ path }) => path.startsWith("selector"))?.message}
          />
        ) : null}
        {intent.scope === "mesh" ? null : (
          <PickedWorkloads namespace={intent.namespace} selector={intent.selector} />
        )}
      </div>
    </Section>
  );
}

function PortFields({ intent, onIntent, options, issues }: Props) {
  const t = useTranslations("security");
  const entries = Object.entries(intent.portModes);
  const set = (next: readonly (readonly [string, MtlsIntent["mode"]])[]) =>
    onIntent({ ...intent, portModes: Object.fromEntries(next) });
  const suggestion = options.ports
    .map(({ port }) => String(port))
    .find((port) => !(port in intent.portModes));
  return (
    <Section title={t("form.ports")}>
      <div className={changeClasses.stack}>
        <span className={changeClasses.muted}>{t("form.portsHint")}</span>
        {entries.map(([port, mode], index) => (
          // oxlint-disable-next-line react/no-array-index-key -- a port is no identity while it is typed
          <div key={index} className={fields.row}>
            <NumberField
              label={t("form.port")}
              value={port === "" ? undefined : Number(port)}
              onValue={(next) =>
                set(
                  entries.map((entry, at) =>
                    at === index ? [next === undefined ? "" : String(next), mode] : entry,
                  ),
                )
              }
              error={issues.find(({ path }) => path === `portModes.${port}`)?.message}
            />
            <Select
              label={t("form.portMode", { port })}
              data={[...mtlsModes]}
              value={mode}
              onChange={(value) => {
                const next = mtlsModes.find((one) => one === value) ?? mode;
                set(entries.map((entry, at) => (at === index ? [port, next] : entry)));
              }}
              allowDeselect={false}
              size="xs"
            />
            <Button
              size="xs"
              variant="default"
              onClick={() => set(entries.filter((_, at) => at !== index))}
              aria-label={t("form.removeNamed", { name: port })}
            >
              {t("form.remove")}
            </Button>
          </div>
        ))}
        <Button
          size="compact-xs"
          variant="default"
          w="max-content"
          disabled={"" in intent.portModes}
          onClick={() => set([...entries, [suggestion ?? "", "PERMISSIVE"]])}
        >
          {t("form.addPort")}
        </Button>
      </div>
    </Section>
  );
}
