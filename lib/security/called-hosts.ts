import { escapePromString, oneOf, type Matcher } from "@/lib/telemetry/istio/selector";
import type { PromQuery, SamplesByKey } from "@/lib/telemetry/prom-query";
import { promDuration } from "@/lib/telemetry/rate-window";

export type CalledHost = {
  readonly host: string;
  readonly requestsPerSecond?: number;
  readonly bytesPerSecond?: number;
  /** False for what left through PassthroughCluster or was dropped by BlackHoleCluster: no Sidecar can name it. */
  readonly isInRegistry: boolean;
};
type Key = "requests" | "bytes";

/** What workloads of a namespace call, by host: two instant queries. Without `workloads` all of the namespace. */
export function calledHostsQueries(
  namespace: string,
  workloads: readonly string[] | undefined,
  windowMs: number,
): readonly PromQuery<Key>[] {
  const matchers: readonly Matcher[] = [
    { label: "reporter", op: "=", value: "source" },
    { label: "source_workload_namespace", op: "=", value: namespace },
    ...(workloads === undefined ? [] : [oneOf("source_workload", workloads)]),
  ];
  const selector = matchers
    .map(({ label, op, value }) => `${label}${op}"${escapePromString(value)}"`)
    .join(",");
  const by = (metric: string): string =>
    `sum by (destination_service, destination_service_name) (rate(${metric}{${selector}}[${promDuration(windowMs)}])) > 0`;
  return [
    { key: "requests", promql: by("istio_requests_total"), purpose: "hosts that are called" },
    { key: "bytes", promql: by("istio_tcp_sent_bytes_total"), purpose: "hosts that TCP connections go to" },
  ];
}

const outside = new Set(["PassthroughCluster", "BlackHoleCluster"]);

/** The hosts, busiest first; undefined while requests or connections are unknown, so that no host is missed. */
export function calledHosts(samples: SamplesByKey<Key>): readonly CalledHost[] | undefined {
  if (samples.requests === undefined || samples.bytes === undefined) return undefined;
  const hosts = new Map<string, CalledHost>();
  const fields = [
    ["requests", "requestsPerSecond"],
    ["bytes", "bytesPerSecond"],
  ] as const;
  for (const [key, field] of fields) {
    for (const { labels, value } of samples[key] ?? []) {
      const name = labels["destination_service_name"] ?? "";
      const host = labels["destination_service"] ?? "";
      if (host === "" || host === "unknown") continue;
      const known = hosts.get(host) ?? { host, isInRegistry: !outside.has(name) };
      hosts.set(host, { ...known, [field]: (known[field] ?? 0) + (value ?? 0) });
    }
  }
  const weight = (one: CalledHost): number => one.requestsPerSecond ?? 0;
  return [...hosts.values()].toSorted(
    (left, right) => weight(right) - weight(left) || left.host.localeCompare(right.host),
  );
}
