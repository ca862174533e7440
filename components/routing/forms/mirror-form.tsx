"use client";
import { useTranslations } from "use-intl";
import { Advice } from "../fields/advice";
import { DestinationField } from "../fields/destination-field";
import fields from "../fields/fields.module.css";
import { PercentField } from "../fields/percent-field";
import { PortField } from "../fields/port-field";
import { issueAt, type IntentFormProps } from "../wizard/intent-form-props";
import changeClasses from "@/components/changes/changes.module.css";
import { Section } from "@/components/ui/section";
import type { MirrorIntent } from "@/lib/routing/mirror";

/** Where copies of the requests go, and how many of them. */
export function MirrorForm({ intent, onIntent, options, issues }: IntentFormProps<MirrorIntent>) {
  const t = useTranslations("routing");
  const pods = options.versions.find(({ subset, backendService }) =>
    intent.api === "istio" ? subset === intent.destination.name : backendService === intent.destination.name,
  )?.readyPods;
  return (
    <Section title={t("form.mirror")}>
      <div className={changeClasses.stack}>
        <div className={fields.grid}>
          <DestinationField
            label={t("form.copiesTo")}
            options={options}
            api={intent.api}
            destination={intent.destination}
            onDestination={(destination) => onIntent({ ...intent, destination })}
            error={issueAt(issues, "destination.name")}
          />
          <PortField
            ports={options.ports}
            api={intent.api}
            port={intent.port}
            onPort={(port) => onIntent({ ...intent, port })}
            error={issueAt(issues, "port")}
          />
        </div>
        <PercentField
          label={t("form.copied")}
          percent={intent.mirrorPercent}
          onPercent={(mirrorPercent) => onIntent({ ...intent, mirrorPercent })}
          ofRequestsPerSecond={options.traffic?.requestsPerSecond}
          error={issueAt(issues, "mirrorPercent")}
        />
        {pods === 0 ? (
          <Advice tone="warn">{t("form.mirrorNoPods", { name: intent.destination.name })}</Advice>
        ) : null}
        <Advice>{t("form.mirrorAdvice")}</Advice>
      </div>
    </Section>
  );
}
