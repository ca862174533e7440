import { stateFromObjects, type Change, type ChangeObject } from "@/lib/changes/change";
import { cleanManifest, isSameJson } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";
import { SourceError } from "@/lib/errors";
import { finishChange } from "@/server/database/change";
import { isLeased } from "@/server/database/lease";
import type { ClusterSources, OperationContext } from "@/server/ports";

/** The lease that keeps applies on one cluster one after another. */
export const applyLease = (cluster: string): string => `apply/${cluster}`;

/**
 * How far one object came, read from the mesh itself: for a write whose answer never arrived, because the connection or
 * the console died.
 */
export async function readOutcome(sources: ClusterSources, object: ChangeObject): Promise<ChangeObject> {
  if (object.result !== "writing") return object;
  try {
    const live = await sources.kubernetes.get(object.ref, { purpose: "outcome of an interrupted write" });
    return { ...object, ...outcome(object, live) };
  } catch (error) {
    if (error instanceof SourceError) return { ...object, result: "unknown", error: error.message };
    throw error;
  }
}

function outcome({ before, after }: ChangeObject, live: Manifest | undefined): Partial<ChangeObject> {
  const same = (state: Manifest | undefined): boolean =>
    state === undefined || live === undefined
      ? state === live
      : isSameJson(cleanManifest(live), cleanManifest(state));
  const version = live?.metadata.resourceVersion;
  if (same(after))
    return { result: "written", ...(version === undefined ? {} : { resourceVersion: version }) };
  return same(before) ? { result: "failed" } : { result: "unknown" };
}

/** Closes the row of a change whose console died while it was writing; other changes come back as they are. */
export async function settleChange(ctx: OperationContext, change: Change): Promise<Change> {
  const sources = ctx.clusters.get(change.cluster);
  if (change.state !== "applying" || sources === undefined) return change;
  try {
    if (await isLeased(ctx.databaseUrl, applyLease(change.cluster), ctx.nowMs())) return change;
    const objects = await Promise.all(change.objects.map((object) => readOutcome(sources, object)));
    const state = stateFromObjects(objects);
    const finishedAtMs = ctx.nowMs();
    const error =
      "The console stopped while it was writing; the results were read from the cluster afterwards.";
    await finishChange(ctx.databaseUrl, change, { state, objects, error, finishedAtMs });
    return { ...change, state, objects, error, finishedAtMs };
  } catch (failure) {
    // A read-only database cannot close the row: it stays as it is, which is true.
    if (failure instanceof SourceError && failure.source === "database") return change;
    throw failure;
  }
}
