import type { DumpEntry } from "./dump/entry";
import { headFromEntry } from "./head";
import { ownerFromMetadata, type Owner } from "./provenance";
import {
  booleanField,
  durationMsField,
  fieldAt,
  itemsField,
  numberField,
  objectField,
  textField,
  textsField,
} from "./proto-json";
import type { ResourceHead } from "./resource";
import { matchFromProto, type RouteMatch } from "./route-match";

export type ClusterWeight = { readonly cluster: string; readonly weight: number };

export type RouteAction =
  | { readonly kind: "clusters"; readonly clusters: readonly ClusterWeight[]; readonly totalWeight: number }
  | { readonly kind: "cluster_header"; readonly header: string }
  | { readonly kind: "redirect"; readonly target: string; readonly status: string }
  | { readonly kind: "direct_response"; readonly status: number }
  | { readonly kind: "none" };

export type Route = {
  readonly name: string;
  readonly match: RouteMatch;
  readonly action: RouteAction;
  /** 0 means none, by Envoy's rule; absent means Envoy's default of 15 s. */
  readonly timeoutMs?: number;
  readonly retries?: { readonly on: string; readonly attempts: number; readonly perTryTimeoutMs?: number };
  readonly mirrors: readonly { readonly cluster: string; readonly percent: number }[];
  readonly fault?: {
    readonly abortPercent?: number;
    readonly abortStatus?: number;
    readonly delayPercent?: number;
    readonly delayMs?: number;
  };
  readonly rewrite?: string;
  readonly owner?: Owner;
};

export type VirtualHost = {
  readonly name: string;
  readonly domains: readonly string[];
  readonly routes: readonly Route[];
};
export type RouteTable = { readonly name: string; readonly virtualHosts: readonly VirtualHost[] };
export type RouteConfig = ResourceHead & RouteTable;

/** A route configuration from its dump entry. */
export function routeConfigFromEntry(entry: DumpEntry, value: unknown): RouteConfig {
  const table = routeTableFromProto(objectField(value, "route_config"));
  return { ...headFromEntry(entry, value, table.name), virtualHosts: table.virtualHosts };
}

export function routeTableFromProto(proto: unknown): RouteTable {
  return {
    name: textField(proto, "name") ?? "",
    virtualHosts: itemsField(proto, "virtual_hosts").map((host) => ({
      name: textField(host, "name") ?? "",
      domains: textsField(host, "domains"),
      routes: itemsField(host, "routes").map(routeFromProto),
    })),
  };
}

/** Clusters with weights of a route action or a TCP proxy; a single cluster has weight 1. */
export function clusterWeightsFromProto(proto: unknown): readonly ClusterWeight[] {
  const single = textField(proto, "cluster");
  if (single !== undefined) return [{ cluster: single, weight: 1 }];
  return itemsField(objectField(proto, "weighted_clusters"), "clusters").map((item) => ({
    cluster: textField(item, "name") ?? "",
    weight: numberField(item, "weight") ?? 0,
  }));
}

/** A route of a table. */
export function routeFromProto(proto: unknown): Route {
  const action = objectField(proto, "route");
  const timeoutMs = durationMsField(action, "timeout");
  const rewrite =
    textField(action, "prefix_rewrite") ?? textField(objectField(action, "regex_rewrite"), "substitution");
  const owner = ownerFromMetadata(proto);
  const retries = retriesFromProto(objectField(action, "retry_policy"));
  const fault = faultFromProto(fieldAt(proto, "typed_per_filter_config", "envoy.filters.http.fault"));
  return {
    name: textField(proto, "name") ?? "",
    match: matchFromProto(objectField(proto, "match")),
    action: actionFromProto(proto, action),
    mirrors: mirrorsFromProto(action),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(retries === undefined ? {} : { retries }),
    ...(fault === undefined ? {} : { fault }),
    ...(rewrite === undefined ? {} : { rewrite }),
    ...(owner === undefined ? {} : { owner }),
  };
}

function actionFromProto(proto: unknown, action: unknown): RouteAction {
  if (action !== undefined) {
    const header = textField(action, "cluster_header");
    if (header !== undefined) return { kind: "cluster_header", header };
    const clusters = clusterWeightsFromProto(action);
    return { kind: "clusters", clusters, totalWeight: clusters.reduce((sum, item) => sum + item.weight, 0) };
  }
  const redirect = objectField(proto, "redirect");
  if (redirect !== undefined) {
    const scheme = booleanField(redirect, "https_redirect")
      ? "https://"
      : (textField(redirect, "scheme_redirect") ?? "");
    const target = `${scheme}${textField(redirect, "host_redirect") ?? ""}${textField(redirect, "path_redirect") ?? ""}`;
    return { kind: "redirect", target, status: textField(redirect, "response_code") ?? "MOVED_PERMANENTLY" };
  }
  const direct = objectField(proto, "direct_response");
  return direct === undefined
    ? { kind: "none" }
    : { kind: "direct_response", status: numberField(direct, "status") ?? 0 };
}

function retriesFromProto(policy: unknown): Route["retries"] {
  if (policy === undefined) return undefined;
  const perTryTimeoutMs = durationMsField(policy, "per_try_timeout");
  return {
    on: textField(policy, "retry_on") ?? "",
    attempts: numberField(policy, "num_retries") ?? 1,
    ...(perTryTimeoutMs === undefined ? {} : { perTryTimeoutMs }),
  };
}

const denominators: Readonly<Record<string, number>> = { HUNDRED: 1, TEN_THOUSAND: 100, MILLION: 10_000 };

/** A FractionalPercent as percent, 0 to 100. Source: envoy.type.v3.FractionalPercent, whose default is a hundred. */
function percentFrom(value: unknown): number {
  return (
    (numberField(value, "numerator") ?? 0) / (denominators[textField(value, "denominator") ?? "HUNDRED"] ?? 1)
  );
}

function mirrorsFromProto(action: unknown): Route["mirrors"] {
  return itemsField(action, "request_mirror_policies").map((policy) => {
    const fraction = objectField(objectField(policy, "runtime_fraction"), "default_value");
    return {
      cluster: textField(policy, "cluster") ?? "",
      percent: fraction === undefined ? 100 : percentFrom(fraction),
    };
  });
}

function faultFromProto(fault: unknown): Route["fault"] {
  const abort = objectField(fault, "abort");
  const delay = objectField(fault, "delay");
  if (abort === undefined && delay === undefined) return undefined;
  const abortStatus = numberField(abort, "http_status");
  const delayMs = durationMsField(delay, "fixed_delay");
  return {
    ...(abort === undefined ? {} : { abortPercent: percentFrom(objectField(abort, "percentage")) }),
    ...(abortStatus === undefined ? {} : { abortStatus }),
    ...(delay === undefined ? {} : { delayPercent: percentFrom(objectField(delay, "percentage")) }),
    ...(delayMs === undefined ? {} : { delayMs }),
  };
}
