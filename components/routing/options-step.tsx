"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import { ApiChoice } from "./api-choice";
import classes from "./routing.module.css";
import { VersionTable } from "./version-table";
import changeClasses from "@/components/changes/changes.module.css";
import { CallerTable } from "@/components/changes/caller-table";
import { FindingList } from "@/components/changes/finding-list";
import { OwnerList } from "@/components/changes/owner-list";
import { Section } from "@/components/ui/section";
import { objectKey, printObjectRef } from "@/lib/mesh/object-ref";
import type { RouterOutputs } from "@/components/changes/router-outputs";

export type SplitOptions = RouterOutputs["routing"]["splitOptions"]["data"];
type Api = "istio" | "gateway";

type Props = {
  readonly options: SplitOptions;
  readonly api: Api | undefined;
  readonly onApi: (api: Api) => void;
  readonly onNext: () => void;
  readonly onBack: () => void;
};

/** What the service has and what stands in the way, before anything is asked of the person. */
export function OptionsStep({ options, api, onApi, onNext, onBack }: Props) {
  const t = useTranslations("routing");
  const c = useTranslations("changes");
  return (
    <div className={changeClasses.stack}>
      <Section title={t("options.api")}>
        <ApiChoice apis={options.apis} chosen={api} onChoose={onApi} />
      </Section>
      <Section title={t("options.versions")}>
        <VersionTable options={options} api={api ?? "istio"} />
      </Section>
      <div className={changeClasses.columns}>
        <Section title={t("options.routing")}>
          {options.objects.length === 0 ? (
            <span className={changeClasses.muted}>{t("options.noRouting")}</span>
          ) : (
            <dl className={changeClasses.facts}>
              {options.objects.map(({ ref, owners }) => (
                <div key={objectKey(ref)} style={{ display: "contents" }}>
                  <dt>{printObjectRef(ref)}</dt>
                  <dd>
                    <OwnerList owners={owners} />
                  </dd>
                </div>
              ))}
            </dl>
          )}
          {options.findings.length === 0 ? null : (
            <FindingList rows={options.findings.map((finding) => ({ finding }))} />
          )}
        </Section>
        <Section title={c("callers.title")}>
          <CallerTable callers={options.traffic?.callers} />
        </Section>
      </div>
      <div className={classes.actions}>
        <Button onClick={onNext} disabled={api === undefined} data-autofocus>
          {t("wizard.next")}
        </Button>
        <Button variant="default" onClick={onBack}>
          {t("wizard.startOver")}
        </Button>
      </div>
    </div>
  );
}
