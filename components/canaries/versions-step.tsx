"use client";
import { Select } from "@mantine/core";
import { useTranslations } from "use-intl";
import { destinationOf, namingOf, startDraft, type CanaryDraft, type CanaryOptions } from "./canary-draft";
import classes from "./canaries.module.css";
import type { StepFormProps } from "./step-form-props";
import { ApiChoice } from "@/components/routing/api-choice";
import fieldClasses from "@/components/routing/fields/fields.module.css";
import { PortField } from "@/components/routing/fields/port-field";
import { VersionTable } from "@/components/routing/version-table";
import { issueAt } from "@/components/routing/wizard/intent-form-props";
import { ObjectFacts } from "@/components/routing/wizard/object-facts";
import { Section } from "@/components/ui/section";

/** Which version is tried against which, and in which objects that is written. */
export function VersionsStep({ draft, onDraft, options, issues }: StepFormProps) {
  const t = useTranslations("canaries");
  const r = useTranslations("routing");
  const naming = namingOf(options, draft.api);
  const weights = new Map(options.versions.map((version) => [version.subset, version.weightPercent]));
  return (
    <>
      <Section title={t("versions.choose")}>
        <div className={classes.pair}>
          <VersionSelect
            side="stable"
            {...{ draft, onDraft, options, naming }}
            error={issueAt(issues, "stable.name")}
          />
          <VersionSelect
            side="canary"
            {...{ draft, onDraft, options, naming }}
            error={issueAt(issues, "canary.name")}
          />
        </div>
        <div className={classes.below}>
          <VersionTable
            versions={options.versions}
            traffic={options.traffic}
            weightOf={({ subset }) => weights.get(subset)}
          />
        </div>
      </Section>
      <Section title={r("options.api")}>
        <div className={fieldClasses.group}>
          <ApiChoice
            apis={options.apis}
            chosen={draft.api}
            onChoose={(api) => onDraft(withApi(draft, options, api))}
          />
          <PortField
            ports={[...options.ports]}
            api={draft.api}
            port={draft.port}
            onPort={(port) => {
              const { port: _port, ...rest } = draft;
              onDraft(port === undefined ? rest : { ...rest, port });
            }}
            error={issueAt(issues, "port")}
          />
        </div>
      </Section>
      <Section title={r("options.routing")}>
        <ObjectFacts objects={[...options.objects]} findings={[]} isService />
      </Section>
    </>
  );
}

type SelectProps = Pick<StepFormProps, "draft" | "onDraft" | "options"> & {
  readonly side: "stable" | "canary";
  readonly naming: "subset" | "service";
  readonly error: string | undefined;
};

function VersionSelect({ side, draft, onDraft, options, naming, error }: SelectProps) {
  const t = useTranslations("canaries");
  const offered = options.versions.flatMap((version) => {
    const destination = destinationOf(version, draft.api, naming);
    return destination === undefined ? [] : [{ destination, version }];
  });
  const chosen = draft[side].name;
  const version = offered.find(({ destination }) => destination.name === chosen)?.version;
  const hint =
    version === undefined
      ? undefined
      : version.readyPods === 0
        ? t("versions.noPods")
        : t("versions.pods", { ready: version.readyPods, all: version.pods });
  return (
    <Select
      label={t(`versions.${side}`)}
      description={t(`versions.${side}Hint`)}
      data={offered.map(({ destination }) => destination.name)}
      value={chosen === "" ? null : chosen}
      onChange={(name) => {
        const next = offered.find(({ destination }) => destination.name === name)?.destination;
        if (next === undefined) return;
        const other = side === "stable" ? "canary" : "stable";
        // Choosing the other side's version means to swap the two.
        const swapped = draft[other].name === next.name ? { [other]: draft[side] } : {};
        onDraft({ ...draft, ...swapped, [side]: next });
      }}
      allowDeselect={false}
      searchable={offered.length > 8}
      withAsterisk
      error={error ?? (version?.readyPods === 0 ? hint : undefined)}
      inputWrapperOrder={["label", "input", "description", "error"]}
      size="sm"
    />
  );
}

/** The draft for another API, whose names of the versions may differ. */
function withApi(draft: CanaryDraft, options: CanaryOptions, api: CanaryDraft["api"]): CanaryDraft {
  const before = namingOf(options, draft.api);
  const after = namingOf(options, api);
  const start = startDraft(options, api);
  const translate = (side: "stable" | "canary") => {
    const version = options.versions.find(
      (one) => destinationOf(one, draft.api, before)?.name === draft[side].name,
    );
    return (version === undefined ? undefined : destinationOf(version, api, after)) ?? start[side];
  };
  const { port, ...rest } = draft;
  const known = port ?? start.port;
  return {
    ...rest,
    api,
    stable: translate("stable"),
    canary: translate("canary"),
    ...(known === undefined ? {} : { port: known }),
  };
}
