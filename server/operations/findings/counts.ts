import { clusterSources } from "@/server/operations/cluster-sources";
import { countedFindings } from "@/server/operations/findings/counted";
import type { OperationContext } from "@/server/ports";

/** How many findings count in the scope, by severity. */
export async function countFindings(
  ctx: OperationContext,
  input: { readonly cluster: string; readonly namespaces: readonly string[] },
): Promise<{ readonly error: number; readonly warning: number; readonly info: number }> {
  const { findings } = await countedFindings(ctx, clusterSources(ctx, input.cluster));
  const wanted = new Set(input.namespaces);
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity, object } of findings) {
    if (wanted.size === 0 || object.namespace === "" || wanted.has(object.namespace)) counts[severity] += 1;
  }
  return counts;
}
