"use client";
import { useTranslations } from "use-intl";
import type { FormOptions } from "./intent-form-props";
import { ObjectFacts } from "./object-facts";
import { VersionTable } from "../version-table";
import changeClasses from "@/components/changes/changes.module.css";
import { CallerTable } from "@/components/changes/caller-table";
import { Section } from "@/components/ui/section";

type Options = Pick<FormOptions<unknown>, "ports" | "versions" | "traffic" | "objects" | "findings">;

/** What the target is today: versions and ports of a service, the objects that decide for it, who calls it. */
export function TargetFacts({ options }: { options: Options }) {
  const t = useTranslations("routing");
  const c = useTranslations("changes");
  const isService = options.ports.length > 0;
  return (
    <>
      {isService ? (
        <Section
          title={t("options.versions")}
          actions={<span className={changeClasses.muted}>{portWords(options.ports)}</span>}
        >
          {options.versions.length === 0 ? (
            <span className={changeClasses.muted}>{t("options.noVersions")}</span>
          ) : (
            <VersionTable versions={options.versions} traffic={options.traffic} />
          )}
        </Section>
      ) : null}
      <div className={isService ? changeClasses.columns : undefined}>
        <Section title={t(isService ? "options.routing" : "options.policies")}>
          <ObjectFacts objects={options.objects} findings={options.findings} isService={isService} />
        </Section>
        {isService ? (
          <Section title={c("callers.title")}>
            <CallerTable callers={options.traffic?.callers} />
          </Section>
        ) : null}
      </div>
    </>
  );
}

/** `8080 http, 9090 grpc`: Istio's own names of protocols. */
function portWords(ports: Options["ports"]): string {
  return ports.map(({ port, protocol }) => `${port} ${protocol}`).join(", ");
}
