import { setMaxListeners } from "node:events";
import { isDue } from "@/lib/canaries/begin";
import { lookWindow } from "@/lib/canaries/look-window";
import type { CanaryObservation, CountsLook, PodsLook, RouteLook } from "@/lib/canaries/observation";
import type { CanaryRun } from "@/lib/canaries/run";
import { refFromManifest } from "@/lib/config/manifest";
import { SourceError } from "@/lib/errors";
import { delegatedOwner } from "@/lib/delivery/delegated-owner";
import { groupFromApiVersion, objectKey, type ObjectRef } from "@/lib/mesh/object-ref";
import { routingRefs } from "@/lib/routing/routing-fit";
import { defaultScrapeMs } from "@/lib/telemetry/rate-window";
import { withObjects, type MeshObjects } from "@/lib/xds/mesh-objects";
import { engagedSwitch } from "@/server/database/kill-switch";
import { listRuns } from "@/server/database/run";
import { readLive } from "@/server/operations/changes/read-live";
import { lookAtCounts, lookTimeoutMs, type LookMemory } from "@/server/operations/canaries/look";
import { activeFreezeOf } from "@/server/operations/canaries/policy";
import { routeState } from "@/server/operations/canaries/route-state";
import { sidesOf } from "@/server/operations/canaries/sides";
import { Gathering } from "@/server/operations/gathering";
import type { ClusterSources, OperationContext } from "@/server/ports";

const kinds = [
  ["", "Namespace"],
  ["", "Service"],
  ["", "Pod"],
  ["networking.istio.io", "VirtualService"],
  ["networking.istio.io", "DestinationRule"],
  ["networking.istio.io", "ServiceEntry"],
  ["gateway.networking.k8s.io", "HTTPRoute"],
  ["gateway.networking.k8s.io", "GRPCRoute"],
  ["apps", "Deployment"],
  ["flagger.app", "Canary"],
  ["argoproj.io", "Rollout"],
] as const;

/** A signal that ends with `ctx`, and after the longest time that a look waits for a source. */
export function bounded(ctx: Pick<OperationContext, "signal">): AbortSignal {
  const signal = AbortSignal.any([ctx.signal, AbortSignal.timeout(lookTimeoutMs)]);
  // Every call of a look listens to it, and Node takes more than ten for a leak.
  setMaxListeners(0, signal);
  return signal;
}

/** What a look at a canary needs of the watch cache; kinds that can't be read are absent. */
export async function readDeliveryObjects(
  sources: ClusterSources,
  signal: AbortSignal,
  gathering = new Gathering(),
): Promise<MeshObjects> {
  const lists = await Promise.all(
    kinds.map(async ([group, kind]) => {
      const read = sources.kubernetes.list(group, kind, {
        purpose: "canary",
        signal,
        timeoutMs: lookTimeoutMs,
      });
      return [`${group}/${kind}`, await gathering.takeObjects(kind, read)] as const;
    }),
  );
  return Object.fromEntries(lists.flatMap(([key, list]) => (list === undefined ? [] : [[key, list]])));
}

/** The cache's objects with everything that decides about the run's service read again from the API server. Throws `SourceError`. */
export async function withFreshRoutes(
  ctx: OperationContext,
  sources: ClusterSources,
  run: Pick<CanaryRun, "body">,
  objects: MeshObjects,
): Promise<MeshObjects> {
  const { plan, touched } = run.body;
  const service: ObjectRef = { apiVersion: "v1", kind: "Service", ...plan.service };
  const refs = [service, ...touched.map(({ ref }) => ref), ...routingRefs(objects, plan.service)];
  const unique = [...new Map(refs.map((ref) => [objectKey(ref), ref])).values()];
  const live = await readLive(sources, unique, { nowMs: ctx.nowMs, signal: bounded(ctx) });
  return withObjects(objects, live.objects);
}

/** What a process remembers of runs between their looks; a new one asks again. */
export type CanaryMemory = {
  readonly looks: LookMemory;
  /** The last fresh look at a route that was as expected, and what the cache held then. */
  readonly routes: Map<string, { readonly atMs: number; readonly seen: string }>;
};

/** A memory without anything in it. */
export const newMemory = (): CanaryMemory => ({ looks: new Map(), routes: new Map() });

/** While the cache sees no change the API server is asked that often. */
const routeEveryMs = 5000;

/** Everything that the run's next step is decided from. A source that is away makes its part unknown, within seconds. */
export async function observe(
  ctx: OperationContext,
  sources: ClusterSources,
  run: CanaryRun,
  memory: CanaryMemory,
): Promise<CanaryObservation> {
  const scrapeMs = sources.scrapeMs ?? defaultScrapeMs;
  const objects = await readDeliveryObjects(sources, bounded(ctx));
  // Taking back needs to know nothing but whether there is something left.
  if (run.state === "reverting") {
    const route = await lookAtRoute(ctx, sources, run, objects);
    return { route, pods: podsOf(objects, run), counts: { state: "not_asked" }, scrapeMs };
  }
  const [route, counts, killSwitch, other, metrics] = await Promise.all([
    knownRoute(ctx, sources, run, objects, memory),
    countsOf(ctx, sources, run, { objects, scrapeMs, memory: memory.looks }),
    engagedSwitch(ctx.databaseUrl, run.cluster),
    otherRun(ctx, run),
    metricsBefore(ctx, sources, run),
  ]);
  const owner = delegatedOwner(objects, run.service);
  return {
    route,
    pods: podsOf(objects, run),
    counts,
    scrapeMs,
    ...metrics,
    ...freezeOf(ctx, run),
    ...(killSwitch === undefined
      ? {}
      : { killSwitch: { reason: killSwitch.reason, by: killSwitch.engagedBy } }),
    ...(owner !== undefined
      ? { owner: { kind: owner.ref.kind, namespace: owner.ref.namespace, name: owner.ref.name } }
      : other),
  };
}

async function knownRoute(
  ctx: OperationContext,
  sources: ClusterSources,
  run: CanaryRun,
  objects: MeshObjects,
  { routes }: CanaryMemory,
): Promise<RouteLook> {
  const seen = cachedVersions(run, objects);
  const known = routes.get(run.id);
  const ageMs = ctx.nowMs() - (known?.atMs ?? 0);
  if (known?.seen === seen && ageMs >= 0 && ageMs < routeEveryMs) return { state: "expected" };
  const look = await lookAtRoute(ctx, sources, run, objects);
  if (look.state === "expected") routes.set(run.id, { atMs: ctx.nowMs(), seen });
  else routes.delete(run.id);
  return look;
}

/** What the cache holds of the run's objects, and where the run stands: equal while nothing can have changed. */
function cachedVersions(run: CanaryRun, objects: MeshObjects): string {
  const { plan, stage, pending, touched } = run.body;
  const service: ObjectRef = { apiVersion: "v1", kind: "Service", ...plan.service };
  const refs = [service, ...touched.map(({ ref }) => ref), ...routingRefs(objects, plan.service)];
  const versions = refs.map((ref) => {
    const list = objects[`${groupFromApiVersion(ref.apiVersion)}/${ref.kind}`] ?? [];
    const found = list.find((one) => objectKey(refFromManifest(one)) === objectKey(ref));
    return [objectKey(ref), found?.metadata.resourceVersion ?? null];
  });
  return JSON.stringify([stage, pending?.token, versions]);
}

async function lookAtRoute(
  ctx: OperationContext,
  sources: ClusterSources,
  run: CanaryRun,
  objects: MeshObjects,
): Promise<RouteLook> {
  try {
    return routeState(run, await withFreshRoutes(ctx, sources, run, objects));
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const { message } = error;
    return error.reason === "forbidden" || error.reason === "unauthenticated"
      ? { state: "forbidden", message }
      : { state: "unknown", message };
  }
}

type Look = { readonly objects: MeshObjects; readonly scrapeMs: number; readonly memory: LookMemory };

async function countsOf(
  ctx: OperationContext,
  sources: ClusterSources,
  run: CanaryRun,
  { objects, scrapeMs, memory }: Look,
): Promise<CountsLook> {
  const window = lookWindow(run, ctx.nowMs(), scrapeMs);
  if (window === undefined) return { state: "not_asked" };
  const { plan, stage } = run.body;
  const sides = sidesOf(objects, plan);
  if (sides === undefined) return { state: "unknown", message: "The pods of the versions are unknown" };
  const question = { runId: run.id, plan, isMirror: stage?.kind === "mirror", sides, window };
  return (await lookAtCounts(sources, question, memory, bounded(ctx))).data;
}

/** Whether the metrics' store answers, for a run that would begin now. */
async function metricsBefore(
  ctx: OperationContext,
  sources: ClusterSources,
  run: CanaryRun,
): Promise<Pick<CanaryObservation, "metricsAway">> {
  if (run.body.stage !== undefined || !isDue(run, ctx.nowMs())) return {};
  try {
    const call = { purpose: "canary: are the metrics there", signal: bounded(ctx), timeoutMs: lookTimeoutMs };
    await sources.metrics.query("vector(1)", ctx.nowMs(), call);
    return {};
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return { metricsAway: error.message };
  }
}

function podsOf(objects: MeshObjects, run: CanaryRun): PodsLook {
  const canary = sidesOf(objects, run.body.plan)?.canary;
  if (canary === undefined) return { state: "unknown", message: "The pods of the versions are unknown" };
  const { pods, readyPods, revision } = canary;
  return { state: "known", pods, readyPods, ...(revision === undefined ? {} : { revision }) };
}

function freezeOf(ctx: OperationContext, run: CanaryRun): Pick<CanaryObservation, "freeze"> {
  const frozen = activeFreezeOf(ctx, run.cluster, run.service, ctx.nowMs());
  if (frozen === undefined || (frozen.allowOverride && run.body.force)) return {};
  const { name, endMs } = frozen;
  return { freeze: { name, ...(endMs === undefined ? {} : { endMs }) } };
}

/** Another run on the service that was there first; asked for before the first write only. */
async function otherRun(ctx: OperationContext, run: CanaryRun): Promise<Pick<CanaryObservation, "owner">> {
  if (run.body.stage !== undefined) return {};
  const runs = await listRuns(ctx.databaseUrl, {
    cluster: run.cluster,
    service: run.service,
    states: ["waiting", "running", "paused", "finishing", "reverting"],
    limit: 50,
  });
  const isFirst = (one: { readonly id: string; readonly createdAtMs: number }) =>
    one.createdAtMs < run.createdAtMs || (one.createdAtMs === run.createdAtMs && one.id < run.id);
  const other = runs.find((one) => one.id !== run.id && isFirst(one));
  if (other === undefined) return {};
  return { owner: { kind: other.kind, namespace: other.service.namespace, name: other.id } };
}
