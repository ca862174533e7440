import { ConsoleError } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import type { ClusterSources, OperationContext } from "@/server/ports";

/** The sources of cluster `name`, or of the first configured one for "". Throws not_found naming those that exist. */
export function clusterSources(ctx: Pick<OperationContext, "clusters">, name: string): ClusterSources {
  const found = name === "" ? ctx.clusters.values().next().value : ctx.clusters.get(name);
  if (found !== undefined) return found;
  const known = [...ctx.clusters.keys()];
  throw new ConsoleError("not_found", phrase("no_cluster", { name }), {
    hint:
      known.length === 0
        ? phrase("configure_a_cluster")
        : phrase("configured_clusters", { names: known.join(", ") }),
    details: { field: "cluster", known },
  });
}
