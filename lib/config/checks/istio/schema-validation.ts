import { peerAuthenticationProblems, requestAuthenticationProblems } from "./validation/authentication";
import { authorizationPolicyProblems } from "./validation/authorization-policy";
import { destinationRuleProblems } from "./validation/destination-rule";
import { envoyFilterProblems } from "./validation/envoy-filter";
import { telemetryProblems, wasmPluginProblems } from "./validation/extensions";
import { gatewayProblems } from "./validation/gateway";
import type { Problems } from "./validation/problem";
import { serviceEntryProblems } from "./validation/service-entry";
import { sidecarProblems } from "./validation/sidecar";
import { virtualServiceProblems } from "./validation/virtual-service";
import { proxyConfigProblems, workloadEntryProblems, workloadGroupProblems } from "./validation/workloads";
import { objectRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";
import { groupFromApiVersion } from "@/lib/mesh/object-ref";

const validators: Readonly<Record<string, (manifest: Manifest) => Problems>> = {
  [kindKeys.virtualService]: virtualServiceProblems,
  [kindKeys.destinationRule]: destinationRuleProblems,
  [kindKeys.gateway]: gatewayProblems,
  [kindKeys.serviceEntry]: serviceEntryProblems,
  [kindKeys.sidecar]: sidecarProblems,
  [kindKeys.envoyFilter]: envoyFilterProblems,
  [kindKeys.workloadEntry]: workloadEntryProblems,
  [kindKeys.workloadGroup]: workloadGroupProblems,
  [kindKeys.proxyConfig]: proxyConfigProblems,
  [kindKeys.authorizationPolicy]: authorizationPolicyProblems,
  [kindKeys.requestAuthentication]: requestAuthenticationProblems,
  [kindKeys.peerAuthentication]: peerAuthenticationProblems,
  [kindKeys.telemetry]: telemetryProblems,
  [kindKeys.wasmPlugin]: wasmPluginProblems,
};

/** IST0106, IST0133: what Istio's own validation refuses, or warns of, beyond the schema of the kind. */
export const schemaValidation = objectRule({
  codes: ["IST0106", "IST0133"],
  reads: Object.keys(validators),
  check: (manifest) => {
    const problems =
      validators[`${groupFromApiVersion(manifest.apiVersion)}/${manifest.kind}`]?.(manifest) ?? [];
    const found = new Map<string, Finding>();
    for (const { path, text: problem, isWarning } of problems) {
      if (found.has(problem)) continue;
      found.set(
        problem,
        findingOn(manifest, {
          code: isWarning === true ? "IST0133" : "IST0106",
          severity: isWarning === true ? "warning" : "error",
          path,
          message: `Istio's validation: ${problem}`,
          params: { problem },
        }),
      );
    }
    return [...found.values()];
  },
});
