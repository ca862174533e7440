import type { CallEdge } from "./traffic-edges";
import { workloadKey } from "./traffic-edges";
import type { SampledCall, SampledTrace } from "./request-samples";

/** Calls from the entry of the mesh to the last service, each caused by the one before. */
export type CallChain = {
  readonly calls: readonly SampledCall[];
  /** Traces that took it; absent for one put together from metrics. */
  readonly samples?: number;
};

const mostChains = 400;
const deepest = 12;

/** The different chains of calls in sampled traces, from each first call to each last one. */
export function chainsFromTraces(traces: readonly SampledTrace[]): readonly CallChain[] {
  const found = new Map<string, { calls: readonly SampledCall[]; samples: number }>();
  for (const { calls, parents } of traces) {
    const isParent = new Set(parents);
    const inTrace = new Set<string>();
    for (const [index] of calls.entries()) {
      if (isParent.has(index)) continue;
      const chain: SampledCall[] = [];
      for (let at = index; at >= 0; at = parents[at] ?? -1) {
        const call = calls[at];
        if (call !== undefined) chain.unshift(call);
      }
      const key = JSON.stringify(chain.map(hopKey));
      // A trace that takes a chain many times is still one trace.
      if (inTrace.has(key)) continue;
      inTrace.add(key);
      const known = found.get(key) ?? { calls: chain, samples: 0 };
      if (known.samples === 0 && found.size >= mostChains) continue;
      found.set(key, { ...known, samples: known.samples + 1 });
    }
  }
  return [...found.values()];
}

/** Paths differ by ids in them, which does not make another chain. */
function hopKey({ source, host, port, method, path }: SampledCall): readonly unknown[] {
  const shape = (path.split("?", 1)[0] ?? "").replaceAll(
    /\/(?:\d+|[0-9a-f]{8,}(?:-[0-9a-f]{4,})*)(?=\/|$)/gi,
    "/*",
  );
  return [source.namespace, source.workload, host, port, method, shape];
}

/**
 * Chains put together from measured edges where there is no trace: up from the callers of `hosts` to the entry, and
 * down to the last service. Requests need not have taken them in one go. `portOf` gives a host's HTTP port.
 */
export function chainsFromEdges(
  edges: readonly CallEdge[],
  hosts: ReadonlySet<string>,
  portOf: (host: string) => number | undefined,
): readonly CallChain[] {
  const bySource = new Map<string, CallEdge[]>();
  const byDestination = new Map<string, CallEdge[]>();
  for (const edge of edges) {
    push(bySource, workloadKey(edge.source), edge);
    if (edge.destination !== undefined) push(byDestination, workloadKey(edge.destination), edge);
  }
  const chains: CallEdge[][] = [];
  for (const edge of edges.filter(({ host }) => hosts.has(host))) {
    if (chains.length >= mostChains) break;
    const above = walk(edge, (at) => byDestination.get(workloadKey(at.source)) ?? []);
    const below = walk(edge, (at) =>
      at.destination === undefined ? [] : (bySource.get(workloadKey(at.destination)) ?? []),
    );
    for (const up of above)
      for (const down of below) {
        if (chains.length >= mostChains) break;
        chains.push([...up.toReversed(), ...down.slice(1)]);
      }
  }
  const found = new Map<string, CallChain>();
  for (const chain of chains) {
    const calls = chain.flatMap(({ source, host }): readonly SampledCall[] => {
      const port = portOf(host);
      return port === undefined ? [] : [{ source, host, port, method: "GET", path: "/", headers: {} }];
    });
    if (calls.some(({ host }) => hosts.has(host))) found.set(JSON.stringify(calls.map(hopKey)), { calls });
  }
  return [...found.values()];
}

function push(map: Map<string, CallEdge[]>, key: string, edge: CallEdge): void {
  const list = map.get(key) ?? [];
  map.set(key, list);
  list.push(edge);
}

/** All ways from an edge as far as `next` leads, without going round in circles. */
function walk(start: CallEdge, next: (edge: CallEdge) => readonly CallEdge[]): readonly CallEdge[][] {
  const done: CallEdge[][] = [];
  const open: CallEdge[][] = [[start]];
  for (let path = open.pop(); path !== undefined && done.length < 40; path = open.pop()) {
    const last = path.at(-1);
    const own = path;
    const more =
      last === undefined || own.length >= deepest
        ? []
        : next(last).filter((edge) => !own.some((seen) => seen.host === edge.host));
    if (more.length === 0) done.push(own);
    for (const edge of more) open.push([...own, edge]);
  }
  return done;
}
