import type { RouteMatch, RouteRewrite } from "./model";
import type { HttpRouteSpec } from "./virtual-service-spec";

/**
 * What a route does to path and authority; a regular expression wins over `uri`. A Gateway API prefix that is replaced
 * by `/` is cut off with its slash. Source: istiod's applyHTTPRouteDestination.
 */
export function routeRewrite(
  spec: HttpRouteSpec["rewrite"],
  match: RouteMatch,
  gatewaySemantics: boolean,
): RouteRewrite | undefined {
  if (spec === undefined) return undefined;
  const path = pathRewrite(spec, match, gatewaySemantics);
  const { authority = "" } = spec;
  const rewrite = { ...path, ...(authority === "" ? {} : { host: authority }) };
  return Object.keys(rewrite).length === 0 ? undefined : rewrite;
}

function pathRewrite(
  spec: NonNullable<HttpRouteSpec["rewrite"]>,
  match: RouteMatch,
  gatewaySemantics: boolean,
): RouteRewrite {
  const regex = spec.uriRegexRewrite;
  if (regex !== undefined)
    return { regex: { pattern: regex.match ?? "", substitution: regex.rewrite ?? "" } };
  const { uri = "" } = spec;
  if (uri === "") return {};
  if (gatewaySemantics && uri === "/") {
    const prefix = match.path.kind === "path_separated_prefix" ? match.path.value : "";
    return { regex: { pattern: `^${quoted(prefix)}(/?)(.*)`, substitution: "/\\2" } };
  }
  return match.path.kind === "exact" ? { fullPath: uri } : { prefix: uri };
}

/** Source: Go's regexp.QuoteMeta. */
function quoted(text: string): string {
  return text.replaceAll(/[\\.+*?()|[\]{}^$]/g, "\\$&");
}
