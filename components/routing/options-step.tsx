"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import { ApiChoice } from "./api-choice";
import { PortField } from "./fields/port-field";
import { splitNames, VersionTable } from "./version-table";
import { ObjectFacts } from "./wizard/object-facts";
import classes from "./wizard/wizard.module.css";
import changeClasses from "@/components/changes/changes.module.css";
import { CallerTable } from "@/components/changes/caller-table";
import { Section } from "@/components/ui/section";
import type { RouterOutputs } from "@/components/changes/router-outputs";

export type SplitOptions = RouterOutputs["routing"]["splitOptions"]["data"];
type Api = "istio" | "gateway";

type Props = {
  readonly options: SplitOptions;
  readonly api: Api | undefined;
  readonly onApi: (api: Api) => void;
  readonly port: number | undefined;
  readonly onPort: (port: number | undefined) => void;
  readonly onNext: () => void;
  readonly onBack: () => void;
};

/** What the service has and what stands in the way, before anything is asked of the person. */
export function OptionsStep({ options, api, onApi, port, onPort, onNext, onBack }: Props) {
  const t = useTranslations("routing");
  const c = useTranslations("changes");
  // An HTTPRoute always names a port: the first one is taken where nobody chose.
  const firstPort = options.ports.find(({ protocol }) => protocol !== "tcp")?.port;
  const current = options.apis.find((row) => row.api === (api ?? "istio"))?.current;
  const nameOf = splitNames(options, api ?? "istio");
  const weightOf = (version: SplitOptions["versions"][number]) =>
    current?.ok === true
      ? (current.intent.destinations.find(({ name }) => name === nameOf(version))?.weightPercent ?? 0)
      : undefined;
  return (
    <div className={changeClasses.stack}>
      <Section title={t("options.api")}>
        <div className={changeClasses.stack}>
          <ApiChoice apis={options.apis} chosen={api} onChoose={onApi} />
          <PortField
            ports={options.ports}
            api={api ?? "istio"}
            port={port ?? (api === "gateway" ? firstPort : undefined)}
            onPort={onPort}
          />
        </div>
      </Section>
      <Section title={t("options.versions")}>
        <VersionTable versions={options.versions} traffic={options.traffic} weightOf={weightOf} />
      </Section>
      <div className={changeClasses.columns}>
        <Section title={t("options.routing")}>
          <ObjectFacts objects={options.objects} findings={options.findings} isService />
        </Section>
        <Section title={c("callers.title")}>
          <CallerTable callers={options.traffic?.callers} />
        </Section>
      </div>
      <div className={classes.actions}>
        <Button onClick={onNext} disabled={api === undefined}>
          {t("wizard.next")}
        </Button>
        <Button variant="default" onClick={onBack}>
          {t("wizard.startOver")}
        </Button>
      </div>
    </div>
  );
}
