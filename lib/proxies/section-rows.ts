import type { Cluster } from "./cluster";
import { endpointHealth, type Endpoint } from "./endpoint";
import type { Listener } from "./listener";
import { chainMatchWords, destinationWords } from "./listener-words";
import type { Owner } from "./provenance";
import type { ResourceState } from "./resource";
import type { Route, RouteConfig } from "./route";
import { conditionWords } from "./route-match";

/** What every row of a section has. `id` is the dump entry's, `key` the row's own. */
type RowHead = {
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly states: readonly ResourceState[];
};

export type ListenerRow = RowHead & {
  readonly address: string;
  readonly port: number;
  readonly direction: Listener["direction"];
  readonly chain: string;
  readonly match: string;
  readonly destination: string;
  readonly isTls: boolean;
  readonly filters: number;
  readonly error?: string;
};

export type RouteRow = RowHead & {
  readonly virtualHost: string;
  readonly domains: readonly string[];
  readonly match: string;
  readonly action: string;
  readonly timeoutMs?: number;
  readonly attempts?: number;
  readonly extras: readonly ("fault" | "mirror" | "rewrite")[];
  readonly owner?: Owner;
};

export type ClusterRow = RowHead & {
  readonly host: string;
  readonly port?: number;
  readonly subset: string;
  readonly direction: string;
  readonly type: string;
  readonly lbPolicy: string;
  readonly tls: Cluster["tls"]["mode"];
  readonly owner?: Owner;
};

export type EndpointRow = RowHead & {
  readonly address: string;
  readonly health: ReturnType<typeof endpointHealth>;
  readonly locality: string;
  readonly priority: number;
  readonly weight?: number;
  readonly workload: string;
  readonly live?: Endpoint["live"];
};

/** One row per filter chain, as a connection meets them; a listener without chains has one row. */
export function listenerRows(listener: Listener): readonly ListenerRow[] {
  const { id, name, states, address, port, direction, error } = listener;
  const common = {
    id,
    name,
    states,
    address,
    port,
    direction,
    ...(error === undefined ? {} : { error: error.message }),
  };
  if (listener.chains.length === 0) {
    return [{ ...common, key: id, chain: "", match: "", destination: "", isTls: false, filters: 0 }];
  }
  return listener.chains.map((chain, index) => ({
    ...common,
    key: `${id}#${index}`,
    chain: chain.name,
    match: chainMatchWords(chain.match),
    destination: destinationWords(chain.destination),
    isTls: chain.tls !== undefined,
    filters: chain.networkFilters.length + chain.httpFilters.length,
  }));
}

/** What a route does, in words: its clusters with shares, redirect, direct response. */
export function actionWords({ action }: Pick<Route, "action">): string {
  switch (action.kind) {
    case "clusters": {
      const [single, ...more] = action.clusters;
      if (single !== undefined && more.length === 0) return single.cluster;
      const percent = (weight: number) =>
        action.totalWeight === 0 ? 0 : Math.round((weight / action.totalWeight) * 1000) / 10;
      return action.clusters.map((item) => `${percent(item.weight)}% ${item.cluster}`).join(", ");
    }
    case "cluster_header":
      return `cluster in header ${action.header}`;
    case "redirect":
      return `redirect ${action.target} (${action.status})`;
    case "direct_response":
      return `HTTP ${action.status}`;
    case "none":
      return "";
  }
}

/** One row per route, in the order in which Envoy tries them. */
export function routeRows(config: RouteConfig): readonly RouteRow[] {
  const { id, name, states } = config;
  return config.virtualHosts.flatMap((host, hostIndex) =>
    host.routes.map((route, routeIndex) => ({
      key: `${id}#${hostIndex}.${routeIndex}`,
      id,
      name,
      states,
      virtualHost: host.name,
      domains: host.domains,
      match: conditionWords(route.match),
      action: actionWords(route),
      extras: [
        ...(route.fault === undefined ? [] : ["fault" as const]),
        ...(route.mirrors.length === 0 ? [] : ["mirror" as const]),
        ...(route.rewrite === undefined ? [] : ["rewrite" as const]),
      ],
      ...(route.timeoutMs === undefined ? {} : { timeoutMs: route.timeoutMs }),
      ...(route.retries === undefined ? {} : { attempts: route.retries.attempts }),
      ...(route.owner === undefined ? {} : { owner: route.owner }),
    })),
  );
}

export function clusterRow(cluster: Cluster): ClusterRow {
  const { id, name, states, parts, type, lbPolicy, tls, owner } = cluster;
  return {
    key: id,
    id,
    name,
    states,
    host: parts?.host === undefined || parts.host === "" ? name : parts.host,
    subset: parts?.subset ?? "",
    direction: parts?.direction ?? "",
    type,
    lbPolicy,
    tls: tls.mode,
    ...(parts === undefined ? {} : { port: parts.port }),
    ...(owner === undefined ? {} : { owner }),
  };
}

export function endpointRow(endpoint: Endpoint, index: number): EndpointRow {
  const { id, cluster, states, address, locality, priority, weight, workload, live } = endpoint;
  return {
    key: `${id}#${address}#${index}`,
    id,
    name: cluster,
    states,
    address,
    health: endpointHealth(endpoint),
    locality,
    priority,
    workload: workload === undefined ? "" : `${workload.namespace}/${workload.workload}`,
    ...(weight === undefined ? {} : { weight }),
    ...(live === undefined ? {} : { live }),
  };
}
