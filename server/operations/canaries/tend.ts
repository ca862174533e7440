import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { readMarks } from "@/lib/delivery/marks";
import { SourceError } from "@/lib/errors";
import type { CanaryEventKind } from "@/lib/canaries/event-kinds";
import type { CanaryRun } from "@/lib/canaries/run";
import { createRun, readRun, saveRun, type StoredRun } from "@/server/database/run";
import { bounded, readDeliveryObjects } from "@/server/operations/canaries/observe";
import { rebuiltRun } from "@/server/operations/canaries/rebuild";
import { canaryFrom } from "@/server/operations/canaries/stored-run";
import { performWrite } from "@/server/operations/delivery/perform-write";
import type { ClusterSources, OperationContext } from "@/server/ports";

const routeKinds = [
  "networking.istio.io/VirtualService",
  "gateway.networking.k8s.io/HTTPRoute",
  "gateway.networking.k8s.io/GRPCRoute",
] as const;

/** Longer than a write of a replica that lost its lease may still be on its way. */
const settledAfterMs = 30_000;

/** Takes up runs that only the cluster knows: the database was lost, or another console began them. */
export async function tendCanaries(ctx: OperationContext): Promise<void> {
  for (const sources of ctx.clusters.values()) await tendCluster(ctx, sources);
}

async function tendCluster(ctx: OperationContext, sources: ClusterSources): Promise<void> {
  const objects = await readDeliveryObjects(sources, bounded(ctx));
  for (const kind of routeKinds) {
    for (const cached of objects[kind] ?? []) {
      const marks = readMarks(cached);
      if (marks?.kind !== "canary") continue;
      const known = await readRun(ctx.databaseUrl, marks.runId);
      if (known !== undefined && !isLeftBehind(known, ctx.nowMs())) continue;
      const route = await stillThere(ctx, sources, cached);
      const now = route === undefined ? undefined : readMarks(route);
      if (route === undefined || now?.runId !== marks.runId) continue;
      const found = { cluster: sources.name, route, marks: now, objects };
      if (known === undefined) await rebuild(ctx, found);
      else await takeBack(ctx, canaryFrom(known), found);
    }
  }
}

type Found = Parameters<typeof rebuiltRun>[0];

async function rebuild(ctx: OperationContext, found: Found): Promise<void> {
  const nowMs = ctx.nowMs();
  const { run, isReadable } = rebuiltRun(found, nowMs);
  const data = { object: refFromManifest(found.route), step: found.marks.step, isReadable };
  await createRun(ctx.databaseUrl, run, [
    { atMs: nowMs, kind: "rebuilt" satisfies CanaryEventKind, actor: "heddle", data },
  ]);
}

/** A run that was taken back, and whose route says all the same that it holds it: a write of it came after its end. */
function isLeftBehind(run: StoredRun, nowMs: number): boolean {
  const isBack = run.outcome === "rolled_back" || run.outcome === "aborted";
  return (
    run.kind === "canary" &&
    run.state === "ended" &&
    isBack &&
    nowMs - (run.endedAtMs ?? nowMs) >= settledAfterMs
  );
}

/** What was written late is told by the marks that came with it. */
async function takeBack(ctx: OperationContext, run: CanaryRun, found: Found): Promise<void> {
  const { touched } = rebuiltRun(found, ctx.nowMs()).run.body;
  const late = await saveRun(ctx.databaseUrl, { ...run, body: { ...run.body, touched } }, []);
  if (late === undefined) return;
  const { body, cluster, id, version } = late;
  const outcome = await performWrite(ctx, {
    cluster,
    token: `run/${id}/left-behind/${version}`,
    request: { kind: "restore", runId: id },
    reason: body.reason,
    force: true,
  });
  if (outcome.state !== "written") return;
  const changeIds = [...body.changeIds, ...outcome.changeIds];
  const data = { changeIds: outcome.changeIds, object: refFromManifest(found.route) };
  const event = { atMs: ctx.nowMs(), kind: "left_behind" satisfies CanaryEventKind, actor: "heddle", data };
  await saveRun(ctx.databaseUrl, { ...late, body: { ...body, changeIds } }, [event]);
}

/** The cache may lag behind the end of a run. */
async function stillThere(
  ctx: OperationContext,
  sources: ClusterSources,
  cached: Manifest,
): Promise<Manifest | undefined> {
  try {
    const call = { purpose: "marks of a run", signal: bounded(ctx) };
    return await sources.kubernetes.get(refFromManifest(cached), call);
  } catch (error) {
    if (error instanceof SourceError) return undefined;
    throw error;
  }
}
