import { meshSettings } from "./mesh-settings";
import { listRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { nameOf, record, records, specOf, text } from "@/lib/config/checks/loose";
import { isRecord } from "@/lib/config/clean-manifest";

/** IST0157: access logs are asked for without a provider, and the mesh has no default one. */
export const telemetryProviders = listRule({
  codes: ["IST0157"],
  reads: [kindKeys.telemetry, kindKeys.configMap],
  check: ([telemetries], { objects }) => {
    const fallback = record(meshSettings(objects)?.["defaultProviders"])["accessLogging"];
    if (Array.isArray(fallback) && fallback.length > 0) return [];
    return telemetries.flatMap((telemetry) => {
      const at = records(specOf(telemetry)["accessLogging"]).findIndex(
        ({ disabled, providers }) => disabled !== true && records(providers).length === 0,
      );
      if (at < 0) return [];
      return [
        findingOn(telemetry, {
          code: "IST0157",
          severity: "warning",
          path: `spec.accessLogging[${at}]`,
          message: "No provider is named and the mesh has no default one: nothing is logged",
          params: { telemetry: nameOf(telemetry) },
        }),
      ];
    });
  },
});

/** IST0002: a tracing provider of the kind that Istio gives up. */
export const telemetryLightstep = listRule({
  codes: ["IST0002"],
  reads: [kindKeys.telemetry, kindKeys.configMap],
  saysOnce: true,
  check: ([telemetries], { objects }) => {
    const deprecated = new Set(
      records(meshSettings(objects)?.["extensionProviders"])
        .filter(({ lightstep }) => isRecord(lightstep))
        .map(({ name }) => text(name)),
    );
    if (deprecated.size === 0) return [];
    return telemetries.flatMap((telemetry) =>
      records(specOf(telemetry)["tracing"]).flatMap(({ providers }, at) =>
        records(providers).flatMap(({ name }, index) => {
          const provider = text(name);
          if (!deprecated.has(provider)) return [];
          return [
            findingOn(telemetry, {
              code: "IST0002",
              severity: "warning",
              path: `spec.tracing[${at}].providers[${index}]`,
              message: `The provider ${provider} is of the deprecated kind Lightstep: use OpenTelemetry`,
              params: { variant: "lightstep", provider },
            }),
          ];
        }),
      ),
    );
  },
});
