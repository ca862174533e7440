import type { Because } from "@/lib/proxies/explain/answer";
import type { ExplainedRequest } from "@/lib/proxies/explain/request";
import { matchRoute } from "@/lib/proxies/explain/route-conditions";
import { findVirtualHost, type FoundHost } from "@/lib/proxies/explain/virtual-host";
import { booleanField, itemsField, objectField, textField } from "@/lib/proxies/proto-json";

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
};

/** The route of a RouteConfiguration (protobuf JSON) for a request; the first that matches wins. */
export function findRoute(routeConfig: unknown, request: ExplainedRequest): RouteSearch {
  const host = findVirtualHost(routeConfig, request.authority);
  if (host === undefined) return { kind: "no_virtual_host" };
  const required = textField(host.host, "require_tls") ?? "NONE";
  if (required === "ALL" && request.scheme !== "https") {
    return { kind: "tls_redirect", host, location: `https://${request.authority}${request.path ?? ""}` };
  }
  if (objectField(host.host, "matcher") !== undefined) {
    return { kind: "opaque", host, because: { code: "matcher_tree", values: {} } };
  }
  const options = {
    ignoresPathParameters: booleanField(routeConfig, "ignore_path_parameters_in_path_matching"),
  };
  const routes: PossibleRoute[] = [];
  const skipped: TriedRoute[] = [];
  for (const [index, route] of itemsField(host.host, "routes").entries()) {
    const name = textField(route, "name") ?? "";
    const answer = matchRoute(objectField(route, "match"), request, options);
    if (answer.is === "no") skipped.push({ index, name, because: [answer.because] });
    else routes.push({ index, name, route, dependsOn: answer.is === "yes" ? [] : answer.because });
    if (answer.is === "yes") return { kind: "routes", host, routes, skipped, isCertain: true };
  }
  return { kind: "routes", host, routes, skipped, isCertain: false };
}
