import { SourceError, ConsoleError } from "@/lib/errors";
import { takeLease } from "@/server/database/lease";
import { sweepResources } from "@/server/database/snapshot-resource";
import { listWatches, noteWatchCheck, type WatchedProxy } from "@/server/database/watched-proxy";
import { sharedSyncFrom } from "@/server/operations/controlplane/shared-sync";
import { dumpVersion } from "@/server/operations/proxies/dump-version";
import { noteVersion } from "@/server/operations/proxies/snapshots/history";
import { fetchDump } from "@/server/operations/proxies/target";
import type { OperationContext } from "@/server/ports";

const leaseMs = 60_000;
/** Proxies that are read in one turn: Envoy stands still while it prints its configuration. */
const perTurn = 4;
/** A failed read is tried again after this time. */
const retryMs = 60_000;
const sweepEveryMs = 600_000;

/** What one console remembers of the proxies that it follows. */
export type FollowState = {
  readonly seen: Map<string, { readonly version: string; readonly failedAtMs?: number }>;
  sweptAtMs?: number;
};

/** Nothing seen yet. */
export function newFollowState(): FollowState {
  return { seen: new Map() };
}

const keyOf = ({ cluster, namespace, pod }: WatchedProxy) => `${cluster}/${namespace}/${pod}`;

/**
 * One turn: the console that has the lease reads some of the watched proxies that acknowledged something new, which
 * keeps their versions. Gives how many it read.
 */
export async function followProxies(
  ctx: OperationContext,
  state: FollowState,
  holder: string,
): Promise<number> {
  const nowMs = ctx.nowMs();
  if (!(await takeLease(ctx.databaseUrl, { name: "snapshots", holder, ttlMs: leaseMs }, nowMs))) return 0;
  if (nowMs - (state.sweptAtMs ?? 0) >= sweepEveryMs) {
    state.sweptAtMs = nowMs;
    await sweepResources(ctx.databaseUrl, nowMs);
  }
  const watched = await listWatches(ctx.databaseUrl);
  const wanted = new Set(watched.map(keyOf));
  for (const key of state.seen.keys()) if (!wanted.has(key)) state.seen.delete(key);
  const versions = await versionsOf(ctx, new Set(watched.map(({ cluster }) => cluster)));
  const due = watched.filter((each) => {
    const version = versions.get(keyOf(each));
    const seen = state.seen.get(keyOf(each));
    if (version === undefined) return false;
    if (seen?.version !== version) return true;
    return seen.failedAtMs !== undefined && nowMs - seen.failedAtMs >= retryMs;
  });
  const read = due.slice(0, perTurn);
  for (const each of read) await follow(ctx, state, each, versions.get(keyOf(each)) ?? "");
  return read.length;
}

async function versionsOf(
  ctx: OperationContext,
  clusters: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const name of clusters) {
    const sources = ctx.clusters.get(name);
    if (sources === undefined) continue;
    const call = { purpose: "versions of watched proxies", signal: ctx.signal };
    const syncs = await sharedSyncFrom(sources, call).catch(() => undefined);
    for (const sync of syncs?.data ?? []) {
      const version = dumpVersion(sync);
      if (version !== undefined) found.set(`${name}/${sync.namespace}/${sync.pod}`, version);
    }
  }
  return found;
}

async function follow(
  ctx: OperationContext,
  state: FollowState,
  proxy: WatchedProxy,
  version: string,
): Promise<void> {
  const { cluster, namespace, pod } = proxy;
  try {
    const place = { cluster, namespace, pod };
    const { data, warnings } = await fetchDump(ctx, { ...place, view: "envoy" }, "every version is kept");
    if (warnings.length === 0) await noteVersion(ctx, { proxy: place, view: "envoy", dump: data });
    state.seen.set(keyOf(proxy), { version });
    await noteWatchCheck(ctx.databaseUrl, proxy, { atMs: ctx.nowMs() });
  } catch (error) {
    if (!(error instanceof SourceError) && !(error instanceof ConsoleError)) throw error;
    state.seen.set(keyOf(proxy), { version, failedAtMs: ctx.nowMs() });
    await noteWatchCheck(ctx.databaseUrl, proxy, { atMs: ctx.nowMs(), error: error.message });
  }
}
