import type { Manifest } from "@/lib/config/manifest";
import { timeFromMs } from "@/server/demo/kubernetes/clock-text";
import { podObject, proxyContainer, type ContainerSpec } from "@/server/demo/kubernetes/seed/pods";
import { seededUid, seedObject, type Owner } from "@/server/demo/kubernetes/seed/seeded-object";
import type { MeshSpec, WorkloadSpec } from "@/server/demo/world/spec";

/** The hash between a Deployment's name and the suffix of its pods; the pods have it in their names already. */
function templateHash(workload: WorkloadSpec): string {
  const [first] = workload.pods;
  const rest = first?.name.slice(workload.name.length + 1) ?? "";
  return rest.split("-")[0] ?? "";
}

function appContainer(spec: MeshSpec, workload: WorkloadSpec): ContainerSpec {
  const ports = spec.services
    .filter((service) => service.workloads.some((served) => isSame(served, workload)))
    .flatMap((service) => service.ports)
    .map((port) => ({ containerPort: port.targetPort, name: port.name, protocol: "TCP" }));
  return { name: workload.app, image: `registry.demo.example/${workload.app}:${workload.version}`, ports };
}

const isSame = (a: WorkloadSpec, b: WorkloadSpec) => a.namespace === b.namespace && a.name === b.name;

function containersOf(spec: MeshSpec, workload: WorkloadSpec): readonly ContainerSpec[] {
  switch (workload.dataplane) {
    case "gateway":
      return [proxyContainer(spec, "router")];
    case "sidecar":
      return [appContainer(spec, workload), proxyContainer(spec, "sidecar")];
    case "ambient":
    case "none":
      return [appContainer(spec, workload)];
  }
}

const scraped = {
  "prometheus.io/path": "/stats/prometheus",
  "prometheus.io/port": "15020",
  "prometheus.io/scrape": "true",
};

function annotationsOf(workload: WorkloadSpec): Readonly<Record<string, string>> {
  switch (workload.dataplane) {
    case "sidecar":
      return {
        ...scraped,
        "kubectl.kubernetes.io/default-container": workload.app,
        "sidecar.istio.io/status": JSON.stringify({ containers: ["istio-proxy"], revision: "default" }),
      };
    case "gateway":
      return { ...scraped, "inject.istio.io/templates": "gateway" };
    case "ambient":
      return { "ambient.istio.io/redirection": "enabled" };
    case "none":
      return {};
  }
}

function podLabels(workload: WorkloadSpec, hash: string): Readonly<Record<string, string>> {
  const meshed = workload.dataplane === "sidecar" || workload.dataplane === "gateway";
  return {
    ...workload.labels,
    ...(hash === "" ? {} : { "pod-template-hash": hash }),
    ...(meshed ? { "security.istio.io/tlsMode": "istio" } : {}),
  };
}

function replicaStatus(workload: WorkloadSpec, createdMs: number) {
  const count = workload.pods.length;
  const condition = (type: string, reason: string) => ({
    type,
    status: "True",
    reason,
    lastTransitionTime: timeFromMs(createdMs),
    lastUpdateTime: timeFromMs(createdMs),
  });
  return {
    observedGeneration: 1,
    replicas: count,
    updatedReplicas: count,
    readyReplicas: count,
    availableReplicas: count,
    conditions: [
      condition("Progressing", "NewReplicaSetAvailable"),
      condition("Available", "MinimumReplicasAvailable"),
    ],
  };
}

type Controller = "Deployment" | "StatefulSet" | "ReplicaSet";

function controllerObject(
  spec: MeshSpec,
  workload: WorkloadSpec,
  kind: Controller,
  createdMs: number,
  hash = "",
): Manifest {
  const owned = kind === "ReplicaSet";
  const selector = {
    app: workload.app,
    version: workload.version,
    ...(owned ? { "pod-template-hash": hash } : {}),
  };
  const template = {
    metadata: { labels: owned ? podLabels(workload, hash) : workload.labels },
    spec: {
      serviceAccountName: workload.serviceAccount,
      containers:
        workload.dataplane === "gateway" ? containersOf(spec, workload) : [appContainer(spec, workload)],
    },
  };
  return seedObject({
    apiVersion: "apps/v1",
    kind,
    namespace: workload.namespace,
    name: owned ? `${workload.name}-${hash}` : workload.name,
    createdMs,
    labels: owned ? podLabels(workload, hash) : workload.labels,
    annotations: { "deployment.kubernetes.io/revision": "1" },
    ...(owned ? { owner: ownerOf("Deployment", workload, workload.name) } : {}),
    body: { spec: { replicas: workload.pods.length, selector: { matchLabels: selector }, template } },
    status: replicaStatus(workload, createdMs),
    manager: owned ? "kube-controller-manager" : "helm",
    statusManager: "kube-controller-manager",
  });
}

function ownerOf(kind: Controller, workload: WorkloadSpec, name: string): Owner {
  return { apiVersion: "apps/v1", kind, name, uid: seededUid(kind, workload.namespace, name) };
}

/** A workload with its controllers and pods, the pods a little younger each than the one before. */
export function workloadObjects(
  spec: MeshSpec,
  workload: WorkloadSpec,
  createdMs: number,
): readonly Manifest[] {
  const stateful = workload.kind === "StatefulSet";
  const hash = stateful ? "" : templateHash(workload);
  const owner = stateful
    ? ownerOf("StatefulSet", workload, workload.name)
    : ownerOf("ReplicaSet", workload, `${workload.name}-${hash}`);
  const pods = workload.pods.map((pod, index) =>
    podObject({
      spec,
      namespace: workload.namespace,
      pod,
      labels: podLabels(workload, hash),
      annotations: annotationsOf(workload),
      serviceAccount: workload.serviceAccount,
      containers: containersOf(spec, workload),
      owner,
      createdMs: createdMs + 5_000 * (index + 1),
    }),
  );
  const controllers = stateful
    ? [controllerObject(spec, workload, "StatefulSet", createdMs)]
    : [
        controllerObject(spec, workload, "Deployment", createdMs),
        controllerObject(spec, workload, "ReplicaSet", createdMs, hash),
      ];
  return [...controllers, ...pods];
}
