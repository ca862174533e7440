import { xdsTypes, type ProxySync, type SyncState, type TypeSync, type XdsType } from "./sync";

/**
 * Since when a type is in its state. `sent`: the time at which istiod sent what was not acknowledged or was refused.
 * `observed`: istiod does not say, and we saw it first then, so it may be longer.
 */
export type Since = { readonly atMs: number; readonly basis: "sent" | "observed" };

type Seen = Since & { readonly state: SyncState; readonly ackedNonce: string };

/** What is remembered between looks, by proxy and type. */
export type SeenStates = ReadonlyMap<string, Partial<Record<XdsType, Seen>>>;

/** A proxy by namespace and pod; one cluster's memory knows no other cluster. */
export function proxyKey(proxy: { readonly namespace: string; readonly pod: string }): string {
  return `${proxy.namespace}/${proxy.pod}`;
}

/**
 * The memory after one more look at `nowMs`. A type that still waits for the same acknowledgement keeps its earliest
 * time, because acknowledgements never go back: that holds over pauses between looks, too. Proxies in `kept` are held
 * although this look did not list them, for their replica was silent.
 */
export function seeStates(
  before: SeenStates,
  syncs: readonly ProxySync[],
  nowMs: number,
  kept: ReadonlySet<string> = new Set(),
): SeenStates {
  const after = new Map<string, Partial<Record<XdsType, Seen>>>();
  for (const key of kept) {
    const known = before.get(key);
    if (known !== undefined) after.set(key, known);
  }
  for (const sync of syncs) {
    const key = proxyKey(sync);
    const known = before.get(key);
    const seen: Partial<Record<XdsType, Seen>> = {};
    for (const type of xdsTypes) {
      const found = sync.types[type];
      if (found !== undefined) seen[type] = see(known?.[type], found, nowMs);
    }
    after.set(key, seen);
  }
  return after;
}

function see(before: Seen | undefined, found: TypeSync, nowMs: number): Seen {
  const { state, ackedNonce, sentAtMs } = found;
  const now: Seen = {
    state,
    ackedNonce,
    ...(sentAtMs === undefined
      ? { atMs: nowMs, basis: "observed" as const }
      : { atMs: sentAtMs, basis: "sent" as const }),
  };
  if (before === undefined || before.state !== state) return now;
  const isSame = state === "not_sent" || before.ackedNonce === ackedNonce;
  return isSame && before.atMs <= now.atMs ? before : now;
}
