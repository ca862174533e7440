import { warningFromError, type SourceWarning } from "@/lib/errors";
import { dataplaneFromNamespace } from "@/lib/mesh/namespace-dataplane";
import { clusterSources } from "@/server/operations/cluster-sources";
import type { OperationContext } from "@/server/ports";

export type ShellState = {
  readonly clusters: readonly string[];
  readonly cluster: string;
  readonly namespaces: readonly {
    readonly name: string;
    readonly dataplane: "sidecar" | "ambient" | "none";
  }[];
  readonly actor: string;
  readonly groups: readonly string[];
  readonly authMode: "anonymous" | "token";
  readonly readOnlyReason?: string;
  readonly demo?: { readonly scenarios: readonly string[]; readonly current: string };
  readonly warnings: readonly SourceWarning[];
};

/** What frames every page: clusters, namespaces of the chosen one, who acts, whether this is the demo mesh. */
export async function readShell(ctx: OperationContext, input: { cluster: string }): Promise<ShellState> {
  const sources = clusterSources(ctx, input.cluster);
  const warnings: SourceWarning[] = [];
  const namespaces = await sources.kubernetes
    .list("", "Namespace", { purpose: "namespaces", signal: ctx.signal })
    .then((answer) => {
      warnings.push(...answer.warnings);
      return answer.data;
    })
    .catch((error: unknown) => {
      warnings.push(warningFromError(error, "namespaces"));
      return [];
    });
  return {
    clusters: [...ctx.clusters.keys()],
    cluster: sources.name,
    namespaces: namespaces
      .map((each) => ({
        name: each.metadata.name,
        dataplane: dataplaneFromNamespace(each.metadata.labels ?? {}),
      }))
      .toSorted((a, b) => a.name.localeCompare(b.name)),
    actor: ctx.actor.name,
    groups: ctx.actor.groups,
    authMode: ctx.auth?.mode ?? "anonymous",
    ...(ctx.readOnlyReason === undefined ? {} : { readOnlyReason: ctx.readOnlyReason }),
    ...(ctx.demo === undefined
      ? {}
      : { demo: { scenarios: ctx.demo.scenarios(), current: ctx.demo.current() } }),
    warnings,
  };
}
