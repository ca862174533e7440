"use client";
import { useTranslations } from "use-intl";
import type { SplitOptions } from "./options-step";
import classes from "@/components/changes/changes.module.css";
import { Measure } from "@/components/ui/measure";
import { StatusBadge } from "@/components/ui/status-badge";

type Version = SplitOptions["versions"][number];
type Traffic = SplitOptions["traffic"];

/** Requests/s that a version gets now; unknown when the metrics are. */
export function currentRate(traffic: Traffic, version: Version): number | undefined {
  if (traffic === undefined) return undefined;
  const label = Object.values(version.labels)[0] ?? version.subset;
  return traffic.byVersion[label] ?? 0;
}

/** The name that a route uses for a version: its subset, or its Service for an HTTPRoute. */
export function destinationName(version: Version, api: "istio" | "gateway"): string | undefined {
  return api === "istio" ? version.subset : version.backendService;
}

/** How a split of the service names its versions: as the live one does, else as the API asks for. */
export function splitNames(
  options: { readonly apis: readonly { readonly api: string; readonly naming: "subset" | "service" }[] },
  api: "istio" | "gateway",
): (version: Version) => string | undefined {
  const isService = options.apis.find((row) => row.api === api)?.naming === "service";
  return (version) => (isService ? version.backendService : version.subset);
}

type Props = {
  readonly versions: readonly Version[];
  readonly traffic: Traffic;
  /** Today's weight of a version, where that is a question. */
  readonly weightOf?: ((version: Version) => number | undefined) | undefined;
};

/** The versions behind a service: pods, labels, today's share. */
export function VersionTable({ versions, traffic, weightOf }: Props) {
  const t = useTranslations("routing");
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t("options.subset")}</th>
          <th scope="col">{t("options.labels")}</th>
          <th scope="col" data-align="end">
            {t("options.pods")}
          </th>
          {weightOf === undefined ? null : (
            <th scope="col" data-align="end">
              {t("options.weightNow")}
            </th>
          )}
          <th scope="col" data-align="end">
            {t("options.now")}
          </th>
          <th scope="col">{t("options.backend")}</th>
        </tr>
      </thead>
      <tbody>
        {versions.map((version) => (
          <tr key={version.subset}>
            <td>
              <strong>{version.subset}</strong>{" "}
              {version.subsetExists ? null : <span className={classes.tag}>{t("options.subsetNew")}</span>}
            </td>
            <td>
              <code>
                {Object.entries(version.labels)
                  .map(([key, value]) => `${key}=${value}`)
                  .join(", ")}
              </code>
            </td>
            <td data-align="end">
              {version.readyPods === 0 ? (
                <StatusBadge tone="failing" label={t("options.noPods")} />
              ) : (
                `${version.readyPods}/${version.pods}`
              )}
            </td>
            {weightOf === undefined ? null : (
              <td data-align="end">
                <Measure value={weightOf(version)} unit="percent" />
              </td>
            )}
            <td data-align="end">
              <Measure value={currentRate(traffic, version)} unit="rps" />
            </td>
            <td>{version.backendService ?? <span className={classes.muted}>{t("options.none")}</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
