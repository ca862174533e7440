import { z } from "zod";
import type { PodEvidence, WorkloadsEvidence } from "@/lib/causes/evidence";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { workloadOfPod } from "@/lib/graph/inventory-from-manifests";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

const stateSchema = z
  .looseObject({
    running: z.looseObject({ startedAt: z.string().nullish() }).nullish(),
    waiting: z.looseObject({ reason: z.string().nullish(), message: z.string().nullish() }).nullish(),
    terminated: z
      .looseObject({
        reason: z.string().nullish(),
        exitCode: z.number().nullish(),
        finishedAt: z.string().nullish(),
      })
      .nullish(),
  })
  .nullish();
const containerStatusSchema = z.looseObject({
  name: z.string(),
  restartCount: z.number().nullish(),
  state: stateSchema,
  lastState: stateSchema,
});
const conditionsSchema = z
  .array(z.looseObject({ type: z.string(), status: z.string(), message: z.string().nullish() }))
  .nullish();
const conditionedSchema = z.looseObject({ conditions: conditionsSchema });
const statusSchema = z.looseObject({
  phase: z.string().nullish(),
  conditions: conditionsSchema,
  containerStatuses: z.array(containerStatusSchema).nullish(),
  initContainerStatuses: z.array(containerStatusSchema).nullish(),
});
const specSchema = z.looseObject({
  nodeName: z.string().nullish(),
  containers: z
    .array(
      z.looseObject({
        name: z.string(),
        ports: z.array(z.looseObject({ containerPort: z.number(), name: z.string().nullish() })).nullish(),
      }),
    )
    .nullish(),
});

/** The pods of the workloads; undefined while pods could not be listed. */
export function workloadsEvidence(
  objects: MeshObjects,
  workloads: readonly { readonly namespace: string; readonly name: string }[],
): WorkloadsEvidence | undefined {
  const pods = objects["/Pod"];
  if (pods === undefined) return undefined;
  const keys = new Set(workloads.map(({ namespace, name }) => `${namespace}/${name}`));
  const own = pods.filter((pod) => keys.has(`${pod.metadata.namespace ?? ""}/${workloadOfPod(pod)}`));
  const evidence = own.map(podEvidence);
  const nodes = nodesOf(objects, evidence);
  return {
    pods: evidence,
    scaledToZero: [],
    failedToCreate: [],
    ...(nodes === undefined ? {} : { nodes }),
  };
}

/** The nodes of the pods as their kubelets report; one without a Ready condition says nothing and is left out. */
function nodesOf(objects: MeshObjects, pods: readonly PodEvidence[]): WorkloadsEvidence["nodes"] {
  const names = new Set(pods.map(({ node }) => node));
  return objects["/Node"]?.flatMap((node) => {
    if (!names.has(node.metadata.name)) return [];
    const ready = conditionOf(node, "Ready");
    return ready === undefined
      ? []
      : [{ name: node.metadata.name, isReady: ready.status === "True", message: ready.message ?? "" }];
  });
}

function conditionOf(object: Manifest, type: string) {
  const parsed = conditionedSchema.safeParse(object.status ?? {});
  return parsed.success ? parsed.data.conditions?.find((one) => one.type === type) : undefined;
}

type Selecting = {
  readonly namespace: string;
  readonly selector: Readonly<Record<string, string>> | undefined;
};

/** Deployments and StatefulSets whose pods the service's selector would pick. */
function controllersOf(objects: MeshObjects, service: Selecting): readonly Manifest[] {
  const selector = Object.entries(service.selector ?? {});
  if (selector.length === 0) return [];
  return [...(objects["apps/Deployment"] ?? []), ...(objects["apps/StatefulSet"] ?? [])].filter((object) => {
    const template = object.spec?.["template"] as
      | { metadata?: { labels?: Record<string, string> } }
      | undefined;
    const labels = template?.metadata?.labels ?? {};
    return (
      object.metadata.namespace === service.namespace &&
      selector.every(([key, value]) => labels[key] === value)
    );
  });
}

/** Controllers behind the service that the API server keeps from creating pods, with its words. */
export function failedToCreate(
  objects: MeshObjects,
  service: Selecting,
): WorkloadsEvidence["failedToCreate"] {
  return controllersOf(objects, service).flatMap((object) => {
    const failure = conditionOf(object, "ReplicaFailure");
    return failure?.status === "True"
      ? [{ ref: refFromManifest(object), message: failure.message ?? "" }]
      : [];
  });
}

/** Deployments and StatefulSets with the service's selector and no replicas. */
export function scaledToZero(objects: MeshObjects, service: Selecting): readonly Manifest[] {
  return controllersOf(objects, service).filter(({ spec }) => spec?.["replicas"] === 0);
}

/** The objects' references. */
export function refsOf(manifests: readonly Manifest[]) {
  return manifests.map(refFromManifest);
}

function podEvidence(pod: Manifest): PodEvidence {
  const parsed = statusSchema.safeParse(pod.status ?? {});
  const status = parsed.success ? parsed.data : undefined;
  const spec = specSchema.safeParse(pod.spec ?? {});
  const statuses = status?.containerStatuses ?? undefined;
  const applications = statuses?.filter(({ name }) => name !== "istio-proxy");
  const proxy = [...(statuses ?? []), ...(status?.initContainerStatuses ?? [])].find(
    ({ name }) => name === "istio-proxy",
  );
  const worst = applications?.toSorted((a, b) => (b.restartCount ?? 0) - (a.restartCount ?? 0))[0];
  const ended = worst?.lastState?.terminated ?? worst?.state?.terminated;
  const waiting = [...(applications ?? []), ...(status?.initContainerStatuses ?? [])]
    .map(({ state }) => state?.waiting)
    .find((one) => typeof one?.reason === "string" && one.reason !== "PodInitializing");
  const scheduled = status?.conditions?.find(({ type }) => type === "PodScheduled");
  const node = spec.success ? spec.data.nodeName : undefined;
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  const endedAtMs = Date.parse(ended?.finishedAt ?? "");
  const proxyStartedMs = Date.parse(proxy?.state?.running?.startedAt ?? "");
  return {
    namespace: pod.metadata.namespace ?? "",
    name: pod.metadata.name,
    workload: workloadOfPod(pod),
    isReady: ready === undefined ? status?.phase === "Running" : ready.status === "True",
    isTerminating: typeof pod.metadata.deletionTimestamp === "string",
    phase: status?.phase ?? "Unknown",
    ...(applications === undefined
      ? {}
      : { restarts: applications.reduce((sum, { restartCount }) => sum + (restartCount ?? 0), 0) }),
    ...(typeof waiting?.reason !== "string" ? {} : { waitingReason: waiting.reason }),
    ...(typeof waiting?.message !== "string" ? {} : { waitingMessage: waiting.message }),
    ...(typeof node !== "string" ? {} : { node }),
    ...(scheduled?.status === "False" ? { unschedulable: scheduled.message ?? "" } : {}),
    ...(ended === undefined || ended === null
      ? {}
      : {
          lastTermination: {
            reason: ended.reason ?? "Unknown",
            ...(typeof ended.exitCode !== "number" ? {} : { exitCode: ended.exitCode }),
            ...(Number.isNaN(endedAtMs) ? {} : { atMs: endedAtMs }),
          },
        }),
    ...(Number.isNaN(proxyStartedMs) ? {} : { proxyStartedMs }),
    containerPorts: (spec.success ? (spec.data.containers ?? []) : [])
      .filter(({ name }) => name !== "istio-proxy")
      .flatMap(({ ports }) =>
        (ports ?? []).map((port) => ({ name: port.name ?? "", port: port.containerPort })),
      ),
  };
}
