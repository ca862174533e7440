import { cleanManifest, isSameJson } from "@/lib/config/clean-manifest";
import { semanticDiff } from "@/lib/config/semantic-diff";
import { SourceError } from "@/lib/errors";
import { readMarks, withoutMarks } from "@/lib/delivery/marks";
import type { TouchedObject } from "@/lib/delivery/run";
import type { RouteState } from "@/lib/faults/observation";
import type { ExperimentRun, RevertProof } from "@/lib/faults/run";
import { hasRunFault } from "@/lib/faults/strip-fault";
import { sharedSyncFrom } from "@/server/operations/controlplane/shared-sync";
import { preImageHash } from "@/server/operations/changes/render-run";
import type { ClusterSources } from "@/server/ports";

const timeoutMs = 5000;
const mostPaths = 20;

/** What the objects that the run wrote say now, and whether its service is still there. */
export async function readRouteState(
  sources: ClusterSources,
  run: ExperimentRun,
  signal: AbortSignal,
): Promise<RouteState> {
  const call = { purpose: "the fault of an experiment", signal, timeoutMs };
  const { touched, pending } = run.body;
  if (touched.length === 0) return { state: "unwritten" };
  try {
    const service = { apiVersion: "v1", kind: "Service", ...run.service };
    const [target, ...live] = await Promise.all([
      sources.kubernetes.get(service, call),
      ...touched.map(({ ref }) => sources.kubernetes.get(ref, call)),
    ]);
    if (target === undefined) return { state: "missing" };
    // A write on its way makes the objects differ from the last one that is known.
    if (pending !== undefined) return { state: "as_written" };
    const paths: string[] = [];
    for (const [index, { after }] of touched.entries()) {
      const now = live[index];
      if (now === undefined) return { state: "missing" };
      const clean = cleanManifest(now);
      if (readMarks(now)?.runId !== run.id) paths.push("metadata.annotations");
      if (after === undefined || isSameJson(clean.spec, after.spec)) continue;
      const diff = semanticDiff({ ...after, metadata: clean.metadata }, clean);
      paths.push(...diff.map(({ path }) => path));
    }
    return paths.length === 0
      ? { state: "as_written" }
      : { state: "changed", paths: paths.slice(0, mostPaths) };
  } catch (error) {
    if (error instanceof SourceError) return { state: "unknown", message: error.message };
    throw error;
  }
}

/** The written objects, read again; undefined while one of them cannot be read. */
export async function readProof(
  sources: ClusterSources,
  run: ExperimentRun,
  at: { readonly nowMs: number; readonly signal: AbortSignal },
): Promise<readonly RevertProof[] | undefined> {
  try {
    const [objects, proxies] = await Promise.all([
      Promise.all(run.body.touched.map((one) => proofOf(sources, run.id, one, at))),
      syncedProxies(sources, at.signal),
    ]);
    return objects.map((one) => ({ ...one, ...proxies }));
  } catch (error) {
    if (error instanceof SourceError) return undefined;
    throw error;
  }
}

async function proofOf(
  sources: ClusterSources,
  runId: string,
  written: TouchedObject,
  { nowMs, signal }: { readonly nowMs: number; readonly signal: AbortSignal },
): Promise<RevertProof> {
  const call = { purpose: "proof that a fault is gone", signal, timeoutMs };
  const live = await sources.kubernetes.get(written.ref, call);
  const now = live === undefined ? undefined : withoutMarks(cleanManifest(live));
  const before = written.before === undefined ? undefined : withoutMarks(cleanManifest(written.before));
  const [hashBefore, hashNow] = [preImageHash(before), preImageHash(now)];
  return {
    object: { ...written.ref },
    readAtMs: nowMs,
    isAsBefore: hashBefore === hashNow,
    isClean: live === undefined || !hasRunFault(live, runId, written),
    hashBefore,
    hashNow,
  };
}

/** Proxies that have acknowledged all that they were sent; nothing when istiod does not say. */
async function syncedProxies(
  sources: ClusterSources,
  signal: AbortSignal,
): Promise<{ readonly proxies?: number; readonly proxiesSynced?: number }> {
  try {
    const { data } = await sharedSyncFrom(sources, {
      purpose: "acknowledged reverts",
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      maxAgeMs: 0,
    });
    if (data.length === 0) return {};
    const isSynced = (one: (typeof data)[number]) =>
      Object.values(one.types).every(({ state }) => state === "synced" || state === "not_sent");
    return { proxies: data.length, proxiesSynced: data.filter(isSynced).length };
  } catch (error) {
    if (error instanceof SourceError) return {};
    throw error;
  }
}
