import { atOnce, type Steps } from "@/lib/steps";
import type { CircuitBreaker, Cluster, OutlierDetection } from "./cluster";
import { clusterFromEntry } from "./cluster";
import type { DumpEntry } from "./dump/entry";
import type { Listener } from "./listener";
import { listenerSteps } from "./listener";
import { listenerVersions } from "./listener-detail";
import { chainMatchWords, destinationWords } from "./listener-words";
import { chainWaysFromMatcher } from "./matcher-words";
import { anyField, itemsField, objectField, textField } from "./proto-json";
import { ownerFromFilterName, type Owner } from "./provenance";
import type { ResourceState } from "./resource";

/** What every row of a section has. `id` is the dump entry's, `key` the row's own where an entry has several. */
export type RowHead = {
  readonly key?: string;
  readonly id: string;
  readonly name: string;
  readonly states: readonly ResourceState[];
};

export type ListenerRow = RowHead & {
  readonly address: string;
  readonly port: number;
  readonly direction: Listener["direction"];
  /** Place of the chain in the listener, as the panel counts it. */
  readonly at: number;
  readonly chain: string;
  readonly match: string;
  readonly destination: string;
  readonly tls?: "TLS" | "mTLS";
  readonly filters: number;
  readonly error?: string;
};

export type ClusterRow = RowHead & {
  readonly host: string;
  readonly port?: number;
  readonly subset: string;
  readonly direction: string;
  readonly type: string;
  readonly lbPolicy: string;
  readonly tls: Cluster["tls"]["mode"];
  /** Limits of the default priority that are less than none: `100 connections`. */
  readonly limits: readonly (readonly [kind: LimitKind, limit: number])[];
  readonly outlier?: OutlierDetection;
  readonly connectTimeoutMs?: number;
  readonly owner?: Owner;
};

export type EcdsRow = RowHead & { readonly type: string; readonly detail: string; readonly owner?: Owner };
export type ScopedRouteRow = RowHead & {
  readonly scope: string;
  readonly routeConfig: string;
  readonly scopeKey: string;
};

export const limitKinds = ["connections", "pending", "requests", "retries"] as const;
export type LimitKind = (typeof limitKinds)[number];

/** Istio's "no limit" for a circuit breaker. */
const unlimited = 4_294_967_295;

/** The limits of a circuit breaker that limit anything. */
export function limitsOf(breaker: CircuitBreaker): ClusterRow["limits"] {
  const all = [
    ["connections", breaker.maxConnections],
    ["pending", breaker.maxPendingRequests],
    ["requests", breaker.maxRequests],
    ["retries", breaker.maxRetries],
  ] as const;
  return all.flatMap(([kind, limit]) =>
    limit === undefined || limit === unlimited ? [] : [[kind, limit] as const],
  );
}

/** One row per filter chain, as a connection meets them; a listener without chains has one row. */
export function listenerRowsFromEntry(entry: DumpEntry, value: unknown): readonly ListenerRow[] {
  return atOnce(listenerRowSteps(entry, value));
}

/** The same rows in steps between which a caller may pause: a gateway's listener has thousands of filter chains. */
export function* listenerRowSteps(entry: DumpEntry, value: unknown): Steps<readonly ListenerRow[]> {
  const { id, name, states, address, port, direction, error, chains } = yield* listenerSteps(entry, value);
  const [version] = listenerVersions(value);
  const matcher = objectField(version?.proto, "filter_chain_matcher");
  const ways = matcher === undefined ? undefined : chainWaysFromMatcher(matcher);
  const common = {
    id,
    name,
    states,
    address,
    port,
    direction,
    ...(error === undefined ? {} : { error: error.message }),
  };
  if (chains.length === 0) return [{ ...common, at: 0, chain: "", match: "", destination: "", filters: 0 }];
  const rows: ListenerRow[] = [];
  for (const [at, chain] of chains.entries()) {
    const isByMatcher = ways !== undefined && !chain.isDefault;
    rows.push({
      ...common,
      key: `${id}#${at}`,
      at,
      chain: chain.name,
      match: isByMatcher ? (ways.get(chain.name) ?? []).join(" | ") : chainMatchWords(chain.match),
      destination: destinationWords(chain.destination),
      filters: chain.networkFilters.length + chain.httpFilters.length,
      ...(chain.tls === undefined ? {} : { tls: chain.tls.requiresClientCertificate ? "mTLS" : "TLS" }),
    });
    yield undefined;
  }
  return rows;
}

/** A cluster's row. */
export function clusterRowFromEntry(entry: DumpEntry, value: unknown): ClusterRow {
  const { id, name, states, parts, type, lbPolicy, tls, owner, ...cluster } = clusterFromEntry(entry, value);
  const breaker = cluster.circuitBreakers.find((each) => each.priority === "DEFAULT");
  return {
    id,
    name,
    states,
    host: parts?.host === undefined || parts.host === "" ? name : parts.host,
    subset: parts?.subset ?? "",
    direction: parts?.direction ?? "",
    type,
    lbPolicy,
    tls: tls.mode,
    limits: breaker === undefined ? [] : limitsOf(breaker),
    ...(parts === undefined ? {} : { port: parts.port }),
    ...(cluster.outlier === undefined ? {} : { outlier: cluster.outlier }),
    ...(cluster.connectTimeoutMs === undefined ? {} : { connectTimeoutMs: cluster.connectTimeoutMs }),
    ...(owner === undefined ? {} : { owner }),
  };
}

/** A filter that came by discovery. */
export function ecdsRowFromEntry(entry: DumpEntry, value: unknown): EcdsRow {
  const holder = objectField(value, "ecds_filter");
  const { type, content } = anyField(holder, "typed_config");
  const code = objectField(objectField(objectField(content, "config"), "vm_config"), "code");
  const name = textField(holder, "name") ?? entry.name;
  const owner = ownerFromFilterName(name);
  return {
    id: entry.id,
    name,
    ...(owner === undefined ? {} : { owner }),
    states: objectField(value, "error_state") === undefined ? ["active"] : ["active", "error"],
    type,
    detail:
      textField(objectField(code, "local"), "filename") ??
      textField(objectField(objectField(code, "remote"), "http_uri"), "uri") ??
      "",
  };
}

/** The scopes of a scoped route configuration: which key takes which route table. */
export function scopedRouteRowsFromEntry(entry: DumpEntry, value: unknown): readonly ScopedRouteRow[] {
  return itemsField(value, "scoped_route_configs").map((scope, index) => ({
    key: `${entry.id}#${index}`,
    id: entry.id,
    name: textField(value, "name") ?? entry.name,
    states: entry.group.startsWith("inline_") ? ["static"] : ["active"],
    scope: textField(scope, "name") ?? "",
    routeConfig: textField(scope, "route_configuration_name") ?? "",
    scopeKey: itemsField(objectField(scope, "key"), "fragments")
      .map((fragment) => textField(fragment, "string_key") ?? JSON.stringify(fragment))
      .join(", "),
  }));
}
