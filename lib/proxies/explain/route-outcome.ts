import { redirectOf, type Redirect } from "@/lib/proxies/explain/redirect";
import { firstHeaderOf, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { numberField, objectField, textField } from "@/lib/proxies/proto-json";
import { clusterWeightsFromProto, type ClusterWeight } from "@/lib/proxies/route";

/** What a route does with a request that it takes. */
export type RouteOutcome =
  | { readonly kind: "clusters"; readonly clusters: readonly ClusterWeight[] }
  /** `cluster` is absent when nobody said what the header holds, "" when it is not there. */
  | { readonly kind: "cluster_header"; readonly header: string; readonly cluster?: string }
  | ({ readonly kind: "redirect" } & Redirect)
  | { readonly kind: "direct_response"; readonly status: number }
  /** A filter or a plugin decides, or the action is one that only filters use. */
  | { readonly kind: "opaque"; readonly what: string };

/** Reads a route's action. Weights of 0 never get a request and are left out. */
export function outcomeOf(route: unknown, request: ExplainedRequest): RouteOutcome {
  const redirect = objectField(route, "redirect");
  if (redirect !== undefined) {
    return { kind: "redirect", ...redirectOf(redirect, objectField(route, "match"), request) };
  }
  const direct = objectField(route, "direct_response");
  if (direct !== undefined) return { kind: "direct_response", status: numberField(direct, "status") ?? 200 };
  const action = objectField(route, "route");
  if (action === undefined) return { kind: "opaque", what: "action" };
  const header = textField(action, "cluster_header");
  if (header !== undefined) {
    const value = firstHeaderOf(request, header.toLowerCase());
    return { kind: "cluster_header", header, ...(value === undefined ? {} : { cluster: value ?? "" }) };
  }
  const clusters = clusterWeightsFromProto(action).filter(({ weight }) => weight > 0);
  if (clusters.length > 0) return { kind: "clusters", clusters };
  return { kind: "opaque", what: "cluster_specifier" };
}
