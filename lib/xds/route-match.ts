import type { RouteMatch, StringMatch } from "./model";
import type { HttpMatchSpec, StringMatchSpec } from "./virtual-service-spec";

const anyPath = { kind: "prefix", value: "/" } as const;

/** A string match as Envoy gets it; an empty one, and the regex `*`, ask only that the value is there. */
export function stringMatch(spec: StringMatchSpec): StringMatch {
  if (spec.exact !== undefined) return { kind: "exact", value: spec.exact };
  if (spec.prefix !== undefined) return { kind: "prefix", value: spec.prefix };
  if (spec.regex !== undefined && spec.regex !== "*") return { kind: "regex", value: spec.regex };
  return { kind: "present" };
}

/** The match of a route without conditions. */
export const catchAllMatch: RouteMatch = { path: anyPath, ignoreCase: false, headers: [], queryParams: [] };

/** One VirtualService match as an Envoy route match. `gatewaySemantics` makes prefixes stop at path segments. */
export function routeMatch(spec: HttpMatchSpec, gatewaySemantics: boolean): RouteMatch {
  const claims = [...claimMatches(spec.headers, false), ...claimMatches(spec.withoutHeaders, true)];
  return {
    path: pathMatch(spec.uri, gatewaySemantics),
    ignoreCase: spec.ignoreUriCase === true,
    ...(spec.method === undefined ? {} : { method: stringMatch(spec.method) }),
    ...(spec.authority === undefined ? {} : { authority: stringMatch(spec.authority) }),
    ...(spec.scheme === undefined ? {} : { scheme: stringMatch(spec.scheme) }),
    headers: [...headerMatches(spec.headers, false), ...headerMatches(spec.withoutHeaders, true)],
    queryParams: Object.entries(spec.queryParams ?? {}).map(([name, value]) => ({
      name,
      match: stringMatch(value),
    })),
    ...(claims.length === 0 ? {} : { claims }),
  };
}

const claimPrefix = "@request.auth.claims";

/** The claim that a header name stands for: `@request.auth.claims.a.b` or `@request.auth.claims[a][b]`. */
function claimPath(name: string): readonly string[] | undefined {
  if (!name.toLowerCase().startsWith(claimPrefix)) return undefined;
  const rest = name.slice(claimPrefix.length);
  if (rest.startsWith(".")) return rest.slice(1).split(".");
  if (!rest.startsWith("[") || !rest.endsWith("]")) return undefined;
  return rest.slice(1, -1).split("][");
}

function claimMatches(
  specs: Readonly<Record<string, StringMatchSpec>> | undefined,
  invert: boolean,
): NonNullable<RouteMatch["claims"]> {
  return Object.entries(specs ?? {}).flatMap(([name, spec]) => {
    const path = claimPath(name);
    return path === undefined ? [] : { path, match: stringMatch(spec), invert };
  });
}

function pathMatch(uri: StringMatchSpec | undefined, gatewaySemantics: boolean): RouteMatch["path"] {
  if (uri?.exact !== undefined) return { kind: "exact", value: uri.exact };
  if (uri?.prefix !== undefined) {
    if (!gatewaySemantics || uri.prefix === "/") return { kind: "prefix", value: uri.prefix };
    return { kind: "path_separated_prefix", value: uri.prefix.replace(/\/$/, "") };
  }
  return uri?.regex === undefined ? anyPath : { kind: "regex", value: uri.regex };
}

function headerMatches(
  specs: Readonly<Record<string, StringMatchSpec>> | undefined,
  invert: boolean,
): RouteMatch["headers"] {
  return Object.entries(specs ?? {})
    .filter(([name]) => claimPath(name) === undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, spec]) => ({ name: name.toLowerCase(), match: stringMatch(spec), invert }));
}

/** True when every request matches: any path and no other condition. */
export function isCatchAll(match: RouteMatch): boolean {
  const anywhere =
    (match.path.kind === "prefix" && match.path.value === "/") ||
    (match.path.kind === "regex" && match.path.value === ".*");
  return (
    anywhere &&
    match.method === undefined &&
    match.authority === undefined &&
    match.scheme === undefined &&
    match.headers.length === 0 &&
    match.queryParams.length === 0 &&
    match.claims === undefined
  );
}
