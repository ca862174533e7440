import { fullMatch } from "@/lib/proxies/explain/re2";
import type { RouteMatch, StringMatch, XdsRoute, XdsRouteConfig, XdsVirtualHost } from "./model";

/** A request as Envoy's router sees it. Header names in any case; `path` may carry a query string. */
export type RoutedRequest = {
  readonly host: string;
  readonly path: string;
  readonly method?: string;
  readonly scheme?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Claims of its valid JWT; absent claims match no condition on a claim. */
  readonly claims?: Readonly<Record<string, unknown>>;
};

/**
 * The virtual host for `host`: exact domain, then the longest `*.suffix`, then the longest `prefix.*`, then `*`. The
 * port in the host is ignored, as Istio configures it. Source: Envoy's RouteConfiguration.
 */
export function matchVirtualHost(config: XdsRouteConfig, host: string): XdsVirtualHost | undefined {
  const wanted = host.toLowerCase().replace(/:\d+$/, "");
  let best: { host: XdsVirtualHost; rank: number } | undefined;
  for (const candidate of config.virtualHosts)
    for (const domain of candidate.domains) {
      const rank = domainRank(domain.toLowerCase(), wanted);
      if (rank > (best?.rank ?? 0)) best = { host: candidate, rank };
    }
  return best?.host;
}

function domainRank(domain: string, host: string): number {
  if (domain === host) return 3e6;
  if (domain === "*") return 1;
  if (domain.startsWith("*"))
    return host.length >= domain.length && host.endsWith(domain.slice(1)) ? 2e6 + domain.length : 0;
  if (domain.endsWith("*"))
    return host.length >= domain.length && host.startsWith(domain.slice(0, -1)) ? 1e6 + domain.length : 0;
  return 0;
}

/** The first route of the host's virtual host that matches; undefined is Envoy's 404 with flag NR. */
export function matchRoute(config: XdsRouteConfig, request: RoutedRequest): XdsRoute | undefined {
  return matchVirtualHost(config, request.host)?.routes.find((route) => matchesRoute(route.match, request));
}

/** Whether one route match accepts a request; the query string is no part of the path. */
export function matchesRoute(match: RouteMatch, request: RoutedRequest): boolean {
  const [path = "", queryText] = request.path.split("?", 2);
  const headers: Readonly<Record<string, string>> = {
    ...lowerCaseKeys(request.headers ?? {}),
    ":method": request.method ?? "GET",
    ":authority": request.host,
    ":scheme": request.scheme ?? "http",
    ":path": request.path,
  };
  // Of a parameter that is given twice Envoy looks at the first.
  const given = [...new URLSearchParams(queryText ?? "")].toReversed();
  const query = { ...Object.fromEntries(given), ...request.query };
  return (
    matchesPath(match, path) &&
    (match.method === undefined || matchesText(match.method, request.method ?? "GET")) &&
    (match.authority === undefined || matchesText(match.authority, request.host)) &&
    (match.scheme === undefined || matchesText(match.scheme, request.scheme ?? "http")) &&
    match.headers.every((header) => matchesHeader(header, headers[header.name])) &&
    match.queryParams.every((parameter) => matchesText(parameter.match, query[parameter.name])) &&
    (match.claims ?? []).every(
      (claim) => matchesClaim(claim.match, claimAt(request.claims, claim.path)) !== claim.invert,
    )
  );
}

/** An inverted condition on a value takes a missing header for an empty one, as istiod configures it. */
function matchesHeader(header: RouteMatch["headers"][number], value: string | undefined): boolean {
  const seen = header.invert && header.match.kind !== "present" ? (value ?? "") : value;
  return matchesText(header.match, seen) !== header.invert;
}

function claimAt(claims: unknown, path: readonly string[]): unknown {
  let current = claims;
  for (const key of path)
    current = typeof current === "object" && current !== null ? Reflect.get(current, key) : undefined;
  return current;
}

/** A list of texts matches when one of them does. */
function matchesClaim(match: StringMatch, value: unknown): boolean {
  const texts = (Array.isArray(value) ? value : [value]).filter((item) => typeof item === "string");
  return texts.some((text) => matchesText(match, text));
}

function matchesPath(match: RouteMatch, path: string): boolean {
  const { kind, value } = match.path;
  const wanted = match.ignoreCase ? value.toLowerCase() : value;
  const given = match.ignoreCase ? path.toLowerCase() : path;
  switch (kind) {
    case "exact":
      return given === wanted;
    case "prefix":
      return given.startsWith(wanted);
    case "path_separated_prefix":
      return given === wanted || given.startsWith(`${wanted}/`);
    case "regex":
      return fullMatch(value, path) === true;
  }
}

function matchesText(match: StringMatch, text: string | undefined): boolean {
  if (text === undefined) return false;
  switch (match.kind) {
    case "exact":
      return text === match.value;
    case "prefix":
      return text.startsWith(match.value);
    case "regex":
      return fullMatch(match.value, text) === true;
    case "present":
      return true;
  }
}

function lowerCaseKeys(record: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key.toLowerCase(), value]));
}
