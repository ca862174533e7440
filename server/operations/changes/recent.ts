import { writtenAtMs } from "@/lib/changes/verification";
import { warningFromError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { spanFromRange, type Scope } from "@/lib/time-range";
import { listChanges } from "@/server/database/change";
import { clusterSources } from "@/server/operations/cluster-sources";
import { listActivity, type ChangeSummary } from "@/server/operations/activity/list";
import type { OperationContext } from "@/server/ports";

const recentLimit = 10;
const markerLimit = 100;

/** The latest changes of the scope for the overview; a database that is down is a warning, not a lost page. */
export async function recentChanges(
  ctx: OperationContext,
  scope: Pick<Scope, "cluster" | "namespaces">,
): Promise<Sourced<readonly ChangeSummary[]>> {
  try {
    return await listActivity(ctx, { ...scope, limit: recentLimit });
  } catch (error) {
    return { data: [], warnings: [warningFromError(error, "recent changes")], evidence: [] };
  }
}

export type ChangeMarker = { readonly timeMs: number; readonly label: string; readonly changeId: string };

/** Marks for time charts: when something was written, oldest first. */
export async function changeMarkers(
  ctx: OperationContext,
  scope: Scope & { readonly service?: { readonly namespace: string; readonly name: string } | undefined },
): Promise<Sourced<readonly ChangeMarker[]>> {
  const { name: cluster } = clusterSources(ctx, scope.cluster);
  const span = spanFromRange(scope.range, ctx.nowMs());
  try {
    const changes = await listChanges(ctx.databaseUrl, {
      cluster,
      namespaces: scope.namespaces,
      limit: markerLimit,
      sinceMs: span.startMs,
      untilMs: span.endMs,
      ...(scope.service === undefined ? {} : { service: scope.service }),
    });
    const markers = changes.flatMap((change) => {
      const timeMs = writtenAtMs(change);
      return timeMs === undefined ? [] : [{ timeMs, label: change.title, changeId: change.id }];
    });
    return { data: markers.toReversed(), warnings: [], evidence: [] };
  } catch (error) {
    return { data: [], warnings: [warningFromError(error, "change markers")], evidence: [] };
  }
}
