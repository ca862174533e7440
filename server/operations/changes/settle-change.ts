import { stateFromObjects, type Change, type ChangeObject } from "@/lib/changes/change";
import { cleanManifest, isRecord, isSameJson } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";
import { SourceError } from "@/lib/errors";
import { finishChange, listChanges } from "@/server/database/change";
import { isLeased, releaseAllLeases } from "@/server/database/lease";
import type { ClusterSources, OperationContext } from "@/server/ports";

const stopped = "The console stopped while it was writing";

/** The lease that keeps applies on one cluster one after another. */
export const applyLease = (cluster: string): string => `apply/${cluster}`;

/**
 * How far one object came, read from the mesh itself: for a write whose answer never arrived, because the connection or
 * the console died.
 */
export async function readOutcome(sources: ClusterSources, object: ChangeObject): Promise<ChangeObject> {
  try {
    return await outcomeOf(sources, object);
  } catch (error) {
    if (error instanceof SourceError) return { ...object, result: "unknown", error: error.message };
    throw error;
  }
}

async function outcomeOf(sources: ClusterSources, object: ChangeObject): Promise<ChangeObject> {
  if (object.result !== "writing") return object;
  const live = await sources.kubernetes.get(object.ref, { purpose: "outcome of an interrupted write" });
  return { ...object, ...outcome(object, live) };
}

function outcome(
  { before, after, subresource }: ChangeObject,
  live: Manifest | undefined,
): Partial<ChangeObject> {
  const same = (state: Manifest | undefined): boolean =>
    state === undefined || live === undefined
      ? state === live
      : subresource === "status"
        ? hasStatusOf(live, state, { before, after })
        : isSameJson(cleanManifest(live), cleanManifest(state));
  const version = live?.metadata.resourceVersion;
  if (same(after))
    return { result: "written", ...(version === undefined ? {} : { resourceVersion: version }) };
  return same(before) ? { result: "failed" } : { result: "unknown" };
}

/** Of a status, which its controller writes too, only the fields that the change wrote tell something. */
function hasStatusOf(
  live: Manifest,
  state: Manifest,
  { before, after }: Pick<ChangeObject, "before" | "after">,
): boolean {
  const of = (manifest: Manifest | undefined) => (isRecord(manifest?.status) ? manifest.status : {});
  const [old, next] = [of(before), of(after)];
  const written = [...new Set([...Object.keys(old), ...Object.keys(next)])].filter(
    (key) => !isSameJson(old[key], next[key]),
  );
  return written.every((key) => isSameJson(of(live)[key], of(state)[key]));
}

/** Closes the row of a change whose console died while it was writing; other changes come back as they are. */
export async function settleChange(ctx: OperationContext, change: Change): Promise<Change> {
  const sources = ctx.clusters.get(change.cluster);
  if (change.state !== "applying" || sources === undefined) return change;
  try {
    if (await isLeased(ctx.databaseUrl, applyLease(change.cluster), ctx.nowMs())) return change;
    const objects = await Promise.all(change.objects.map((object) => outcomeOf(sources, object)));
    const state = stateFromObjects(objects);
    const finishedAtMs = ctx.nowMs();
    const error = `${stopped}; the results were read from the cluster afterwards.`;
    await finishChange(ctx.databaseUrl, change, { state, objects, error, finishedAtMs });
    return { ...change, state, objects, error, finishedAtMs };
  } catch (failure) {
    // A read-only database cannot close the row: it stays as it is, which is true.
    if (failure instanceof SourceError && failure.source === "database") return change;
    if (failure instanceof SourceError) return inDoubt(change, failure);
    throw failure;
  }
}

/** Shown, not stored: while the API server is silent a later look can still learn how the writes went. */
function inDoubt(change: Change, failure: SourceError): Change {
  const objects = change.objects.map((object) =>
    object.result === "writing" ? { ...object, result: "unknown" as const, error: failure.message } : object,
  );
  const error = `${stopped}, and the cluster does not say how far it came: ${failure.message}`;
  return { ...change, state: "interrupted", objects, error };
}

/**
 * Closes what an earlier process left open, so that Activity tells the truth from the first look on. An embedded
 * database has one process, so whoever held a lease in it is gone; elsewhere leases run out by themselves.
 */
export async function settleAtStart(ctx: OperationContext): Promise<void> {
  if (ctx.databaseUrl?.startsWith("file:") === true) await releaseAllLeases(ctx.databaseUrl);
  for (const cluster of ctx.clusters.keys()) {
    const open = await listChanges(ctx.databaseUrl, { cluster, states: ["applying"], limit: 100 });
    for (const change of open) await settleChange(ctx, change);
  }
}
