import { atOnce, type Steps } from "@/lib/steps";
import type { DumpEntry } from "./dump/entry";
import { headFromEntry } from "./head";
import { field, itemsField, objectField, textField, textsField } from "./proto-json";
import type { Owner } from "./provenance";
import { routeFromProto, type Route } from "./route";
import { conditionWords } from "./route-match";
import type { RowHead } from "./section-rows";

/** What else a route does, that a person would look for. */
export const routeExtras = [
  "fault",
  "mirror",
  "rewrite",
  "headers",
  "hash",
  "rateLimit",
  "metadata",
  "filters",
] as const;
export type RouteExtra = (typeof routeExtras)[number];

export type RouteRow = RowHead & {
  /** Places of the virtual host and the route in the table, as the panel counts them. */
  readonly at: string;
  readonly virtualHost: string;
  readonly domains: readonly string[];
  readonly match: string;
  readonly action: string;
  readonly timeoutMs?: number;
  readonly attempts?: number;
  readonly extras: readonly RouteExtra[];
  readonly owner?: Owner;
};

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

const headerKeys = [
  "request_headers_to_add",
  "request_headers_to_remove",
  "response_headers_to_add",
  "response_headers_to_remove",
];

function extrasOf(proto: unknown, route: Route): readonly RouteExtra[] {
  const action = objectField(proto, "route");
  const hasHeaders = (value: unknown) => headerKeys.some((key) => itemsField(value, key).length > 0);
  const shares = itemsField(objectField(action, "weighted_clusters"), "clusters");
  const filters = Object.keys(objectField(proto, "typed_per_filter_config") ?? {});
  const does: Readonly<Record<RouteExtra, boolean>> = {
    fault: route.fault !== undefined,
    mirror: route.mirrors.length > 0,
    rewrite:
      route.rewrite !== undefined ||
      field(action, "path_rewrite_policy") !== undefined ||
      textField(action, "host_rewrite_literal") !== undefined ||
      field(action, "auto_host_rewrite") === true,
    headers: hasHeaders(proto) || shares.some(hasHeaders),
    hash: itemsField(action, "hash_policy").length > 0,
    rateLimit: itemsField(action, "rate_limits").length > 0,
    metadata: field(action, "metadata_match") !== undefined,
    filters: filters.some((name) => name !== "envoy.filters.http.fault"),
  };
  return routeExtras.filter((extra) => does[extra]);
}

/** One row per route, in the order in which Envoy tries them; a virtual host without routes has one, which is a 404. */
export function routeRowsFromEntry(entry: DumpEntry, value: unknown): readonly RouteRow[] {
  return atOnce(routeRowSteps(entry, value));
}

/** The same rows in steps between which a caller may pause: a table of a large mesh has thousands of virtual hosts. */
export function* routeRowSteps(entry: DumpEntry, value: unknown): Steps<readonly RouteRow[]> {
  const head = headOfTable(entry, value);
  const rows: RouteRow[] = [];
  for (const [index, host] of hostsOf(value).entries()) {
    for (const row of rowsOfHost(head, host, index)) {
      rows.push(row);
      yield undefined;
    }
  }
  return rows;
}

function hostsOf(value: unknown): readonly unknown[] {
  return itemsField(objectField(value, "route_config"), "virtual_hosts");
}

function headOfTable(entry: DumpEntry, value: unknown): RowHead {
  const name = textField(objectField(value, "route_config"), "name") ?? "";
  const { id, states } = headFromEntry(entry, value, name);
  return { id, name, states };
}

function* rowsOfHost(head: RowHead, host: unknown, hostIndex: number): Generator<RouteRow, void, undefined> {
  const { id } = head;
  const common = {
    ...head,
    virtualHost: textField(host, "name") ?? "",
    domains: textsField(host, "domains"),
  };
  const routes = itemsField(host, "routes");
  if (routes.length === 0) {
    const at = `${hostIndex}`;
    yield { ...common, key: `${id}#${at}`, at, match: "", action: "", extras: [] };
  }
  for (const [routeIndex, proto] of routes.entries()) {
    const route = routeFromProto(proto);
    const at = `${hostIndex}.${routeIndex}`;
    yield {
      ...common,
      key: `${id}#${at}`,
      at,
      match: conditionWords(route.match),
      action: actionWords(route),
      extras: extrasOf(proto, route),
      ...(route.timeoutMs === undefined ? {} : { timeoutMs: route.timeoutMs }),
      ...(route.retries === undefined ? {} : { attempts: route.retries.attempts }),
      ...(route.owner === undefined ? {} : { owner: route.owner }),
    };
  }
}
