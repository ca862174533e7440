import type { InventoryWorkload } from "@/lib/graph/inventory";

/** Pods of all workloads together; undefined when no workload says how many it has. */
export function podTotals(
  workloads: readonly InventoryWorkload[],
): { desired: number; available: number } | undefined {
  const known = workloads.flatMap((each) => each.pods ?? []);
  if (known.length === 0) return undefined;
  return {
    desired: known.reduce((sum, each) => sum + each.desired, 0),
    available: known.reduce((sum, each) => sum + each.available, 0),
  };
}
