import { z } from "zod";
import type { Endpoint, LiveCounters } from "./endpoint";
import { addressFromProto, isProtoObject, numberFromProto } from "./proto-json";

/** `/clusters?format=json`, tolerant of what newer versions add. */
export const clustersPageSchema = z.looseObject({
  cluster_statuses: z
    .array(
      z.looseObject({
        name: z.string(),
        host_statuses: z
          .array(
            z.looseObject({
              address: z.unknown().optional(),
              stats: z
                .array(
                  z.looseObject({ name: z.string(), value: z.union([z.string(), z.number()]).optional() }),
                )
                .default([]),
              health_status: z.record(z.string(), z.unknown()).default({}),
              success_rate: z.unknown().optional(),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
});
export type ClustersPage = z.infer<typeof clustersPageSchema>;
type HostStatus = ClustersPage["cluster_statuses"][number]["host_statuses"][number];

const counterNames: Readonly<Record<string, keyof LiveCounters>> = {
  cx_active: "connectionsActive",
  cx_total: "connectionsTotal",
  cx_connect_fail: "connectFailures",
  rq_active: "requestsActive",
  rq_total: "requestsTotal",
  rq_error: "requestErrors",
  rq_timeout: "requestTimeouts",
};

function countersFrom(host: HostStatus): LiveCounters {
  const counters: Partial<Record<keyof LiveCounters, number>> = {};
  for (const stat of host.stats) {
    const key = counterNames[stat.name];
    // Envoy leaves the value of a zero counter out.
    if (key !== undefined) counters[key] = numberFromProto(stat.value) ?? 0;
  }
  const rate = isProtoObject(host.success_rate) ? numberFromProto(host.success_rate) : undefined;
  return rate === undefined || rate < 0 ? counters : { ...counters, successPercent: rate };
}

function faultsFrom(host: HostStatus): readonly string[] {
  return Object.entries(host.health_status).flatMap(([name, value]) => (value === true ? [name] : []));
}

/** `endpoints` with health and counters of the hosts that `/clusters` knows by cluster and address. */
export function joinLiveEndpoints(endpoints: readonly Endpoint[], page: ClustersPage): readonly Endpoint[] {
  const hosts = new Map<string, HostStatus>();
  for (const cluster of page.cluster_statuses) {
    for (const host of cluster.host_statuses) {
      hosts.set(`${cluster.name}\n${addressFromProto(host.address).text}`, host);
    }
  }
  return endpoints.map((endpoint) => {
    const host = hosts.get(`${endpoint.cluster}\n${endpoint.address}`);
    return host === undefined
      ? endpoint
      : { ...endpoint, live: countersFrom(host), liveFaults: faultsFrom(host) };
  });
}
