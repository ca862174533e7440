import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import type {
  DelegatedMetric,
  DelegatedRollout,
  DelegatedState,
  DelegatedWait,
} from "@/lib/delivery/delegated";
import { conditionFrom, msFromTime, secondsFromGo } from "@/lib/delivery/delegated-duration";
import { readLeniently } from "@/lib/delivery/delegated-lenient";
import { delegatedVerbs } from "@/lib/delivery/delegated-verbs";
import { readWeight, routeRef, type RouteTarget } from "@/lib/delivery/delegated-weights";
import {
  flaggerSpecSchema,
  flaggerStatusSchema,
  isFlaggerUnderWay,
  type FlaggerAnalysis,
  type FlaggerSpec,
} from "@/lib/delivery/flagger-canary";
import { flaggerSteps, flaggerStrategy } from "@/lib/delivery/flagger-steps";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

const states: Readonly<Record<string, DelegatedState>> = {
  "": "starting",
  Initializing: "starting",
  Initialized: "idle",
  Waiting: "waiting",
  Progressing: "running",
  WaitingPromotion: "waiting",
  Promoting: "promoting",
  Finalising: "promoting",
  Succeeded: "promoted",
  Failed: "failed",
  Terminating: "removed",
  Terminated: "removed",
};

/** A Canary as it is shown. Total: what can't be read is named in `unread` and left out. */
export function flaggerRollout(manifest: Manifest, objects: MeshObjects): DelegatedRollout {
  const { data: spec, unread } = readLeniently(flaggerSpecSchema, manifest.spec, "spec");
  const { data: status, unread: unreadStatus } = readLeniently(
    flaggerStatusSchema,
    manifest.status,
    "status",
  );
  const analysis = spec.analysis ?? spec.canaryAnalysis;
  const phase = status.phase ?? "";
  const namespace = manifest.metadata.namespace ?? "";
  const name = spec.service?.name ?? spec.targetRef?.name;
  const strategy = flaggerStrategy(analysis);
  const targets = name === undefined ? [] : routeTargets(spec, objects, { namespace, name }, analysis);
  const sides = { namespace, stable: `${name ?? ""}-primary`, canary: `${name ?? ""}-canary` };
  // With iterations Flagger keeps no weight in the status.
  const claimed = strategy === "canary" ? status.canaryWeight : undefined;
  const weight = readWeight(objects, targets, sides, claimed);
  const { routePercent = claimed } = weight;
  const state = states[phase] ?? "unknown";
  const changedAtMs = msFromTime(status.lastTransitionTime);
  return {
    system: "flagger",
    ref: refFromManifest(manifest),
    phase,
    state: spec.suspend === true && state !== "removed" ? "paused" : state,
    strategy,
    ...(name === undefined ? {} : { service: { namespace, name } }),
    steps: flaggerSteps(analysis, {
      phase,
      weightPercent: routePercent,
      iterations: status.iterations ?? 0,
    }),
    weight,
    analysis: {
      metrics: (analysis?.metrics ?? []).map((metric) => metricFrom(metric, namespace, objects)),
      ...(status.failedChecks === undefined ? {} : { failedChecks: status.failedChecks }),
      ...(analysis === undefined ? {} : { failedChecksLimit: analysis.threshold ?? 1 }),
      ...intervalOf(analysis),
    },
    conditions: (status.conditions ?? []).map(conditionFrom),
    ...messageOf(status.conditions?.at(-1)?.message),
    waits: waitsOf(phase, analysis, spec),
    stale: false,
    ...targetOf(spec, namespace),
    routeRefs: targets.map(routeRef),
    ...(name === undefined ? {} : { stableService: sides.stable, canaryService: sides.canary }),
    ...(status.lastPromotedSpec === undefined ? {} : { stableRevision: status.lastPromotedSpec }),
    ...(status.lastAppliedSpec === undefined || !isFlaggerUnderWay(phase)
      ? {}
      : { canaryRevision: status.lastAppliedSpec }),
    ...(spec.provider === undefined ? {} : { provider: spec.provider }),
    ...(changedAtMs === undefined ? {} : { changedAtMs }),
    verbs: delegatedVerbs("flagger", manifest),
    unread: [...unread, ...unreadStatus],
  };
}

const messageOf = (message: string | undefined) => (message === undefined ? {} : { message });

/** Flagger looks every minute unless it is told otherwise, and never more often than every 10 s. */
function intervalOf(analysis: FlaggerAnalysis | undefined): { intervalSeconds?: number } {
  if (analysis === undefined) return {};
  return { intervalSeconds: Math.max(10, secondsFromGo(analysis.interval) ?? 60) };
}

function targetOf({ targetRef }: FlaggerSpec, namespace: string): Pick<DelegatedRollout, "targetRef"> {
  const { apiVersion = "apps/v1", kind = "Deployment", name } = targetRef ?? {};
  return name === undefined ? {} : { targetRef: { apiVersion, kind, namespace, name } };
}

/**
 * Where Flagger sets weights. Without a provider of its own the Canary takes the installation's, which its objects show;
 * other meshes than Istio and Gateway API are not read.
 */
function routeTargets(
  { provider }: FlaggerSpec,
  objects: MeshObjects,
  service: { readonly namespace: string; readonly name: string },
  analysis: FlaggerAnalysis | undefined,
): readonly RouteTarget[] {
  const pinningCookie = analysis?.sessionAffinity?.cookieName;
  const target = (kind: RouteTarget["kind"]): RouteTarget => ({ kind, ...service, pinningCookie });
  if (provider === "istio") return [target("VirtualService")];
  if (provider?.startsWith("gatewayapi:") === true) return [target("HTTPRoute")];
  // Source: an unknown provider, plain "gatewayapi" among them, is Flagger's Istio router.
  if (provider !== undefined && provider !== "" && provider !== "gatewayapi") return [];
  const routes = objects["gateway.networking.k8s.io/HTTPRoute"] ?? [];
  const isRoute = routes.some(
    ({ metadata }) => metadata.namespace === service.namespace && metadata.name === service.name,
  );
  return [target(isRoute && provider === undefined ? "HTTPRoute" : "VirtualService")];
}

function waitsOf(
  phase: string,
  analysis: FlaggerAnalysis | undefined,
  spec: FlaggerSpec,
): readonly DelegatedWait[] {
  const gates = (type: string, kind: DelegatedWait["kind"]): readonly DelegatedWait[] =>
    (analysis?.webhooks ?? [])
      .filter((hook) => hook.type === type)
      .map(({ name, url }) => ({ kind, name: [name, plainUrl(url)].filter(Boolean).join(": ") }));
  return [
    ...(spec.suspend === true ? [{ kind: "person" } as const] : []),
    ...(phase === "Waiting" ? gates("confirm-rollout", "confirm_rollout") : []),
    ...(phase === "WaitingPromotion" ? gates("confirm-promotion", "confirm_promotion") : []),
  ];
}

/** Without what may hold a secret. */
function plainUrl(url: string | undefined): string {
  return (url ?? "").replace(/\/\/[^/@]*@/, "//").replace(/[?#].*$/, "");
}

type RawMetric = NonNullable<FlaggerAnalysis["metrics"]>[number];

function metricFrom(raw: RawMetric, namespace: string, objects: MeshObjects): DelegatedMetric {
  const { name = "?", interval, thresholdRange, threshold, templateRef } = raw;
  const { min, max } = thresholdRange ?? legacyRange(name, threshold);
  const template = (objects["flagger.app/MetricTemplate"] ?? []).find(
    ({ metadata }) =>
      metadata.name === templateRef?.name && metadata.namespace === (templateRef.namespace ?? namespace),
  );
  const query = raw.query ?? template?.spec?.["query"];
  return {
    name,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    interval: interval ?? "1m",
    ...(typeof query === "string" ? { query } : {}),
    values: [],
  };
}

/** The older single threshold: a floor for the success rate, a ceiling for all else. */
function legacyRange(name: string, threshold: number | undefined): { min?: number; max?: number } {
  if (threshold === undefined) return {};
  return name === "request-success-rate" ? { min: threshold } : { max: threshold };
}
