import type { Finding } from "@/lib/config/finding";
import { refFromManifest } from "@/lib/config/manifest";
import { SourceError } from "@/lib/errors";
import { suppressedBy, type Suppression } from "@/lib/findings/suppression";
import { groupFromApiVersion, objectKey } from "@/lib/mesh/object-ref";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { listSuppressions } from "@/server/database/suppression";
import { findingsOf } from "@/server/operations/findings/engine";
import type { ClusterSources, OperationContext } from "@/server/ports";

/**
 * The findings that nobody suppressed, without waiting for what the live mesh shows, for marks beside other things. A
 * database that is silent suppresses nothing.
 */
export async function countedFindings(
  ctx: OperationContext,
  sources: ClusterSources,
): Promise<{ readonly findings: readonly Finding[]; readonly objects: MeshObjects }> {
  const [checked, suppressions] = await Promise.all([
    findingsOf(sources, ctx, "known"),
    knownSuppressions(ctx, sources.name),
  ]);
  const { objects } = checked.data.inventory;
  const nowMs = ctx.nowMs();
  const findings = checked.data.findings.filter((finding) => {
    const { object } = finding;
    const manifest = objects[`${groupFromApiVersion(object.apiVersion)}/${object.kind}`]?.find(
      (one) => objectKey(refFromManifest(one)) === objectKey(object),
    );
    return suppressedBy(finding, manifest, suppressions, nowMs) === undefined;
  });
  return { findings, objects };
}

async function knownSuppressions(ctx: OperationContext, cluster: string): Promise<readonly Suppression[]> {
  try {
    return await listSuppressions(ctx.databaseUrl, cluster);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return [];
  }
}
