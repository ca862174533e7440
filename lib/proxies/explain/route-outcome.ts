import { redirectOf, type Redirect } from "@/lib/proxies/explain/redirect";
import { firstHeaderOf, headerOf, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { actionFields, redirectFields } from "@/lib/proxies/explain/known-fields";
import { strangersIn } from "@/lib/proxies/explain/strangers";
import {
  booleanField,
  field,
  fieldAt,
  itemsField,
  numberField,
  objectField,
  textField,
} from "@/lib/proxies/proto-json";
import type { ClusterWeight } from "@/lib/proxies/route";

/** A cluster of a route and the share of requests that it gets; `proto` holds its own settings. */
export type ChosenCluster = ClusterWeight & { readonly proto?: unknown };

/** What a route does with a request that it takes. */
export type RouteOutcome =
  | {
      readonly kind: "clusters";
      readonly clusters: readonly ChosenCluster[];
      /** A header value decides instead of a random number: the same value goes to the same cluster. */
      readonly chosenBy?: string;
    }
  /** `cluster` is absent when nobody said what the header holds, "" when it is not there. */
  | { readonly kind: "cluster_header"; readonly header: string; readonly cluster?: string }
  | ({ readonly kind: "redirect" } & Redirect)
  | {
      readonly kind: "direct_response";
      readonly status: number;
      readonly body?: string;
      readonly location?: string;
    }
  /** A filter or a plugin decides. */
  | { readonly kind: "opaque"; readonly what: string };

/** Reads a route's action. Weights of 0 never get a request and are left out. */
export function outcomeOf(route: unknown, request: ExplainedRequest): RouteOutcome {
  const redirect = objectField(route, "redirect");
  const [stranger] = [
    ...strangersIn(redirect, redirectFields),
    ...strangersIn(objectField(route, "route"), actionFields),
  ];
  if (stranger !== undefined) return { kind: "opaque", what: stranger };
  if (redirect !== undefined) {
    return { kind: "redirect", ...redirectOf(redirect, objectField(route, "match"), request) };
  }
  const direct = objectField(route, "direct_response");
  if (direct !== undefined) return directResponse(direct, request);
  // What only filters use goes, without one that answers, to a cluster without a name.
  const isForFilters = ["non_forwarding_action", "filter_action"].some(
    (key) => field(route, key) !== undefined,
  );
  if (isForFilters) return { kind: "clusters", clusters: [{ cluster: "", weight: 1 }] };
  const action = objectField(route, "route");
  if (action === undefined) return { kind: "opaque", what: "action" };
  const header = textField(action, "cluster_header");
  if (header !== undefined) return byHeader(header, request);
  const single = textField(action, "cluster");
  if (single !== undefined) return { kind: "clusters", clusters: [{ cluster: single, weight: 1 }] };
  const weighted = objectField(action, "weighted_clusters");
  return weighted === undefined ? { kind: "opaque", what: "cluster_specifier" } : byWeight(weighted, request);
}

function directResponse(direct: unknown, request: ExplainedRequest): RouteOutcome {
  const status = numberField(direct, "status") ?? 200;
  const body = fieldAt(direct, "body", "inline_string");
  // Of a created thing Envoy tells the place: the request's own address.
  const location = status === 201 ? redirectOf({}, undefined, request).location : undefined;
  return {
    kind: "direct_response",
    status,
    ...(typeof body === "string" ? { body } : {}),
    ...(location === undefined ? {} : { location }),
  };
}

function byHeader(header: string, request: ExplainedRequest): RouteOutcome {
  const value = firstHeaderOf(request, header.toLowerCase());
  return { kind: "cluster_header", header, ...(value === undefined ? {} : { cluster: value ?? "" }) };
}

/** A split by weight; `header_name` may hold the number to split by. Source: Envoy's WeightedClusterSpecifierPlugin. */
function byWeight(weighted: unknown, request: ExplainedRequest): RouteOutcome {
  const all = itemsField(weighted, "clusters").map((proto) => weightedCluster(proto, request));
  if (all.some((one) => one === undefined)) return { kind: "opaque", what: "cluster_header" };
  const clusters = all.filter((one) => one !== undefined).filter(({ weight }) => weight > 0);
  const name = (textField(weighted, "header_name") ?? "").toLowerCase();
  const usesHash = booleanField(weighted, "use_hash_policy");
  if (name === "") return { kind: "clusters", clusters, ...(usesHash ? { chosenBy: "hash_policy" } : {}) };
  const told = headerOf(request, name);
  const number =
    typeof told === "string" && /^\+?\d+$/.test(told) ? BigInt(told.replace("+", "")) : undefined;
  const picked = number === undefined || number >= 2n ** 64n ? undefined : pick(clusters, number);
  return { kind: "clusters", clusters: picked === undefined ? clusters : [picked], chosenBy: name };
}

/** One of a split's clusters, "" where the header that names it is missing; undefined when nobody told the header. */
function weightedCluster(proto: unknown, request: ExplainedRequest): ChosenCluster | undefined {
  const header = (textField(proto, "cluster_header") ?? "").toLowerCase();
  const named = header === "" ? "" : firstHeaderOf(request, header);
  const weight = numberField(proto, "weight") ?? 0;
  const cluster = (textField(proto, "name") ?? "") || named;
  return cluster === undefined ? undefined : { cluster: cluster ?? "", weight, proto };
}

/** The cluster in whose part of the whole weight a number lies. */
function pick(clusters: readonly ChosenCluster[], value: bigint): ChosenCluster | undefined {
  const total = clusters.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return undefined;
  let rest = Number(value % BigInt(total));
  return clusters.find(({ weight }) => (rest -= weight) < 0);
}
