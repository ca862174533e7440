import { objectRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { numberFrom, record, records, specOf, text } from "@/lib/config/checks/loose";
import { fieldRepair, objectOf } from "@/lib/config/checks/own/repair";
import { isRecord } from "@/lib/config/clean-manifest";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";

const goneKinds = ["ClusterRbacConfig", "RbacConfig", "ServiceRole", "ServiceRoleBinding"];

const deprecated = (
  manifest: Manifest,
  variant: string,
  path: string,
  params: Readonly<Record<string, string>>,
  message: string,
): Finding =>
  findingOn(manifest, {
    code: "IST0002",
    severity: "warning",
    path,
    message,
    params: { variant, ...params },
  });

function ofVirtualService(manifest: Manifest): readonly Finding[] {
  return records(specOf(manifest)["http"]).flatMap(({ fault }, at) => {
    const percent = numberFrom(record(record(fault)["delay"])["percent"]) ?? 0;
    if (percent <= 0) return [];
    const path = `spec.http[${at}].fault.delay.percent`;
    const params = { field: "fault.delay.percent", instead: "fault.delay.percentage" };
    const finding = deprecated(manifest, "field", path, params, "percent is deprecated: use percentage");
    return [{ ...finding, isFixable: true }];
  });
}

/** The route with the share of its delay in the field of today. */
function withPercentage(route: unknown): unknown {
  if (!isRecord(route) || !isRecord(route["fault"]) || !isRecord(route["fault"]["delay"])) return route;
  const { percent, ...delay } = route["fault"]["delay"];
  if (typeof percent !== "number") return route;
  return { ...route, fault: { ...route["fault"], delay: { percentage: { value: percent }, ...delay } } };
}

function ofSidecar(manifest: Manifest): readonly Finding[] {
  const field = "outboundTrafficPolicy.egressProxy";
  if (!isRecord(record(specOf(manifest)["outboundTrafficPolicy"])["egressProxy"])) return [];
  return [deprecated(manifest, "ignored_field", `spec.${field}`, { field }, `${field} is ignored`)];
}

function ofDefinition(manifest: Manifest): readonly Finding[] {
  const { group, names } = specOf(manifest);
  const kind = text(record(names)["kind"]);
  if (group !== "rbac.istio.io" || !goneKinds.includes(kind)) return [];
  return [deprecated(manifest, "kind", "spec.names.kind", { kind }, `The kind ${kind} is no longer read`)];
}

/** IST0002: fields and kinds that have no effect any more or have a successor. */
export const deprecatedFields = objectRule({
  codes: ["IST0002"],
  reads: [kindKeys.virtualService, kindKeys.sidecar, kindKeys.customResourceDefinition],
  saysOnce: true,
  fix: (finding, { objects }) => {
    const http = objectOf(objects, finding)?.spec?.["http"];
    if (finding.params["variant"] !== "field" || !Array.isArray(http)) return undefined;
    return fieldRepair(objects, finding, "spec.http", http.map(withPercentage));
  },
  check: (manifest) => {
    switch (manifest.kind) {
      case "VirtualService":
        return ofVirtualService(manifest);
      case "Sidecar":
        return ofSidecar(manifest);
      default:
        return ofDefinition(manifest);
    }
  },
});
