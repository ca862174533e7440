import type { SubjectSignals } from "@/lib/telemetry/istio/signals-from-samples";

/** Requests of one namespace, added up from its services. */
export type NamespaceTraffic = {
  readonly namespace: string;
  readonly requestsPerSecond: number;
  readonly errorRatio?: number;
  readonly serviceCount: number;
};

/**
 * Request rate and error ratio per namespace out of service signals, without a further query, sorted by name.
 * Latency is left out on purpose: quantiles of services cannot be joined; ask for subjects of kind "namespace".
 */
export function namespaceTraffic(services: readonly SubjectSignals[]): readonly NamespaceTraffic[] {
  const sums = new Map<string, { requests: number; errors: number; count: number }>();
  for (const { subject, signals } of services) {
    const sum = sums.get(subject.namespace) ?? { requests: 0, errors: 0, count: 0 };
    const requests = signals.requestsPerSecond ?? 0;
    sum.requests += requests;
    sum.errors += requests * (signals.errorRatio ?? 0);
    sum.count += 1;
    sums.set(subject.namespace, sum);
  }
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([namespace, sum]) => ({
      namespace,
      requestsPerSecond: sum.requests,
      ...(sum.requests > 0 ? { errorRatio: sum.errors / sum.requests } : {}),
      serviceCount: sum.count,
    }));
}
