import { meshRules } from "@/lib/config/check";
import type { Inventory, LiveFacts } from "@/lib/config/checks/rule";
import type { Finding } from "@/lib/config/finding";
import { createFindingEngine, type FindingEngine } from "@/lib/config/findings/engine";
import type { Manifest } from "@/lib/config/manifest";
import { SourceError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import { rootNamespace, type MeshObjects } from "@/lib/xds/mesh-objects";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import { readLiveFacts } from "@/server/operations/findings/facts";
import type { ClusterSources, OperationContext } from "@/server/ports";
import { singleton } from "@/server/singleton";

export type CheckedMesh = { readonly inventory: Inventory; readonly findings: readonly Finding[] };

type Watch = {
  readonly engine: FindingEngine;
  injector?: { readonly found: Manifest | undefined; readonly atMs: number };
  objects?: Sourced<MeshObjects> & { readonly revision: number; readonly atMs: number };
  facts?: Sourced<LiveFacts> & { readonly atMs: number };
};

/** The ConfigMap of istiod is not watched: it is looked at again after this time. */
const unwatchedMs = 15_000;
const injectorMs = 5 * 60_000;
const factsMs = 15_000;
/** Who does not wait for Prometheus and istiod takes what another reader learnt of them within this time. */
const knownFactsMs = 5 * 60_000;

/** By the sources of one person: another may see other objects. */
function watchOf(sources: ClusterSources): Watch {
  const watches = singleton("finding engines", () => new WeakMap<ClusterSources, Watch>());
  const known = watches.get(sources) ?? { engine: createFindingEngine(meshRules) };
  watches.set(sources, known);
  return known;
}

const injectorRef: ObjectRef = {
  apiVersion: "v1",
  kind: "ConfigMap",
  namespace: rootNamespace,
  name: "istio-sidecar-injector",
};

/** What sidecars are made of. Whoever may not read it is told nothing of injected images. */
async function injectorNow(
  watch: Watch,
  sources: ClusterSources,
  ctx: Pick<OperationContext, "nowMs" | "signal">,
): Promise<Manifest | undefined> {
  const atMs = ctx.nowMs();
  if (watch.injector !== undefined && atMs - watch.injector.atMs < injectorMs) return watch.injector.found;
  try {
    const call = { purpose: "settings of injection", signal: ctx.signal };
    const found = await sources.kubernetes.get(injectorRef, call);
    watch.injector = { found, atMs };
    return found;
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    // Who left early learnt nothing.
    if (!ctx.signal.aborted) watch.injector = { found: undefined, atMs };
    return undefined;
  }
}

async function objectsNow(
  watch: Watch,
  sources: ClusterSources,
  ctx: Pick<OperationContext, "nowMs" | "signal">,
): Promise<Sourced<MeshObjects>> {
  const atMs = ctx.nowMs();
  const revision = sources.kubernetes.revision();
  const last = watch.objects;
  const isFresh = last !== undefined && last.revision === revision && atMs - last.atMs < unwatchedMs;
  // What could not be read before may be readable now.
  if (isFresh && last.warnings.length === 0) return last;
  const [read, injector] = await Promise.all([
    readMeshObjects(sources, ctx.signal),
    injectorNow(watch, sources, ctx),
  ]);
  const settings = read.data["/ConfigMap"];
  const data =
    settings === undefined || injector === undefined
      ? read.data
      : { ...read.data, "/ConfigMap": [...settings, injector] };
  if (!ctx.signal.aborted) watch.objects = { ...read, data, revision, atMs };
  return { ...read, data };
}

async function factsNow(
  watch: Watch,
  sources: ClusterSources,
  ctx: Pick<OperationContext, "nowMs" | "signal">,
  live: "wait" | "known",
): Promise<Sourced<LiveFacts>> {
  const atMs = ctx.nowMs();
  const ageMs = watch.facts === undefined ? Number.POSITIVE_INFINITY : atMs - watch.facts.atMs;
  if (live === "known") {
    const data = ageMs < knownFactsMs ? watch.facts?.data : undefined;
    return { data: data ?? {}, warnings: [], evidence: [] };
  }
  if (watch.facts !== undefined && ageMs < factsMs) return watch.facts;
  const read = await readLiveFacts(sources, { nowMs: atMs, signal: ctx.signal });
  if (!ctx.signal.aborted) watch.facts = { ...read, atMs };
  return read;
}

/**
 * The objects of the cluster and what every rule says of them. Rules run again only where something changed since the
 * last look. `live: "known"` does not wait for what the live mesh shows: it takes what was learnt lately, or nothing.
 */
export async function findingsOf(
  sources: ClusterSources,
  ctx: Pick<OperationContext, "nowMs" | "signal">,
  live: "wait" | "known" = "wait",
): Promise<Sourced<CheckedMesh>> {
  const watch = watchOf(sources);
  const [objects, facts] = await Promise.all([
    objectsNow(watch, sources, ctx),
    factsNow(watch, sources, ctx, live),
  ]);
  const inventory = { objects: objects.data, facts: facts.data, nowMs: ctx.nowMs() };
  return {
    data: { inventory, findings: watch.engine.update(inventory) },
    warnings: [...objects.warnings, ...facts.warnings],
    evidence: [...objects.evidence, ...facts.evidence],
  };
}
