import type { ProxyView } from "@/lib/proxies/dump-target";
import { newestContentHash } from "@/server/database/snapshot";
import { keepDump } from "@/server/operations/proxies/snapshots/keep-dump";
import type { ConfigDumpBytes, OperationContext } from "@/server/ports";
import { singleton } from "@/server/singleton";
import { log } from "@/server/telemetry/log";

const maxWaitingBytes = 96 * 1_048_576;
const maxKnown = 10_000;

type Seen = {
  readonly proxy: { readonly cluster: string; readonly namespace: string; readonly pod: string };
  readonly view: ProxyView;
  readonly dump: ConfigDumpBytes;
};

type History = {
  /** Content by database, proxy and view, as it was kept last. */
  readonly known: Map<string, string>;
  waitingBytes: number;
  tail: Promise<void>;
};

const history = () =>
  singleton("proxy history", (): History => ({ known: new Map(), waitingBytes: 0, tail: Promise.resolve() }));

/**
 * Keeps a dump that somebody read when it differs from the newest one that is kept of this proxy and view. Comes back
 * at once; the work is done one after another, and left out while too much waits: the next read has the chance again.
 * The promise is for those who must know that it is done.
 */
export function noteVersion(ctx: OperationContext, seen: Seen): Promise<void> {
  // A caller without a database of its own, as in a test of something else, keeps nothing.
  if (ctx.databaseUrl === undefined) return Promise.resolve();
  const state = history();
  const { proxy, view, dump } = seen;
  const key = [ctx.databaseUrl, proxy.cluster, proxy.namespace, proxy.pod, view].join(" ");
  if (state.known.get(key) === dump.contentHash) return Promise.resolve();
  const size = dump.bytes.length;
  if (state.waitingBytes > 0 && state.waitingBytes + size > maxWaitingBytes) return Promise.resolve();
  remember(state.known, key, dump.contentHash);
  state.waitingBytes += size;
  // The reader may leave; what it read is kept all the same.
  const own = { ...ctx, signal: new AbortController().signal };
  const work = state.tail
    .then(() => keepIfNew(own, seen))
    .catch((error: unknown) => {
      state.known.delete(key);
      log.warn({ err: error, ...proxy }, "a version of a proxy's configuration could not be kept");
    })
    .finally(() => {
      state.waitingBytes -= size;
    });
  state.tail = work;
  return work;
}

function remember(known: Map<string, string>, key: string, contentHash: string): void {
  known.delete(key);
  known.set(key, contentHash);
  const oldest = known.keys().next().value;
  if (known.size > maxKnown && oldest !== undefined) known.delete(oldest);
}

async function keepIfNew(ctx: OperationContext, { proxy, view, dump }: Seen): Promise<void> {
  const kind = dump.entries.length === 0 && view === "envoy" ? "ztunnel" : view;
  if ((await newestContentHash(ctx.databaseUrl, { ...proxy, kind })) === dump.contentHash) return;
  const actor = { type: "controller", name: "heddle", groups: [] } as const;
  await keepDump({ ...ctx, actor }, dump, { origin: "version", kind: view, proxy, note: "", warnings: [] });
}
