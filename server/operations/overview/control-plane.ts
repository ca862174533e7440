import type { ControlPlaneReplica } from "@/lib/controlplane/sync";
import type { Sourced } from "@/lib/evidence";
import { syncSummary, type SyncSummary } from "@/lib/overview/sync-summary";
import { sharedReplicas, sharedSync } from "@/server/operations/controlplane/shared-sync";
import { Gathering } from "@/server/operations/gathering";
import type { OperationContext } from "@/server/ports";

export type ControlPlaneGlance = {
  /** undefined: no istiod replica answered. */
  readonly sync?: SyncSummary;
  readonly replicas?: readonly ControlPlaneReplica[];
};

/** Replicas and sync state in short. A read of its own, so that a slow istiod holds up nothing else. */
export async function readControlPlaneGlance(
  ctx: OperationContext,
  input: { cluster: string; namespaces: readonly string[] },
): Promise<Sourced<ControlPlaneGlance>> {
  const gathering = new Gathering();
  const call = (purpose: string) => ({ purpose, signal: ctx.signal });
  const [sync, replicas] = await Promise.all([
    gathering.take("proxy sync state", sharedSync(ctx, input.cluster, call("sync state of every proxy"))),
    gathering.take("istiod replicas", sharedReplicas(ctx, input.cluster, call("istiod replicas"))),
  ]);
  const wanted = (name: string) => input.namespaces.length === 0 || input.namespaces.includes(name);
  return gathering.answer({
    ...(sync === undefined ? {} : { sync: syncSummary(sync.filter((proxy) => wanted(proxy.namespace))) }),
    ...(replicas === undefined ? {} : { replicas }),
  });
}
