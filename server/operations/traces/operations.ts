import type { Sourced } from "@/lib/evidence";
import { clusterSources } from "@/server/operations/cluster-sources";
import type { OperationContext } from "@/server/ports";

/** The span names of one service, sorted. */
export function readTraceOperations(
  ctx: OperationContext,
  input: { cluster: string; service: string },
): Promise<Sourced<readonly string[]>> {
  const { traces } = clusterSources(ctx, input.cluster);
  return traces.operations(input.service, { purpose: `span names of ${input.service}`, signal: ctx.signal });
}
