import type { Change, ChangeState } from "@/lib/changes/change";
import type { Sourced } from "@/lib/evidence";
import { spanFromRange, type TimeRange } from "@/lib/time-range";
import { listChanges } from "@/server/database/change";
import { clusterSources } from "@/server/operations/cluster-sources";
import { rowEvidence } from "@/server/operations/changes/read";
import { settleChange } from "@/server/operations/changes/settle-change";
import type { OperationContext } from "@/server/ports";

/** A change without its manifests: what a list needs. */
export type ChangeSummary = Omit<Change, "objects"> & {
  readonly objects: readonly Pick<
    Change["objects"][number],
    "ref" | "action" | "result" | "error" | "subresource"
  >[];
};

export type ActivityQuery = {
  readonly cluster: string;
  readonly namespaces?: readonly string[];
  /** Absent means all times. */
  readonly range?: TimeRange;
  readonly service?: { readonly namespace: string; readonly name: string };
  readonly states?: readonly ChangeState[];
  readonly limit: number;
};

/** The audit trail, newest first. Rows of a console that died while writing are closed on the way. */
export async function listActivity(
  ctx: OperationContext,
  query: ActivityQuery,
): Promise<Sourced<readonly ChangeSummary[]>> {
  const startMs = ctx.nowMs();
  const { name: cluster } = clusterSources(ctx, query.cluster);
  const span = query.range === undefined ? undefined : spanFromRange(query.range, startMs);
  const changes = await listChanges(ctx.databaseUrl, {
    cluster,
    limit: query.limit,
    ...(query.namespaces === undefined ? {} : { namespaces: query.namespaces }),
    ...(query.service === undefined ? {} : { service: query.service }),
    ...(query.states === undefined ? {} : { states: query.states }),
    ...(span === undefined ? {} : { sinceMs: span.startMs, untilMs: span.endMs }),
  });
  const settled = await Promise.all(changes.map((change) => settleChange(ctx, change)));
  return {
    data: settled.map(summaryOf),
    warnings: [],
    evidence: [rowEvidence(ctx, cluster, startMs, "Change", settled.length)],
  };
}

function summaryOf(change: Change): ChangeSummary {
  const objects = change.objects.map(({ ref, action, result, error, subresource }) => ({
    ref,
    action,
    result,
    ...(error === undefined ? {} : { error }),
    ...(subresource === undefined ? {} : { subresource }),
  }));
  return { ...change, objects };
}
