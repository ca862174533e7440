import { z } from "zod";
import { localityText, type Endpoint, type LiveCounters } from "./endpoint";
import type { EndpointRow, LiveEndpoint } from "./endpoint-rows";
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
              hostname: z.string().optional(),
              weight: z.number().optional(),
              priority: z.number().optional(),
              locality: z.unknown().optional(),
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
  rq_success: "requestSuccesses",
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

function hostsByKey(page: ClustersPage): Map<string, HostStatus> {
  const hosts = new Map<string, HostStatus>();
  for (const cluster of page.cluster_statuses) {
    for (const host of cluster.host_statuses)
      hosts.set(`${cluster.name}\n${addressFromProto(host.address).text}`, host);
  }
  return hosts;
}

/** `endpoints` with health and counters of the hosts that `/clusters` knows by cluster and address. */
export function joinLiveEndpoints(endpoints: readonly Endpoint[], page: ClustersPage): readonly Endpoint[] {
  const hosts = hostsByKey(page);
  return endpoints.map((endpoint) => {
    const host = hosts.get(`${endpoint.cluster}\n${endpoint.address}`);
    return host === undefined
      ? endpoint
      : { ...endpoint, live: countersFrom(host), liveFaults: faultsFrom(host) };
  });
}

type NamedRow = Pick<EndpointRow, "name" | "address">;

/** What `/clusters` says of each row, in their order: null of one that it does not list, which is then unknown. */
export function liveOfRows(rows: readonly NamedRow[], page: ClustersPage): readonly (LiveEndpoint | null)[] {
  const hosts = hostsByKey(page);
  return rows.map(({ name, address }) => {
    const host = hosts.get(`${name}\n${address}`);
    return host === undefined ? null : liveFrom(host);
  });
}

/** Hosts of `/clusters` that no row stands for: those that DNS found since, of clusters that no dump lists. */
export function hostsBeyondRows(
  rows: readonly NamedRow[],
  page: ClustersPage,
  entryIdOf: (cluster: string) => string | undefined,
): readonly { readonly row: EndpointRow; readonly live: LiveEndpoint }[] {
  const known = new Set(rows.map(({ name, address }) => `${name}\n${address}`));
  return page.cluster_statuses.flatMap(({ name, host_statuses: hosts }) =>
    hosts.flatMap((host) => {
      const address = addressFromProto(host.address).text;
      if (known.has(`${name}\n${address}`)) return [];
      const live = liveFrom(host);
      const row: EndpointRow = {
        key: `live#${name}#${address}`,
        id: entryIdOf(name) ?? "",
        name,
        states: ["active"],
        address,
        configuredHealth: live.edsHealth ?? "UNKNOWN",
        locality: localityText(host.locality),
        priority: host.priority ?? 0,
        workload: "",
        ...(host.weight === undefined ? {} : { weight: host.weight }),
        ...(host.hostname === undefined || host.hostname === "" ? {} : { hostname: host.hostname }),
      };
      return [{ row, live }];
    }),
  );
}

function liveFrom(host: HostStatus): LiveEndpoint {
  const eds = host.health_status["eds_health_status"];
  return {
    counters: countersFrom(host),
    faults: faultsFrom(host),
    ...(typeof eds === "string" ? { edsHealth: eds } : {}),
    ...(host.hostname === undefined || host.hostname === "" ? {} : { hostname: host.hostname }),
  };
}
