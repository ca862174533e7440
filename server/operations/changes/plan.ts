import { createHash } from "node:crypto";
import type {
  Blocker,
  ChangeRequest,
  ChangeSet,
  PlannedObject,
  RenderedObject,
} from "@/lib/changes/change-set";
import { lowersRisk } from "@/lib/changes/change-policy";
import { canonicalJson, writtenPart } from "@/lib/config/clean-manifest";
import { ownersOf } from "@/lib/config/owners";
import { semanticDiff } from "@/lib/config/semantic-diff";
import { ConsoleError, SourceError, warningFromError, type SourceWarning } from "@/lib/errors";
import type { Evidence, Sourced } from "@/lib/evidence";
import { objectKey } from "@/lib/mesh/object-ref";
import { snapshotFromObjects, type ServiceName } from "@/lib/routing/snapshot";
import { versionsOf } from "@/lib/routing/service-versions";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { readChangeRow } from "@/server/database/change";
import { readPlan, savePlan } from "@/server/database/plan";
import { clusterSources } from "@/server/operations/cluster-sources";
import { reviewAccess } from "@/server/operations/changes/access";
import { blockersOf } from "@/server/operations/changes/blockers";
import { compareFindings } from "@/server/operations/changes/compare-findings";
import { dryRunObject } from "@/server/operations/changes/dry-run";
import { readLive, type LiveObject } from "@/server/operations/changes/read-live";
import { renderingOf, type Rendering } from "@/server/operations/changes/render";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import { withObjects } from "@/lib/xds/mesh-objects";
import { findingsOf } from "@/server/operations/findings/engine";
import { readServiceTraffic } from "@/server/operations/routing/traffic";
import type { ClusterSources, OperationContext } from "@/server/ports";

/**
 * What `request` would do: objects before and after, what the API server, the rules and the owners say, who is
 * affected, and the hash of all that it was computed from. Nothing is written to the cluster; the plan is stored.
 */
export async function planChange(ctx: OperationContext, input: PlanInput): Promise<Sourced<ChangeSet>> {
  const { data, warnings: known, evidence } = await draftChange(ctx, input);
  const warnings = [...known];
  return { data: await store(ctx, { ...data, warnings }, warnings), warnings, evidence };
}

type PlanInput = { readonly cluster: string; readonly request: ChangeRequest };

/** The same without storing it: nobody can apply it. */
export async function draftChange(ctx: OperationContext, input: PlanInput): Promise<Sourced<ChangeSet>> {
  const sources = clusterSources(ctx, input.cluster);
  const rendering = await renderingOf(ctx, sources, input.request);
  const { snapshot, live, rendered, kept, evidence, warnings } = await settle(ctx, sources, rendering);
  const [objects, traffic, checked] = await Promise.all([
    planObjects(ctx, sources, rendered),
    waitsForNoMetrics(input.request) ? unknownCallers : callersOf(ctx, sources, rendering.service, snapshot),
    findingsOf(sources, ctx, "known"),
  ]);
  warnings.push(...traffic.warnings);
  evidence.push(...traffic.evidence);
  const reads = live
    .map(({ ref, manifest }) => ({ ref, resourceVersion: manifest?.metadata.resourceVersion ?? null }))
    .toSorted((left, right) => (objectKey(left.ref) < objectKey(right.ref) ? -1 : 1));
  const findings = compareFindings({ ...checked.data.inventory, objects: snapshot }, objects);
  const plan: ChangeSet = {
    planHash: await freshHash(ctx, { cluster: sources.name, request: input.request, reads, objects }),
    cluster: sources.name,
    createdAtMs: ctx.nowMs(),
    actor: ctx.actor.name,
    request: input.request,
    title: rendering.title,
    service: rendering.service,
    objects,
    reads,
    findings: findings.after,
    resolved: findings.resolved,
    ...(traffic.data === undefined ? {} : { callers: traffic.data }),
    kept,
    blockers: blockersOf(input.request, objects, findings.after),
    warnings,
  };
  return { data: plan, warnings, evidence };
}

/** Renders on what the API server holds now, not on what the cache remembers, and reads all that the result names. */
async function settle(ctx: OperationContext, sources: ClusterSources, rendering: Rendering) {
  const { data, warnings, evidence } = await readMeshObjects(sources, ctx.signal);
  const more: Evidence[] = [...evidence];
  let snapshot: MeshObjects = data;
  let live: readonly LiveObject[] = [];
  for (let round = 0; round < 3; round += 1) {
    const read = new Set(live.map(({ ref }) => objectKey(ref)));
    const missing = rendering.refs(snapshot).filter((ref) => !read.has(objectKey(ref)));
    if (missing.length === 0 && round > 0) break;
    const answer = await readLive(sources, missing, ctx);
    more.push(...answer.evidence);
    live = [...live, ...answer.objects];
    snapshot = withObjects(snapshot, live);
  }
  const { objects, kept } = rendering.render(snapshot, live);
  return { snapshot, live, rendered: objects, kept, evidence: more, warnings: [...warnings] };
}

async function planObjects(
  ctx: OperationContext,
  sources: ClusterSources,
  rendered: readonly RenderedObject[],
): Promise<readonly PlannedObject[]> {
  const steps = rendered.map(({ ref, before, after, subresource }) => ({
    ref,
    ...(subresource === undefined ? {} : { subresource }),
    action:
      before === undefined
        ? ("create" as const)
        : after === undefined
          ? ("delete" as const)
          : ("update" as const),
    ...(before === undefined ? {} : { before: writtenPart(before, subresource) }),
    ...(after === undefined ? {} : { after: writtenPart(after, subresource) }),
    ...(before?.metadata.resourceVersion === undefined
      ? {}
      : { resourceVersion: before.metadata.resourceVersion }),
    ...(before?.metadata.uid === undefined ? {} : { uid: before.metadata.uid }),
    live: before,
  }));
  const [access, checked] = await Promise.all([
    reviewAccess(sources, steps, ctx.signal),
    Promise.all(
      steps.map((step) =>
        dryRunObject(
          sources,
          { ...step, ...(step.live === undefined ? {} : { before: step.live }) },
          ctx.signal,
        ),
      ),
    ),
  ]);
  return steps.map(({ live, ...step }, index) => ({
    ...step,
    owners: live === undefined ? [] : ownersOf(live),
    diff: semanticDiff(step.before, step.after, step.subresource),
    dryRun: checked[index]?.dryRun ?? { state: "unknown", message: "not asked" },
    conflicts: checked[index]?.conflicts ?? [],
    ...(access[index] === undefined ? {} : { access: access[index] }),
  }));
}

/** Taking a run back waits for no metrics, nor does stopping another controller's. */
const waitsForNoMetrics = (request: ChangeRequest) =>
  request.kind === "restore" || (request.kind === "delegate" && lowersRisk(request));
const unknownCallers = { data: undefined, warnings: [], evidence: [] };

async function callersOf(
  ctx: OperationContext,
  sources: ClusterSources,
  service: ServiceName,
  objects: MeshObjects,
) {
  const backends = versionsOf(snapshotFromObjects(objects), service).flatMap(
    ({ backendService }) => backendService ?? [],
  );
  try {
    const at = { nowMs: ctx.nowMs(), signal: ctx.signal };
    const answer = await readServiceTraffic(sources, service, backends, at);
    return { ...answer, data: answer.data.callers };
  } catch (error) {
    return { data: undefined, warnings: [warningFromError(error, "affected callers")], evidence: [] };
  }
}

type Hashed = Pick<ChangeSet, "cluster" | "request" | "reads" | "objects">;

/**
 * The hash of everything that the plan was computed from. A plan that was applied and taken back leaves the cluster as
 * it was, so the same wish gets the same hash again: it is then another plan, after that change, and not the one that
 * was used up.
 */
async function freshHash(ctx: OperationContext, hashed: Hashed): Promise<string> {
  let hash = hashOf(hashed, []);
  const before: string[] = [];
  try {
    for (;;) {
      const claimedBy = (await readPlan(ctx.databaseUrl, hash))?.claimedBy;
      if (claimedBy === undefined) return hash;
      const change = await readChangeRow(ctx.databaseUrl, claimedBy);
      if (change?.state === "applying") return hash;
      before.push(claimedBy);
      hash = hashOf(hashed, before);
    }
  } catch (error) {
    // A plan that can't be stored can't be applied either, so it needs no name of its own.
    if (error instanceof SourceError || error instanceof ConsoleError) return hash;
    throw error;
  }
}

function hashOf({ cluster, request, reads, objects }: Hashed, before: readonly string[]): string {
  const written = objects.map(({ ref, action, after, subresource }) => ({
    key: objectKey(ref),
    action,
    after,
    subresource,
  }));
  const seen = reads.map(({ ref, resourceVersion }) => [objectKey(ref), resourceVersion]);
  return createHash("sha256")
    .update(canonicalJson({ cluster, request, seen, written, before }))
    .digest("hex")
    .slice(0, 40);
}

/** A plan that cannot be stored can be read and exported, but not applied. */
async function store(ctx: OperationContext, plan: ChangeSet, warnings: SourceWarning[]): Promise<ChangeSet> {
  try {
    await savePlan(ctx.databaseUrl, plan);
    return plan;
  } catch (error) {
    if (!(error instanceof SourceError || error instanceof ConsoleError)) throw error;
    if (error instanceof SourceError) warnings.push(warningFromError(error, "storing the plan"));
    const blocker: Blocker = { code: "database", severity: "stop", message: error.message };
    return { ...plan, blockers: [...plan.blockers, blocker], warnings };
  }
}
