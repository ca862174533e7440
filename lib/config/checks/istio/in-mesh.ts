import { findInCluster } from "./selectors";
import {
  annotationsOf,
  labelsOf,
  namespaceOf,
  pairs,
  record,
  records,
  specOf,
  text,
  type Loose,
} from "@/lib/config/checks/loose";
import type { Manifest } from "@/lib/config/manifest";

const injectKey = "sidecar.istio.io/inject";

/** Containers and init containers of a pod's spec. */
export function allContainers(podSpec: Loose): readonly Loose[] {
  return [...records(podSpec["containers"]), ...records(podSpec["initContainers"])];
}

/** The image of the sidecar; "" when there is none. */
export function proxyImage(containers: readonly Loose[]): string {
  return text(containers.find(({ name }) => name === "istio-proxy")?.["image"]);
}

/** The template of a workload's pods. */
export function podTemplate(workload: Manifest): {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: Loose;
} {
  const template = record(specOf(workload)["template"]);
  const metadata = record(template["metadata"]);
  return {
    labels: pairs(metadata["labels"]),
    annotations: pairs(metadata["annotations"]),
    spec: record(template["spec"]),
  };
}

function hasMeshSidecar(
  pod: {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
    readonly containers: readonly Loose[];
  },
  namespace: Manifest | undefined,
): boolean {
  if (proxyImage(pod.containers) !== "") return true;
  const wish = pod.labels[injectKey] ?? pod.annotations[injectKey];
  if (wish !== undefined) return wish === "true";
  return namespace !== undefined && labelsOf(namespace)["istio-injection"] === "enabled";
}

/** Whether the pod has a sidecar or will be given one: its container, else its own wish, else its namespace's. */
export function isPodInMesh(pod: Manifest, namespaces: readonly Manifest[]): boolean {
  return hasMeshSidecar(
    {
      labels: labelsOf(pod),
      annotations: annotationsOf(pod),
      containers: allContainers(specOf(pod)),
    },
    findInCluster(namespaces, namespaceOf(pod)),
  );
}

/** The same for the pods of a Deployment's template. */
export function isDeploymentInMesh(deployment: Manifest, namespaces: readonly Manifest[]): boolean {
  const { labels, annotations, spec } = podTemplate(deployment);
  return hasMeshSidecar(
    { labels, annotations, containers: records(spec["containers"]) },
    findInCluster(namespaces, namespaceOf(deployment)),
  );
}

/** Whether ztunnel takes the pod's traffic. */
export function isPodAmbient(pod: Manifest): boolean {
  return annotationsOf(pod)["ambient.istio.io/redirection"] === "enabled";
}

/** Whether pods of the namespace are taken by ztunnel; a label for sidecars outweighs that for ambient. */
export function isNamespaceAmbient(namespace: Manifest | undefined): boolean {
  const labels = namespace === undefined ? {} : labelsOf(namespace);
  if (labels["istio-injection"] === "enabled" || (labels["istio.io/rev"] ?? "") !== "") return false;
  return labels["istio.io/dataplane-mode"] === "ambient";
}

/** Whether the object is a part of Istio itself. */
export function isControlPlanePart(manifest: Manifest): boolean {
  const labels = labelsOf(manifest);
  return labels["istio"] !== undefined || labels["release"] === "istio";
}
