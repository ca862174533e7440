import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { readMarks } from "@/lib/delivery/marks";
import { SourceError } from "@/lib/errors";
import { createRun, readRun } from "@/server/database/run";
import { bounded, readDeliveryObjects } from "@/server/operations/canaries/observe";
import { rebuiltRun } from "@/server/operations/canaries/rebuild";
import type { ClusterSources, OperationContext } from "@/server/ports";

const routeKinds = [
  "networking.istio.io/VirtualService",
  "gateway.networking.k8s.io/HTTPRoute",
  "gateway.networking.k8s.io/GRPCRoute",
] as const;

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
      if ((await readRun(ctx.databaseUrl, marks.runId)) !== undefined) continue;
      const route = await stillThere(ctx, sources, cached);
      const now = route === undefined ? undefined : readMarks(route);
      if (route === undefined || now?.runId !== marks.runId) continue;
      const nowMs = ctx.nowMs();
      const { run, isReadable } = rebuiltRun({ cluster: sources.name, route, marks: now, objects }, nowMs);
      const data = { object: refFromManifest(route), step: now.step, isReadable };
      await createRun(ctx.databaseUrl, run, [{ atMs: nowMs, kind: "rebuilt", actor: "heddle", data }]);
    }
  }
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
