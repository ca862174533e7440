import { inOwnWords } from "@/lib/phrase";
import { randomUUID } from "node:crypto";
import { cleanManifest } from "@/lib/config/clean-manifest";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { ConsoleError } from "@/lib/errors";
import { readMarks, withoutMarks, type RunMarks } from "@/lib/delivery/marks";
import { longestExperimentMs } from "@/lib/faults/experiment-plan";
import { rebuiltRun } from "@/lib/faults/rebuild";
import { withWrites } from "@/lib/faults/record-write";
import type { ExperimentRun } from "@/lib/faults/run";
import { withoutAnyFault } from "@/lib/faults/strip-fault";
import { objectKey, type ObjectRef } from "@/lib/mesh/object-ref";
import { createRun, listRuns, readRun, saveRun, type StoredRun } from "@/server/database/run";
import { performWrite } from "@/server/operations/delivery/perform-write";
import { experimentFrom } from "@/server/operations/faults/stored-experiment";
import type { ClusterSources, OperationContext } from "@/server/ports";

type Tick = (ctx: OperationContext, run: StoredRun) => Promise<void>;

/** The leader is given so long to end a fault by itself before every replica does. */
const leaderFirstMs = 3000;

/**
 * Ends every fault whose time is over, and takes back those that no run answers for: the run is over, or nobody knows
 * it. Needs no lease: whoever finds one removes it, and two who do it at once do it once. Throws after all of them were
 * tried.
 */
export async function sweepFaults(ctx: OperationContext, tick: Tick): Promise<void> {
  const failures: unknown[] = [];
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      failures.push(error);
    }
  };
  const active = ["waiting", "running", "paused", "finishing", "reverting"] as const;
  await attempt(async () => {
    for (const stored of await listRuns(ctx.databaseUrl, { kind: "fault", states: active, limit: 500 })) {
      await attempt(async () => {
        const run = experimentFrom(stored);
        const isOver = ctx.nowMs() >= (run.body.expiresAtMs ?? Number.POSITIVE_INFINITY) + leaderFirstMs;
        if (isOver && ctx.clusters.has(run.cluster)) await tick(ctx, stored);
      });
    }
  });
  for (const sources of ctx.clusters.values()) {
    await attempt(async () => {
      for (const { live, marks } of await markedObjects(sources, ctx.signal)) {
        await attempt(() => sweepObject(ctx, sources, live, marks, tick));
      }
    });
  }
  if (failures.length > 0) throw failures[0];
}

async function markedObjects(
  sources: ClusterSources,
  signal: AbortSignal,
): Promise<readonly { readonly live: Manifest; readonly marks: RunMarks }[]> {
  const call = { purpose: "objects that hold a fault", signal };
  const { data } = await sources.kubernetes.list("networking.istio.io", "VirtualService", call);
  return data.flatMap((live) => {
    const marks = readMarks(live);
    return marks?.kind === "fault" ? [{ live, marks }] : [];
  });
}

async function sweepObject(
  ctx: OperationContext,
  sources: ClusterSources,
  cached: Manifest,
  { runId }: RunMarks,
  tick: Tick,
): Promise<void> {
  const ref = refFromManifest(cached);
  const stored = await readRun(ctx.databaseUrl, runId);
  const isOurs = stored !== undefined && stored.kind === "fault" && stored.cluster === sources.name;
  const isHeld = isOurs && stored.state !== "ended" && knows(experimentFrom(stored), ref);
  // An active run ends in its own time, and a run that is reverting tries by itself.
  if (isHeld) return;
  // The cache may be late: what is really there decides.
  const live = await sources.kubernetes.get(ref, { purpose: "an object that holds a fault" });
  const marks = live === undefined ? undefined : readMarks(live);
  if (live === undefined || marks?.runId !== runId) return;
  if (!isOurs) return isElsewhere(marks, ctx.nowMs()) ? undefined : adopt(ctx, sources, live, marks, tick);
  const run = experimentFrom(stored);
  if (run.state !== "ended") {
    // A copy of the object, made by hand: it goes with the others.
    await saveRun(ctx.databaseUrl, withObject(run, live), []);
    return;
  }
  await sweepEnded(ctx, run, live);
}

/**
 * A run that this database does not know and that still has time may be another console's. It is left alone until its
 * own end: sooner or later is all the same for a lost database, whose faults end no later either.
 */
function isElsewhere({ expiresAtMs }: RunMarks, nowMs: number): boolean {
  if (expiresAtMs === undefined) return false;
  const leftMs = expiresAtMs + leaderFirstMs - nowMs;
  return leftMs > 0 && leftMs <= longestExperimentMs + leaderFirstMs;
}

const knows = ({ body }: ExperimentRun, ref: ObjectRef): boolean =>
  body.touched.length === 0 || body.touched.some((one) => objectKey(one.ref) === objectKey(ref));

/** An object that is not known yet is put right from its own record, and without one from itself. */
function withObject(run: ExperimentRun, live: Manifest): ExperimentRun {
  const ref = refFromManifest(live);
  if (run.body.touched.some((one) => objectKey(one.ref) === objectKey(ref))) return run;
  const before = withoutMarks(cleanManifest(withoutAnyFault(live)));
  return withWrites(run, { touched: [{ ref, before, after: cleanManifest(live) }], changeIds: [] });
}

async function sweepEnded(ctx: OperationContext, run: ExperimentRun, live: Manifest): Promise<void> {
  const found = withObject(run, live);
  const known = found === run ? run : await saveRun(ctx.databaseUrl, found, []);
  if (known === undefined) return;
  const version = live.metadata.resourceVersion ?? "";
  const result = await performWrite(ctx, {
    cluster: run.cluster,
    token: `sweep-${run.id}-${version}`,
    request: { kind: "restore", runId: run.id },
    reason: run.body.reason,
    force: true,
  });
  const data = { object: refFromManifest(live), state: result.state, changeIds: result.changeIds };
  if (result.state !== "written") {
    throw new ConsoleError(
      "internal",
      inOwnWords(`The fault of the ended run ${run.id} stays: ${result.message}`),
    );
  }
  if (result.changeIds.length === 0) return;
  const event = { atMs: ctx.nowMs(), kind: "swept", actor: "heddle", data };
  await saveRun(ctx.databaseUrl, withWrites(known, { ...result, touched: [] }), [event]);
}

/** The run of a fault that the database does not know is made again from its object, and taken back at once. */
async function adopt(
  ctx: OperationContext,
  sources: ClusterSources,
  live: Manifest,
  marks: RunMarks,
  tick: Tick,
): Promise<void> {
  const token = randomUUID();
  const run = rebuiltRun(marks, live, { cluster: sources.name, nowMs: ctx.nowMs(), token });
  const data = { object: refFromManifest(live), expiresAtMs: marks.expiresAtMs ?? null };
  await createRun(ctx.databaseUrl, run, [{ atMs: ctx.nowMs(), kind: "rebuilt", actor: "heddle", data }]);
  await tick(ctx, run);
}
