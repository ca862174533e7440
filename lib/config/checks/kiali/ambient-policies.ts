import { ambientState } from "./ambient";
import { findingOn } from "@/lib/config/checks/inventory";
import { namespaceOf, record, records, specOf, text, texts } from "@/lib/config/checks/loose";
import { keys } from "@/lib/config/checks/own/mesh-kinds";
import { targetRefsOf } from "@/lib/config/checks/own/selected-workloads";
import type { Rule } from "@/lib/config/checks/rule";
import type { Manifest } from "@/lib/config/manifest";

const operationFields = ["hosts", "notHosts", "methods", "notMethods", "paths", "notPaths"];

/** Whether a policy looks into requests, which ztunnel does not. */
function looksIntoRequests(policy: Manifest): boolean {
  return records(specOf(policy)["rules"]).some(({ from, to, when }) => {
    const isSource = records(from).some(({ source }) =>
      ["requestPrincipals", "notRequestPrincipals"].some((field) => texts(record(source)[field]).length > 0),
    );
    const isOperation = records(to).some(({ operation }) =>
      operationFields.some((field) => texts(record(operation)[field]).length > 0),
    );
    return isSource || isOperation || records(when).some(({ key }) => text(key).startsWith("request."));
  });
}

const always = (): boolean => true;
const kinds = [
  { key: keys.authorizationPolicy, isL7: looksIntoRequests, waypoint: "KIA0109", target: "KIA0110" },
  { key: keys.requestAuthentication, isL7: always, waypoint: "KIA1110", target: "KIA1115" },
  { key: keys.wasmPlugin, isL7: always, waypoint: "KIA1111", target: "KIA1116" },
  {
    key: keys.telemetry,
    isL7: (manifest: Manifest) => records(specOf(manifest)["tracing"]).length > 0,
    waypoint: "KIA1112",
    target: "KIA1117",
  },
] as const;

/**
 * KIA0109 to KIA0110, KIA1110 to KIA1112, KIA1115 to KIA1117: in an ambient namespace what looks into requests is the
 * waypoint's work: there must be one, and the object must name by targetRefs where it applies.
 */
export const ambientPolicies: Rule = {
  codes: kinds.flatMap(({ waypoint, target }) => [waypoint, target]),
  reads: [...kinds.map(({ key }) => key), keys.namespace, keys.kubernetesGateway],
  check: ({ objects }) =>
    kinds.flatMap(({ key, isL7, waypoint, target }) =>
      (objects[key] ?? []).flatMap((manifest) => {
        const namespace = namespaceOf(manifest);
        const state = ambientState(objects, namespace);
        if (state === undefined || state === "no" || !isL7(manifest)) return [];
        const isHanging = targetRefsOf(manifest).length > 0;
        if (isHanging && state === "waypoint") return [];
        const needsWaypoint = state === "no_waypoint";
        return [
          findingOn(manifest, {
            code: needsWaypoint ? waypoint : target,
            severity: "warning",
            path: needsWaypoint ? "" : "spec.targetRefs",
            message: needsWaypoint
              ? `${manifest.kind} needs a waypoint, and the ambient namespace ${namespace} has none`
              : `${manifest.kind} needs targetRefs: the waypoint of ${namespace} does not take selectors`,
            params: { kind: manifest.kind, namespace },
          }),
        ];
      }),
    ),
};
