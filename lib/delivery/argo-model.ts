import { isRecord } from "@/lib/config/clean-manifest";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { virtualServiceSpec } from "@/lib/config/virtual-service";
import { argoMetrics } from "@/lib/delivery/argo-analysis";
import {
  argoSpecSchema,
  argoStatusSchema,
  isArgoStale,
  isArgoUnderWay,
  type ArgoCanary,
  type ArgoSpec,
  type ArgoStatus,
} from "@/lib/delivery/argo-rollout";
import { argoSteps } from "@/lib/delivery/argo-steps";
import type { DelegatedRollout, DelegatedState, DelegatedWait } from "@/lib/delivery/delegated";
import { conditionFrom, msFromTime, secondsFromGo } from "@/lib/delivery/delegated-duration";
import { readLeniently } from "@/lib/delivery/delegated-lenient";
import { delegatedVerbs } from "@/lib/delivery/delegated-verbs";
import { readWeight, routeRef, type RouteTarget, type Sides } from "@/lib/delivery/delegated-weights";
import { serviceFromHost } from "@/lib/mesh/service-host";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

/** A Rollout as it is shown. Total: what can't be read is named in `unread` and left out. */
export function argoRollout(manifest: Manifest, objects: MeshObjects): DelegatedRollout {
  const { data: spec, unread } = readLeniently(argoSpecSchema, manifest.spec, "spec");
  const { data: status, unread: unreadStatus } = readLeniently(argoStatusSchema, manifest.status, "status");
  const namespace = manifest.metadata.namespace ?? "";
  const { canary, blueGreen } = spec.strategy ?? {};
  const targets = routeTargets(canary, namespace);
  const sides = sidesOf(canary, status, namespace);
  const underWay = isArgoUnderWay(status);
  const service = serviceOf(objects, targets, sides.stable ?? blueGreen?.activeService, namespace);
  const changedAtMs = latest(status);
  const runs = [
    status.canary?.currentStepAnalysisRunStatus,
    status.canary?.currentBackgroundAnalysisRunStatus,
    status.blueGreen?.prePromotionAnalysisRunStatus,
    status.blueGreen?.postPromotionAnalysisRunStatus,
  ].flatMap((run) => run?.name ?? []);
  return {
    system: "argo",
    ref: refFromManifest(manifest),
    phase: status.phase ?? "",
    state: stateOf(spec, status),
    strategy: canary !== undefined ? "canary" : blueGreen !== undefined ? "blue_green" : "unknown",
    ...(service === undefined ? {} : { service }),
    steps: argoSteps(spec, status),
    weight: readWeight(objects, targets, sides, status.canary?.weights?.canary?.weight),
    analysis: {
      metrics: argoMetrics(objects, manifest, runs, underWay ? status.currentPodHash : undefined),
    },
    conditions: (status.conditions ?? []).map(conditionFrom),
    ...(status.message === undefined || status.message === "" ? {} : { message: status.message }),
    waits: waitsOf(spec, status),
    stale: isArgoStale(status, manifest.metadata.generation),
    targetRef: targetOf(spec, manifest),
    routeRefs: targets.map(routeRef),
    ...(sides.stable === undefined ? {} : { stableService: sides.stable }),
    ...(sides.canary === undefined ? {} : { canaryService: sides.canary }),
    ...(status.stableRS === undefined ? {} : { stableRevision: status.stableRS }),
    ...(underWay && status.currentPodHash !== undefined ? { canaryRevision: status.currentPodHash } : {}),
    ...(changedAtMs === undefined ? {} : { changedAtMs }),
    verbs: delegatedVerbs("argo", manifest),
    unread: [...unread, ...unreadStatus],
  };
}

function stateOf(spec: ArgoSpec, status: ArgoStatus): DelegatedState {
  const { phase = "" } = status;
  if (status.abort === true) return "aborted";
  if (spec.paused === true) return "paused";
  if (phase === "Degraded") return "failed";
  if (phase === "Healthy") return "promoted";
  if (phase === "Paused") return "waiting";
  if (phase === "Progressing") {
    if (!isArgoUnderWay(status)) return "starting";
    const steps = spec.strategy?.canary?.steps?.length ?? 0;
    const isLast = status.promoteFull === true || (steps > 0 && (status.currentStepIndex ?? 0) >= steps);
    return isLast ? "promoting" : "running";
  }
  return phase === "" ? "starting" : "unknown";
}

/** Argo keeps the workload in the Rollout itself, or in a Deployment that it names. */
function targetOf({ workloadRef }: ArgoSpec, manifest: Manifest) {
  const { apiVersion = "apps/v1", kind = "Deployment", name } = workloadRef ?? {};
  const { namespace = "" } = manifest.metadata;
  return name === undefined ? refFromManifest(manifest) : { apiVersion, kind, namespace, name };
}

function sidesOf(canary: ArgoCanary | undefined, status: ArgoStatus, namespace: string): Sides {
  const { stableService, canaryService, pingPong, trafficRouting } = canary ?? {};
  const { stableSubsetName, canarySubsetName } = trafficRouting?.istio?.destinationRule ?? {};
  const isPong = status.canary?.stablePingPong === "pong";
  return {
    namespace,
    stable: stableService ?? (isPong ? pingPong?.pongService : pingPong?.pingService),
    canary: canaryService ?? (isPong ? pingPong?.pingService : pingPong?.pongService),
    stableSubset: stableSubsetName,
    canarySubset: canarySubsetName,
  };
}

/** Where Argo sets weights: Istio by itself, Gateway API by its plug-in. Other routers are not read. */
function routeTargets(canary: ArgoCanary | undefined, namespace: string): readonly RouteTarget[] {
  const { istio, plugins } = canary?.trafficRouting ?? {};
  const named = [istio?.virtualService, ...(istio?.virtualServices ?? [])].flatMap((one) =>
    one?.name === undefined ? [] : [{ name: one.name, routes: one.routes }],
  );
  return [
    ...named.map(({ name, routes }): RouteTarget => ({
      kind: "VirtualService",
      ...placed(name, namespace),
      routes: routes === undefined || routes.length === 0 ? undefined : routes,
    })),
    ...pluginRoutes(plugins?.["argoproj-labs/gatewayAPI"], namespace),
  ];
}

/** `name.namespace` or `namespace/name`, as Argo lets a VirtualService be named elsewhere. */
function placed(name: string, namespace: string): { readonly name: string; readonly namespace: string } {
  const [first = "", second] = name.split("/");
  if (second !== undefined) return { namespace: first, name: second };
  const [own = "", other] = name.split(".");
  return { name: own, namespace: other ?? namespace };
}

function pluginRoutes(plugin: unknown, namespace: string): readonly RouteTarget[] {
  if (!isRecord(plugin)) return [];
  const place = typeof plugin["namespace"] === "string" ? plugin["namespace"] : namespace;
  const many = Array.isArray(plugin["httpRoutes"]) ? plugin["httpRoutes"].filter(isRecord) : [];
  return [plugin["httpRoute"], ...many.map((one) => one["name"])].flatMap((name) =>
    typeof name === "string" ? [{ kind: "HTTPRoute" as const, namespace: place, name }] : [],
  );
}

/** The host that callers use stands on the VirtualService; without one it is the stable or active service. */
function serviceOf(
  objects: MeshObjects,
  targets: readonly RouteTarget[],
  otherwise: string | undefined,
  namespace: string,
): DelegatedRollout["service"] {
  const target = targets.find(({ kind }) => kind === "VirtualService");
  const route = (objects["networking.istio.io/VirtualService"] ?? []).find(
    ({ metadata }) => metadata.namespace === target?.namespace && metadata.name === target?.name,
  );
  const host = route === undefined ? undefined : virtualServiceSpec(route).hosts[0];
  const service = host === undefined ? undefined : serviceFromHost(host, route?.metadata.namespace ?? "");
  return service ?? (otherwise === undefined ? undefined : { namespace, name: otherwise });
}

function waitsOf(spec: ArgoSpec, status: ArgoStatus): readonly DelegatedWait[] {
  const step = spec.strategy?.canary?.steps?.[status.currentStepIndex ?? 0];
  const pauses = (status.pauseConditions ?? []).map(({ reason, startTime }): DelegatedWait => {
    if (reason === "InconclusiveAnalysisRun") return { kind: "analysis" };
    const seconds = secondsFromGo(step?.pause?.duration);
    const startMs = msFromTime(startTime);
    if (reason !== "CanaryPauseStep") return { kind: "person" };
    return seconds === undefined || startMs === undefined
      ? { kind: "step" }
      : { kind: "duration", untilMs: startMs + seconds * 1000 };
  });
  return [...(spec.paused === true ? [{ kind: "person" } as const] : []), ...pauses];
}

function latest({ conditions = [] }: ArgoStatus): number | undefined {
  const times = conditions.flatMap(
    ({ lastTransitionTime, lastUpdateTime }) => msFromTime(lastTransitionTime ?? lastUpdateTime) ?? [],
  );
  return times.length === 0 ? undefined : Math.max(...times);
}
