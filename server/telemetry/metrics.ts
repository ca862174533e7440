import client from "prom-client";
import type { SourceName } from "@/lib/errors";
import { singleton } from "@/server/singleton";

function createMetrics() {
  const registry = new client.Registry();
  client.collectDefaultMetrics({ register: registry });
  return { registry, ...createSourceMetrics([registry]), ...createProcessMetrics([registry]) };
}

function createSourceMetrics(registers: client.Registry[]) {
  return {
    sourceDuration: new client.Histogram({
      name: "heddle_source_request_duration_seconds",
      help: "Time until a source's answer was read and parsed.",
      labelNames: ["source", "cluster", "outcome"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
    sourceErrors: new client.Counter({
      name: "heddle_source_errors_total",
      help: "Requests to a source that gave no usable answer, by reason.",
      labelNames: ["source", "cluster", "reason"],
      registers,
    }),
    sourceRetries: new client.Counter({
      name: "heddle_source_retries_total",
      help: "Reads that were sent a second time.",
      labelNames: ["source", "cluster"],
      registers,
    }),
    sourceInFlight: new client.Gauge({
      name: "heddle_source_requests_in_flight",
      help: "Requests to a source that are under way.",
      labelNames: ["source", "cluster"],
      registers,
    }),
    sourceShared: new client.Counter({
      name: "heddle_source_shared_requests_total",
      help: "Reads that were answered by an equal request already under way.",
      labelNames: ["source", "cluster"],
      registers,
    }),
    circuitsOpen: new client.Gauge({
      name: "heddle_source_circuits_open",
      help: "Circuits that are open: their target is not asked for a while.",
      labelNames: ["source", "cluster"],
      registers,
    }),
  };
}

function createProcessMetrics(registers: client.Registry[]) {
  return {
    cacheReads: new client.Counter({
      name: "heddle_cache_reads_total",
      help: "Reads of the answer cache by outcome: hit, shared, miss.",
      labelNames: ["outcome"],
      registers,
    }),
    cacheEntries: new client.Gauge({
      name: "heddle_cache_entries",
      help: "Answers in the cache.",
      registers,
    }),
    buildInfo: new client.Gauge({
      name: "heddle_build_info",
      help: "Always 1, with the version as a label.",
      labelNames: ["version", "node"],
      registers,
    }),
  };
}

/** This process's own metrics. */
export const metrics = singleton("metrics", createMetrics);

/** Books one exchange with a source: its time, and its reason when it failed. */
export function recordSourceRequest(
  source: SourceName,
  cluster: string,
  durationMs: number,
  reason: string | undefined,
): void {
  metrics.sourceDuration.observe(
    { source, cluster, outcome: reason === undefined ? "ok" : "error" },
    durationMs / 1000,
  );
  if (reason !== undefined) metrics.sourceErrors.inc({ source, cluster, reason });
}
