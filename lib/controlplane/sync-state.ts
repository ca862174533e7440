import { xdsTypes, type ProxySync, type SyncState, type TypeSync, type XdsType } from "./sync";

/** syncz's rule. Nonces are compared for equality only. Source: Istio's writer for proxy-status. */
export function syncState(sync: {
  readonly sent: string;
  readonly acked: string;
  readonly lastError?: string;
}): SyncState {
  if (sync.lastError !== undefined && sync.lastError !== "") return "error";
  if (sync.sent === "") return "not_sent";
  return sync.sent === sync.acked ? "synced" : "stale";
}

const badness: Record<SyncState, number> = { error: 3, stale: 2, synced: 1, not_sent: 0 };

/** The worst state of a proxy's types; undefined without any type. NOT SENT is no failure: nothing had to be sent. */
export function worstState(types: ProxySync["types"]): SyncState | undefined {
  let worst: SyncState | undefined;
  for (const type of Object.values(types)) {
    if (worst === undefined || badness[type.state] > badness[worst]) worst = type.state;
  }
  return worst;
}

/** Types that Envoy refused, with its words. */
export function rejections(
  types: ProxySync["types"],
): readonly { readonly type: XdsType; readonly sync: TypeSync }[] {
  return xdsTypes.flatMap((type) => {
    const sync = types[type];
    return sync?.state === "error" ? [{ type, sync }] : [];
  });
}

/** When istiod last sent anything to the proxy; undefined when it does not say. */
export function lastSentMs(types: ProxySync["types"]): number | undefined {
  const times = Object.values(types).flatMap((type) => type.sentAtMs ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

/**
 * One row per proxy from the rows of all replicas. While a proxy moves, two replicas may list it: the one that sent
 * last holds it, and the others are named in `alsoAt`.
 */
export function mergeProxySyncs(rows: readonly ProxySync[]): readonly ProxySync[] {
  const byProxy = new Map<string, ProxySync>();
  for (const row of rows) {
    const key = `${row.cluster}/${row.namespace}/${row.pod}`;
    const known = byProxy.get(key);
    byProxy.set(key, known === undefined ? row : joined(known, row));
  }
  return [...byProxy.values()];
}

function joined(known: ProxySync, row: ProxySync): ProxySync {
  const isNewer = (lastSentMs(row.types) ?? 0) > (lastSentMs(known.types) ?? 0);
  const [holder, other] = isNewer ? [row, known] : [known, row];
  const names = new Set([...(known.alsoAt ?? []), ...(row.alsoAt ?? []), other.replica]);
  names.delete(holder.replica);
  return names.size === 0 ? holder : { ...holder, alsoAt: [...names] };
}
