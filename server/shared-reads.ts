import { SourceError, type SourceName } from "@/lib/errors";
import type { AnswerCache } from "@/server/cache";
import type { Call, ControlPlaneSource, MetricsSource } from "@/server/ports";

/** Readers within this time see the same figures, so that many open tabs cost as much as one. */
const metricsTtlMs = 5000;
/** After a write people watch proxies acknowledge, so this one is short. */
const controlPlaneTtlMs = 2000;

type Owner = {
  readonly cluster: string;
  /** Readers of different audiences share nothing. */
  readonly audience: string;
  readonly cache: AnswerCache;
  readonly ttlMs: number;
};

function reader(owner: Owner, source: SourceName) {
  const left = () =>
    new SourceError("the reader left", { source, cluster: owner.cluster, reason: "aborted" });
  return <T>(key: readonly unknown[], call: Call, load: (call: Call) => Promise<T>): Promise<T> =>
    owner.cache.cached(
      JSON.stringify([source, owner.cluster, owner.audience, call.purpose, ...key]),
      owner.ttlMs,
      (signal) => load({ ...call, signal }),
      { left, signal: call.signal },
    );
}

/**
 * `source` with answers shared between readers. Times are laid on a grid of `ttlMs` (ranges on their own step), so
 * that tabs which ask some moments apart ask the same question.
 */
export function shareMetrics(
  source: MetricsSource,
  cluster: string,
  cache: AnswerCache,
  ttlMs = metricsTtlMs,
): MetricsSource {
  const read = reader({ cluster, audience: "", cache, ttlMs }, "prometheus");
  return {
    query(promql, timeMs, call) {
      const atMs = floorTo(timeMs, ttlMs);
      return read(["query", promql, atMs], call, (own) => source.query(promql, atMs, own));
    },
    queryRange(promql, span, stepMs, call) {
      const aligned = { startMs: floorTo(span.startMs, stepMs), endMs: floorTo(span.endMs, stepMs) };
      return read(["range", promql, aligned, stepMs], call, (own) =>
        source.queryRange(promql, aligned, stepMs, own),
      );
    },
    labelValues: (label, matchers, call) =>
      read(["values", label, matchers], call, (own) => source.labelValues(label, matchers, own)),
    buildInfo: (call) => source.buildInfo(call),
  };
}

/** `source` with its whole-mesh pages shared between readers. */
export function shareControlPlane(
  source: ControlPlaneSource,
  audience: string,
  cluster: string,
  cache: AnswerCache,
  ttlMs = controlPlaneTtlMs,
): ControlPlaneSource {
  const read = reader({ cluster, audience, cache, ttlMs }, "istiod");
  return {
    // How old an answer may be is the sync feed's to say; each look at it is one request per replica.
    sync: (call) => source.sync(call),
    replicas: (call) => read(["replicas"], call, (own) => source.replicas(own)),
    debug: (path, call) => read(["debug", path], call, (own) => source.debug(path, own)),
    metrics: (call) => read(["metrics"], call, (own) => source.metrics(own)),
    configDump: (proxy, call) => source.configDump(proxy, call),
  };
}

function floorTo(timeMs: number, stepMs: number): number {
  return Math.floor(timeMs / stepMs) * stepMs;
}
