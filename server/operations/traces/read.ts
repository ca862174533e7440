import type { Sourced } from "@/lib/evidence";
import type { SpanColumns } from "@/lib/traces/span-columns";
import { clusterSources } from "@/server/operations/cluster-sources";
import type { OperationContext } from "@/server/ports";

/** One whole trace as columns. Throws a source error with reason "not_found" for an unknown one. */
export function readTrace(
  ctx: OperationContext,
  input: { cluster: string; traceId: string },
): Promise<Sourced<SpanColumns>> {
  const { traces } = clusterSources(ctx, input.cluster);
  return traces.get(input.traceId, { purpose: `trace ${input.traceId}`, signal: ctx.signal });
}
