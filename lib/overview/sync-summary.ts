import type { ProxySync, SyncState, XdsType } from "@/lib/controlplane/sync";

export type ProxyProblem = {
  readonly pod: string;
  readonly namespace: string;
  readonly type: XdsType;
  readonly state: SyncState;
  readonly sentAtMs?: number;
  readonly error?: string;
};

export type SyncSummary = {
  readonly proxies: number;
  readonly syncedProxies: number;
  /** Rejections first, then the longest stale. */
  readonly problems: readonly ProxyProblem[];
  readonly versions: readonly { readonly version: string; readonly proxies: number }[];
};

/** Proxies that run what istiod wants, and those that do not with what they lack. A type never sent is no problem by itself. */
export function syncSummary(proxies: readonly ProxySync[]): SyncSummary {
  const problems = proxies.flatMap(problemsOf);
  const troubled = new Set(problems.map((each) => `${each.namespace}/${each.pod}`));
  const versions = new Map<string, number>();
  for (const proxy of proxies) versions.set(proxy.istioVersion, (versions.get(proxy.istioVersion) ?? 0) + 1);
  return {
    proxies: proxies.length,
    syncedProxies: proxies.length - troubled.size,
    problems: problems.toSorted(
      (a, b) =>
        Number(b.state === "error") - Number(a.state === "error") || (a.sentAtMs ?? 0) - (b.sentAtMs ?? 0),
    ),
    versions: [...versions]
      .map(([version, count]) => ({ version, proxies: count }))
      .toSorted((a, b) => b.proxies - a.proxies),
  };
}

function problemsOf(proxy: ProxySync): readonly ProxyProblem[] {
  return Object.entries(proxy.types).flatMap(([type, sync]) =>
    sync.state === "error" || sync.state === "stale"
      ? [
          {
            pod: proxy.pod,
            namespace: proxy.namespace,
            type: type as XdsType,
            state: sync.state,
            ...(sync.sentAtMs === undefined ? {} : { sentAtMs: sync.sentAtMs }),
            ...(sync.error === undefined ? {} : { error: sync.error }),
          },
        ]
      : [],
  );
}
