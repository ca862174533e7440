import type { ServiceSpec, WorkloadSpec } from "@/server/demo/world/spec";
import { type Distribution, meanOf, shareBelow } from "./distribution";

/** Istio's default bounds, for milliseconds and bytes alike; the last bucket is +Inf. */
export const bucketBounds = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000,
  3_600_000,
] as const;

/** Who reports what about whom: the labels of the standard metrics, before they are split over pods. */
export type TrafficIdentity = {
  readonly reporter: "source" | "destination";
  readonly source: WorkloadSpec;
  /** Absent is "unknown": no upstream was reached, or it is outside of the mesh. */
  readonly destination?: WorkloadSpec;
  readonly service: ServiceSpec;
  readonly protocol: "http" | "grpc" | "tcp";
  readonly code: string;
  readonly grpcStatus: string;
  readonly flags: string;
  readonly security: "mutual_tls" | "none" | "unknown";
};

export function identityKey(identity: TrafficIdentity): string {
  const { source, destination, service } = identity;
  return [
    identity.reporter,
    source.namespace,
    source.name,
    destination?.namespace ?? "",
    destination?.name ?? "",
    service.namespace,
    service.name,
    identity.protocol,
    identity.code,
    identity.grpcStatus,
    identity.flags,
    identity.security,
  ].join("|");
}

/** Cumulative histogram of what one second at mean load brings. */
export type HistogramRate = { readonly buckets: Float64Array; sum: number };

/** What one flow adds to a series per second at its mean load. */
export type FlowRates = {
  requests: number;
  readonly durationMs: HistogramRate;
  readonly requestBytes: HistogramRate;
  readonly responseBytes: HistogramRate;
};

export type TrafficRecord = {
  readonly identity: TrafficIdentity;
  /** By index of the flow. */
  readonly rates: Map<number, FlowRates>;
};

export type EpochTraffic = ReadonlyMap<string, TrafficRecord>;

const shares = new WeakMap<Distribution, Float64Array>();

function bucketShares(distribution: Distribution): Float64Array {
  const known = shares.get(distribution);
  if (known !== undefined) return known;
  const computed = Float64Array.from(bucketBounds, (bound) => shareBelow(distribution, bound));
  shares.set(distribution, computed);
  return computed;
}

function newHistogram(): HistogramRate {
  return { buckets: new Float64Array(bucketBounds.length), sum: 0 };
}

function addTo(histogram: HistogramRate, rate: number, distribution: Distribution): void {
  const cumulative = bucketShares(distribution);
  for (let bucket = 0; bucket < cumulative.length; bucket += 1)
    histogram.buckets[bucket] = (histogram.buckets[bucket] ?? 0) + rate * (cumulative[bucket] ?? 0);
  histogram.sum += rate * meanOf(distribution);
}

/** Adds requests of one flow to the record that they belong to. */
export function addTraffic(
  records: Map<string, TrafficRecord>,
  identity: TrafficIdentity,
  flow: number,
  requests: number,
  sizes: { readonly latency: Distribution; readonly request: Distribution; readonly response: Distribution },
): void {
  if (requests < 1e-9) return;
  const key = identityKey(identity);
  const record = records.get(key) ?? { identity, rates: new Map<number, FlowRates>() };
  records.set(key, record);
  const rates = record.rates.get(flow) ?? {
    requests: 0,
    durationMs: newHistogram(),
    requestBytes: newHistogram(),
    responseBytes: newHistogram(),
  };
  record.rates.set(flow, rates);
  rates.requests += requests;
  addTo(rates.durationMs, requests, sizes.latency);
  addTo(rates.requestBytes, requests, sizes.request);
  addTo(rates.responseBytes, requests, sizes.response);
}
