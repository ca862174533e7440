import type { Because } from "@/lib/proxies/explain/answer";
import { httpInput } from "@/lib/proxies/explain/match-input";
import { evaluateTree } from "@/lib/proxies/explain/matcher-tree";
import type { PeerFacts } from "@/lib/proxies/explain/peer";
import { headerOf, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { assumptionsOf, matchRoute } from "@/lib/proxies/explain/route-conditions";
import { findVirtualHost, type FoundHost } from "@/lib/proxies/explain/virtual-host";
import { hostFields, tableFields } from "@/lib/proxies/explain/known-fields";
import { strangersIn } from "@/lib/proxies/explain/strangers";
import { booleanField, field, itemsField, objectField, textField } from "@/lib/proxies/proto-json";

/** A route that was tried before the one that took the request. */
export type TriedRoute = {
  readonly index: number;
  readonly name: string;
  readonly because: readonly Because[];
};

/**
 * What the router does. `routes` has one route, or, where a condition could not be told, each route that may take the
 * request in its order, the last one for certain if `isCertain`.
 */
export type RouteSearch =
  | { readonly kind: "no_virtual_host" }
  /** The header that names the virtual host was not told. */
  | { readonly kind: "unknown_host"; readonly because: Because }
  | { readonly kind: "tls_redirect"; readonly host: FoundHost; readonly location: string }
  | { readonly kind: "opaque"; readonly host: FoundHost; readonly because: Because }
  | {
      readonly kind: "routes";
      readonly host: FoundHost;
      readonly routes: readonly PossibleRoute[];
      /** Routes that surely do not take it, each with the first condition that fails. */
      readonly skipped: readonly TriedRoute[];
      /** Whether one of the routes takes it for certain; otherwise it may find no route. */
      readonly isCertain: boolean;
    };

export type PossibleRoute = {
  readonly index: number;
  readonly name: string;
  readonly route: unknown;
  /** What it depends on; none when it surely takes what came so far. */
  readonly dependsOn: readonly Because[];
  /** What the answer takes for granted: that a runtime key has its default. */
  readonly assuming: readonly Because[];
};

/**
 * The route of a RouteConfiguration (protobuf JSON) for a normal request; the first that matches wins. `peer` is asked
 * only by matcher trees. Source: Envoy's VirtualHostImpl::getRouteFromEntries.
 */
export function findRoute(
  routeConfig: unknown,
  request: ExplainedRequest,
  peer: PeerFacts = {},
): RouteSearch {
  const [stranger] = strangersIn(routeConfig, tableFields);
  if (stranger !== undefined) return { kind: "unknown_host", because: condition(stranger) };
  const authority = hostToMatch(routeConfig, request);
  if (authority === undefined) return { kind: "no_virtual_host" };
  if (typeof authority === "object") return { kind: "unknown_host", because: authority };
  const host = findVirtualHost(routeConfig, authority);
  if (host === undefined) {
    // Virtual hosts that are fetched on demand may bring one.
    const isWhole = field(routeConfig, "vhds") === undefined;
    return isWhole ? { kind: "no_virtual_host" } : { kind: "unknown_host", because: condition("vhds") };
  }
  const [unread] = strangersIn(host.host, hostFields);
  if (unread !== undefined) return { kind: "opaque", host, because: condition(unread) };
  // A forwarded scheme that is there and empty ends the search before any route is asked.
  if (headerOf(request, "x-forwarded-proto") === "") {
    return { kind: "routes", host, routes: [], skipped: [], isCertain: false };
  }
  const tls = tlsRedirect(host, request);
  if (tls !== undefined) return tls;
  const tree = objectField(host.host, "matcher");
  const listed = tree === undefined ? itemsField(host.host, "routes") : routesOfTree(tree, request, peer);
  if ("because" in listed) return { kind: "opaque", host, because: listed.because };
  return firstMatch(routeConfig, host, listed, request);
}

function condition(name: string): Because {
  return { code: "condition", values: { name } };
}

/** The authority, or the header that `vhost_header` names; without that header no host is found, not even `*`. */
function hostToMatch(routeConfig: unknown, request: ExplainedRequest): string | Because | undefined {
  const header = (textField(routeConfig, "vhost_header") ?? "").toLowerCase();
  if (header === "") return request.authority;
  const value = headerOf(request, header);
  return value === undefined ? { code: "header", values: { name: header } } : (value ?? undefined);
}

function tlsRedirect(host: FoundHost, request: ExplainedRequest): RouteSearch | undefined {
  const required = textField(host.host, "require_tls") ?? "NONE";
  const said = headerOf(request, "x-forwarded-proto");
  const isSecure = typeof said === "string" ? said === "https" : request.scheme === "https";
  if (required === "NONE" || isSecure) return undefined;
  const internal = headerOf(request, "x-envoy-internal");
  if (required === "EXTERNAL_ONLY" && internal === "true") return undefined;
  if (required === "EXTERNAL_ONLY" && internal === undefined) {
    return { kind: "opaque", host, because: { code: "header", values: { name: "x-envoy-internal" } } };
  }
  return { kind: "tls_redirect", host, location: `https://${request.authority}${request.path ?? ""}` };
}

function routesOfTree(
  tree: unknown,
  request: ExplainedRequest,
  peer: PeerFacts,
): readonly unknown[] | { readonly because: Because } {
  const found = evaluateTree(tree, httpInput(request, peer, peer.directSourceIp));
  if (found.is === "none") return [];
  if (found.is === "unknown") return { because: found.because[0] ?? { code: "matcher_tree", values: {} } };
  if (found.type === "envoy.config.route.v3.Route") return [found.content];
  if (found.type === "envoy.config.route.v3.RouteList") return itemsField(found.content, "routes");
  return { because: { code: "extension", values: { what: found.type } } };
}

function firstMatch(
  routeConfig: unknown,
  host: FoundHost,
  listed: readonly unknown[],
  request: ExplainedRequest,
): RouteSearch {
  const options = {
    ignoresPathParameters: booleanField(routeConfig, "ignore_path_parameters_in_path_matching"),
  };
  const routes: PossibleRoute[] = [];
  const skipped: TriedRoute[] = [];
  for (const [index, route] of listed.entries()) {
    const name = textField(route, "name") ?? "";
    const match = objectField(route, "match");
    const answer = matchRoute(match, request, options);
    const assuming = assumptionsOf(match, request);
    if (answer.is === "no") skipped.push({ index, name, because: [answer.because, ...assuming] });
    else routes.push({ index, name, route, dependsOn: answer.is === "yes" ? [] : answer.because, assuming });
    if (answer.is === "yes") return { kind: "routes", host, routes, skipped, isCertain: true };
  }
  return { kind: "routes", host, routes, skipped, isCertain: false };
}
