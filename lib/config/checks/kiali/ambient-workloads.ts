import { ambientState, waypointWanted } from "./ambient";
import { findNamed } from "@/lib/config/checks/istio/selectors";
import { findingOn } from "@/lib/config/checks/inventory";
import { annotationsOf, labelsOf, namespaceOf, pairs, record, specOf } from "@/lib/config/checks/loose";
import { keys } from "@/lib/config/checks/own/mesh-kinds";
import type { Inventory, Rule } from "@/lib/config/checks/rule";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";
import { dataplaneFromPod } from "@/lib/graph/dataplane-from-pod";

const injectLabel = "sidecar.istio.io/inject";
const modeLabel = "istio.io/dataplane-mode";
const redirection = "ambient.istio.io/redirection";

/** KIA1311 to KIA1316: workloads that want a sidecar and ambient mode at once, or a waypoint that is not there. */
export const ambientWorkloads: Rule = {
  codes: ["KIA1311", "KIA1312", "KIA1313", "KIA1314", "KIA1315", "KIA1316"],
  reads: [keys.deployment, keys.pod, keys.service, keys.namespace, keys.kubernetesGateway],
  check: (inventory) => [
    ...(inventory.objects[keys.deployment] ?? []).flatMap(contradictingTemplate),
    ...(inventory.objects[keys.pod] ?? []).flatMap((pod) => contradictingPod(pod, inventory)),
    ...[keys.service, keys.deployment, keys.namespace].flatMap((key) =>
      (inventory.objects[key] ?? []).flatMap((one) => missingWaypoint(one, inventory)),
    ),
  ],
};

function contradictingTemplate(deployment: Manifest): readonly Finding[] {
  const labels = pairs(record(record(specOf(deployment)["template"])["metadata"])["labels"]);
  if (labels[injectLabel] !== "true" || labels[modeLabel] !== "ambient") return [];
  return [
    findingOn(deployment, {
      code: "KIA1311",
      severity: "error",
      path: "spec.template.metadata.labels",
      message: "The template asks for a sidecar and for ambient mode",
      params: {},
    }),
  ];
}

function contradictingPod(pod: Manifest, { objects }: Inventory): readonly Finding[] {
  const labels = labelsOf(pod);
  const isRedirected = annotationsOf(pod)[redirection] === "enabled";
  const wantsSidecar = labels[injectLabel] === "true";
  const finding = (code: string, severity: Finding["severity"], message: string) => [
    findingOn(pod, { code, severity, path: "metadata.labels", message, params: {} }),
  ];
  if (wantsSidecar && labels[modeLabel] === "ambient") {
    return finding("KIA1315", "error", "The pod asks for a sidecar and for ambient mode");
  }
  if (wantsSidecar && isRedirected) {
    return finding("KIA1314", "error", "The pod asks for a sidecar, and ztunnel takes its traffic");
  }
  const hasSidecar = dataplaneFromPod(pod) === "sidecar";
  const state = hasSidecar ? ambientState(objects, namespaceOf(pod)) : "no";
  if (state === undefined || state === "no") return [];
  return finding("KIA1316", "warning", "The pod has a sidecar in a namespace of ambient mode");
}

function missingWaypoint(manifest: Manifest, { objects }: Inventory): readonly Finding[] {
  const waypoint = waypointWanted(manifest);
  const gateways = objects[keys.kubernetesGateway];
  if (waypoint === undefined || gateways === undefined) return [];
  const [namespace = "", name = ""] = waypoint.split("/");
  const place = manifest.kind === "Namespace" ? manifest.metadata.name : namespaceOf(manifest);
  const path = "metadata.labels";
  if (findNamed(gateways, namespace, name) === undefined) {
    return [
      findingOn(manifest, {
        code: "KIA1313",
        severity: "error",
        path,
        message: `There is no waypoint ${waypoint}`,
        params: { waypoint },
      }),
    ];
  }
  const isOut = ambientState(objects, place) === "no" && labelsOf(manifest)[modeLabel] !== "ambient";
  if (!isOut || manifest.kind === "Service") return [];
  return [
    findingOn(manifest, {
      code: "KIA1312",
      severity: "warning",
      path,
      message: `It asks for the waypoint ${waypoint} and is not in ambient mode`,
      params: { waypoint },
    }),
  ];
}
