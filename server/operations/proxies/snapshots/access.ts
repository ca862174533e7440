import { ConsoleError } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import type { Snapshot } from "@/lib/proxies/snapshot";
import { readSnapshotRow } from "@/server/database/snapshot";
import type { OperationContext } from "@/server/ports";

/**
 * The snapshots that this person may see. With tokens, Kubernetes decides: who may not read the pods of a namespace
 * does not read what its proxies were given. Files belong to no namespace of ours, and everybody who is known sees them.
 */
export async function readableSnapshots(
  ctx: OperationContext,
  snapshots: readonly Snapshot[],
): Promise<readonly Snapshot[]> {
  if (ctx.auth?.mode !== "token") return snapshots;
  const places = new Map<string, Promise<boolean>>();
  const mayRead = ({ proxy, origin }: Snapshot): Promise<boolean> => {
    if (proxy === undefined || origin === "upload") return Promise.resolve(true);
    const key = `${proxy.cluster}/${proxy.namespace}`;
    const known = places.get(key) ?? mayReadPods(ctx, proxy.cluster, proxy.namespace);
    places.set(key, known);
    return known;
  };
  const answers = await Promise.all(snapshots.map(mayRead));
  return snapshots.filter((_, index) => answers[index] === true);
}

async function mayReadPods(ctx: OperationContext, cluster: string, namespace: string): Promise<boolean> {
  const question = { verb: "get", group: "", resource: "pods", namespace };
  const call = { purpose: "who may read a snapshot", signal: ctx.signal };
  const answers = await ctx.clusters
    .get(cluster)
    ?.kubernetes.canI([question], call)
    .catch(() => undefined);
  return answers?.[0]?.allowed === true;
}

/** Throws forbidden for somebody who may not read what the proxies of this namespace were given. */
export async function requireReadablePlace(
  ctx: OperationContext,
  { cluster, namespace }: { readonly cluster: string; readonly namespace: string },
): Promise<void> {
  if (ctx.auth?.mode !== "token" || (await mayReadPods(ctx, cluster, namespace))) return;
  throw new ConsoleError("forbidden", phrase("pods_not_readable", { namespace }), {
    hint: phrase("ask_for_pods"),
    details: { field: "namespace" },
  });
}

/** The snapshot of this id. Throws not_found where there is none, also for one that this person may not see. */
export async function findSnapshot(ctx: OperationContext, id: string): Promise<Snapshot> {
  const found = await readSnapshotRow(ctx.databaseUrl, id);
  const [readable] = found === undefined ? [] : await readableSnapshots(ctx, [found]);
  if (readable !== undefined) return readable;
  throw new ConsoleError("not_found", phrase("no_snapshot", { id }), {
    hint: phrase("snapshots_are_limited"),
    details: { field: "snapshot" },
  });
}
