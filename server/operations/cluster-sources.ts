import { ConsoleError } from "@/lib/errors";
import type { ClusterSources, OperationContext } from "@/server/ports";

/** The sources of cluster `name`, or of the first configured one for "". Throws not_found naming those that exist. */
export function clusterSources(ctx: Pick<OperationContext, "clusters">, name: string): ClusterSources {
  const found = name === "" ? ctx.clusters.values().next().value : ctx.clusters.get(name);
  if (found !== undefined) return found;
  const known = [...ctx.clusters.keys()];
  throw new ConsoleError("not_found", `There is no cluster "${name}".`, {
    hint:
      known.length === 0
        ? "Configure at least one cluster in heddle.yaml."
        : `Configured clusters: ${known.join(", ")}.`,
    details: { field: "cluster", known },
  });
}
