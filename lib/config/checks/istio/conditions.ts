import { objectRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { record, records, text, type Loose } from "@/lib/config/checks/loose";
import { groupFromApiVersion } from "@/lib/mesh/object-ref";
import type { Manifest } from "@/lib/config/manifest";

const waypoint = ["istio.io/WaypointBound"];
const policy = ["ZtunnelAccepted", "WaypointAccepted"];
const gatewayApi = ["Accepted", "Programmed", "ResolvedRefs"];

/** Conditions whose "False" means that the object does not do what it says. */
const watched: Readonly<Record<string, readonly string[]>> = {
  [kindKeys.service]: waypoint,
  [kindKeys.serviceEntry]: waypoint,
  [kindKeys.workloadEntry]: waypoint,
  [kindKeys.authorizationPolicy]: policy,
  [kindKeys.kubernetesGateway]: gatewayApi,
  [kindKeys.httpRoute]: gatewayApi,
  [kindKeys.grpcRoute]: gatewayApi,
};

type Placed = { readonly condition: Loose; readonly path: string };

function conditionsOf(manifest: Manifest): readonly Placed[] {
  const status = record(manifest.status);
  const placed = (holder: Loose, path: string): readonly Placed[] =>
    records(holder["conditions"]).map((condition, at) => ({ condition, path: `${path}.conditions[${at}]` }));
  return [
    ...placed(status, "status"),
    ...records(status["parents"]).flatMap((parent, at) => placed(parent, `status.parents[${at}]`)),
  ];
}

/** IST0171: Istio or a gateway says in the object's status that it could not follow it. */
export const conditions = objectRule({
  codes: ["IST0171"],
  reads: Object.keys(watched),
  saysOnce: true,
  check: (manifest) => {
    const types = watched[`${groupFromApiVersion(manifest.apiVersion)}/${manifest.kind}`] ?? [];
    return conditionsOf(manifest).flatMap(({ condition, path }) => {
      const type = text(condition["type"]);
      const reason = text(condition["reason"]);
      // Partly refused policies have a condition that is true all the same.
      const isPartial = types === policy && type === "WaypointAccepted" && reason === "PartiallyInvalid";
      if (!isPartial && !(types.includes(type) && condition["status"] === "False")) return [];
      const detail = text(condition["message"]);
      return [
        findingOn(manifest, {
          code: "IST0171",
          severity: "warning",
          path,
          message: `${type} is not met (${reason}): ${detail}`,
          params: { condition: type, reason, detail },
        }),
      ];
    });
  },
});
