import type { Snapshot } from "@/lib/proxies/snapshot";
import { clusterSources } from "@/server/operations/cluster-sources";
import { keepDump } from "@/server/operations/proxies/snapshots/keep-dump";
import { requireRoom } from "@/server/operations/proxies/snapshots/retention";
import { fetchDump, type ProxyInput } from "@/server/operations/proxies/target";
import type { OperationContext } from "@/server/ports";

/** Keeps what the proxy (or istiod, by `view`) says of the configuration now. */
export async function keepProxy(
  ctx: OperationContext,
  { note, ...input }: ProxyInput & { readonly note: string },
): Promise<Snapshot> {
  await requireRoom(ctx);
  const { data, warnings } = await fetchDump(ctx, input, "snapshot", { isForced: true });
  return keepDump(ctx, data, {
    origin: "manual",
    kind: input.view,
    proxy: {
      cluster: clusterSources(ctx, input.cluster).name,
      namespace: input.namespace,
      pod: input.pod,
    },
    note: note.trim(),
    warnings: warnings.filter(({ reason }) => reason === "truncated"),
  });
}
