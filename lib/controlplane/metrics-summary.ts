import type { TextSample } from "./exposition";

export type NamedCount = { readonly name: string; readonly count: number };
export type Quantiles = { readonly p50?: number; readonly p99?: number; readonly count: number };

/** What one istiod replica's own metrics say. Absent is unknown; counts are since the replica started. */
export type ControlPlaneMetrics = {
  readonly uptimeSeconds?: number;
  readonly connectedProxies?: number;
  readonly services?: number;
  readonly virtualServices?: number;
  /** Seconds from a change until a proxy had all of its configuration; upper bounds of the histogram's buckets. */
  readonly convergenceSeconds?: Quantiles;
  readonly pushes: readonly NamedCount[];
  readonly pushTriggers: readonly NamedCount[];
  /** Pushes that a proxy refused, by xDS type. */
  readonly rejects: readonly NamedCount[];
  readonly internalErrors?: number;
  readonly rootCertExpiryMs?: number;
  readonly certsIssued?: number;
  /** Gauges of configuration that istiod holds for wrong, when above zero. */
  readonly configProblems: readonly NamedCount[];
};

const problemGauges = [
  "pilot_conflict_inbound_listener",
  "pilot_conflict_outbound_listener_tcp_over_current_tcp",
  "pilot_duplicate_envoy_clusters",
  "pilot_dns_cluster_without_endpoints",
  "pilot_vservice_dup_domain",
  "pilot_destrule_subsets",
  "pilot_no_ip",
  "pilot_endpoint_not_ready",
  "pilot_eds_no_instances",
];

/** The figures of one replica's metrics page. Source: Istio's pilot metrics. */
export function summarizeMetrics(samples: readonly TextSample[]): ControlPlaneMetrics {
  const byName = groupByName(samples);
  const sum = (name: string, key: string): Readonly<Record<string, number>> => {
    const found = byName.get(name);
    return found === undefined ? {} : { [key]: found.reduce((total, sample) => total + sample.value, 0) };
  };
  const counts = (name: string, label: string): readonly NamedCount[] =>
    (byName.get(name) ?? [])
      .map((sample) => ({ name: sample.labels[label] ?? "", count: sample.value }))
      .toSorted((a, b) => b.count - a.count);
  const convergence = quantilesOf(byName.get("pilot_proxy_convergence_time_bucket") ?? []);
  const expiry = byName.get("citadel_server_root_cert_expiry_timestamp")?.[0]?.value;
  return {
    ...sum("istiod_uptime_seconds", "uptimeSeconds"),
    ...sum("pilot_xds", "connectedProxies"),
    ...sum("pilot_services", "services"),
    ...sum("pilot_virt_services", "virtualServices"),
    ...sum("pilot_total_xds_internal_errors", "internalErrors"),
    ...sum("citadel_server_success_cert_issuance_count", "certsIssued"),
    ...(convergence === undefined ? {} : { convergenceSeconds: convergence }),
    ...(expiry === undefined || !(expiry > 0) ? {} : { rootCertExpiryMs: expiry * 1000 }),
    pushes: counts("pilot_xds_pushes", "type"),
    pushTriggers: counts("pilot_push_triggers", "type"),
    rejects: counts("pilot_total_xds_rejects", "type"),
    configProblems: problemGauges.flatMap((name) => {
      const count = byName.get(name)?.reduce((total, sample) => total + sample.value, 0) ?? 0;
      return count > 0 ? [{ name, count }] : [];
    }),
  };
}

function groupByName(samples: readonly TextSample[]): ReadonlyMap<string, readonly TextSample[]> {
  const groups = new Map<string, TextSample[]>();
  for (const sample of samples) {
    const group = groups.get(sample.name);
    if (group === undefined) groups.set(sample.name, [sample]);
    else group.push(sample);
  }
  return groups;
}

/** p50 and p99 by linear interpolation inside of a bucket; above the last bound that bound. Source: Prometheus's histogram_quantile. */
function quantilesOf(buckets: readonly TextSample[]): Quantiles | undefined {
  const sorted = buckets
    .map((sample) => ({
      bound: sample.labels["le"] === "+Inf" ? Number.POSITIVE_INFINITY : Number(sample.labels["le"]),
      count: sample.value,
    }))
    .toSorted((a, b) => a.bound - b.bound);
  const total = sorted.at(-1)?.count;
  if (total === undefined) return undefined;
  if (total === 0) return { count: 0 };
  const at = (quantile: number) => {
    const rank = quantile * total;
    const index = sorted.findIndex((bucket) => bucket.count >= rank);
    const bucket = sorted[index];
    const before = sorted[index - 1] ?? { bound: 0, count: 0 };
    if (bucket === undefined) return undefined;
    if (bucket.bound === Number.POSITIVE_INFINITY) return before.bound;
    const share = (rank - before.count) / Math.max(1, bucket.count - before.count);
    return before.bound + (bucket.bound - before.bound) * share;
  };
  const p50 = at(0.5);
  const p99 = at(0.99);
  return { count: total, ...(p50 === undefined ? {} : { p50 }), ...(p99 === undefined ? {} : { p99 }) };
}
