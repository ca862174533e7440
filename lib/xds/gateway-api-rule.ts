import { gatewayHeaders } from "./gateway-api-headers";
import { gatewayCors } from "./gateway-api-cors";
import type { BackendRef, GatewayApiRule } from "./gateway-api-spec";
import type {
  DestinationSpec,
  HttpDestinationSpec,
  HttpMatchSpec,
  HttpRouteSpec,
  StringMatchSpec,
} from "./virtual-service-spec";

export type RuleContext = {
  /** Of rules that have none of their own. */
  readonly name: string;
  readonly grpc: boolean;
  readonly port: number | undefined;
  /** Undefined for a reference that istiod can't make sense of. */
  readonly destination: (ref: BackendRef) => BackendDestination | undefined;
};
export type BackendDestination = {
  /** Host "" for a reference that may not be followed. */
  readonly destination: DestinationSpec;
  readonly isResolved: boolean;
};
type Match = NonNullable<GatewayApiRule["matches"]>[number];

/**
 * One VirtualService route per match of a Gateway API rule, so that precedence can order them; undefined when istiod
 * can't use the rule, and with it the whole route. Source: istiod's convertHTTPRoute and convertGRPCRoute.
 */
export function httpRoutesFromRule(
  rule: GatewayApiRule,
  context: RuleContext,
): readonly HttpRouteSpec[] | undefined {
  const action = routeAction(rule, context);
  const filters = routeFilters(rule, context);
  if (action === undefined || filters === undefined) return undefined;
  const base = { name: rule.name ?? context.name, ...filters, ...retriesAndTimeout(rule), ...action };
  const matches = rule.matches ?? [];
  if (matches.length === 0)
    return [context.port === undefined ? base : { ...base, match: [{ port: context.port }] }];
  return matches.map((match) => ({ ...base, match: [httpMatch(match, context)] }));
}

/**
 * Bigger wins, compared left to right: exact before prefix before expression, longest path, method, number of headers,
 * number of query parameters; routes without a match are last. Source: istiod's sortHTTPRoutes.
 */
export function rulePrecedence(route: HttpRouteSpec): readonly number[] {
  const match = route.match?.[0];
  if (match === undefined) return [-2, 0, 0, 0, 0];
  const { uri } = match;
  const kind =
    uri?.exact !== undefined ? 3 : uri?.prefix !== undefined ? 2 : uri?.regex !== undefined ? 1 : -1;
  return [
    kind,
    byteLength(uri?.exact ?? uri?.prefix ?? uri?.regex ?? ""),
    match.method === undefined ? 0 : 1,
    Object.keys(match.headers ?? {}).length,
    Object.keys(match.queryParams ?? {}).length,
  ];
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function httpMatch(match: Match, { grpc, port }: RuleContext): HttpMatchSpec {
  const method = typeof match.method === "object" ? match.method : undefined;
  const uri = grpc ? (method === undefined ? undefined : grpcPath(method)) : pathMatch(match.path);
  return {
    ...(uri === undefined ? {} : { uri }),
    ...(typeof match.method === "string" ? { method: { exact: match.method } } : {}),
    ...(match.headers === undefined ? {} : { headers: valueMatches(match.headers) }),
    ...(match.queryParams === undefined ? {} : { queryParams: valueMatches(match.queryParams) }),
    ...(port === undefined ? {} : { port }),
  };
}

function pathMatch(path: Match["path"]): StringMatchSpec {
  const value = path?.value ?? "/";
  if (path?.type === "Exact") return { exact: value };
  if (path?.type === "RegularExpression") return { regex: value };
  return { prefix: value === "/" ? value : value.replace(/\/$/, "") };
}

function grpcPath(call: {
  type?: string | undefined;
  service?: string | undefined;
  method?: string | undefined;
}): StringMatchSpec {
  const { service, method } = call;
  if (service === undefined) return { regex: `/[^/]+/${method ?? ""}` };
  if (call.type === "RegularExpression") return { regex: `/${service}/${method ?? ".+"}` };
  return method === undefined ? { prefix: `/${service}/` } : { exact: `/${service}/${method}` };
}

function valueMatches(
  list: readonly { type?: string | undefined; name: string; value: string }[],
): Record<string, StringMatchSpec> {
  return Object.fromEntries(
    list.map((item) => [
      item.name,
      item.type === "RegularExpression" ? { regex: item.value } : { exact: item.value },
    ]),
  );
}

/** Weights of a single backend are not looked at; without any weight the answer is 500. */
function routeAction(rule: GatewayApiRule, context: RuleContext): HttpRouteSpec | undefined {
  const redirect = rule.filters?.find((filter) => filter.requestRedirect !== undefined)?.requestRedirect;
  const total = (rule.backendRefs ?? []).reduce((sum, ref) => sum + (ref.weight ?? 1), 0);
  const redirected = redirect === undefined ? {} : { redirect: redirectOf(redirect) };
  if (total === 0) return redirect === undefined ? { directResponse: { status: 500 } } : redirected;
  const used = (rule.backendRefs ?? []).filter((ref) => (ref.weight ?? 1) > 0);
  const route: HttpDestinationSpec[] = [];
  for (const ref of used) {
    const backend = context.destination(ref);
    const headers = gatewayHeaders(ref.filters);
    if (backend === undefined || headers === undefined) return undefined;
    route.push({ destination: backend.destination, weight: ref.weight ?? 1, ...headers });
  }
  return { route, ...redirected };
}

type Redirect = NonNullable<NonNullable<GatewayApiRule["filters"]>[number]["requestRedirect"]>;

/** Without scheme and port the request's port stays. Source: istiod's createRedirectFilter. */
function redirectOf(redirect: Redirect): NonNullable<HttpRouteSpec["redirect"]> {
  return {
    authority: redirect.hostname,
    scheme: redirect.scheme,
    port: redirect.port,
    derivePort:
      redirect.port === undefined && redirect.scheme === undefined ? "FROM_REQUEST_PORT" : undefined,
    uri: redirect.path?.replaceFullPath,
    prefixRewrite: redirect.path?.replacePrefixMatch,
    redirectCode: redirect.statusCode,
  };
}

/** Undefined for a filter that istiod does not know. */
function routeFilters(rule: GatewayApiRule, context: RuleContext): HttpRouteSpec | undefined {
  const headers = gatewayHeaders(rule.filters?.filter((filter) => filter.type.endsWith("HeaderModifier")));
  const known = ["RequestRedirect", "RequestMirror", "URLRewrite", "CORS"];
  const others = (rule.filters ?? []).filter((filter) => !filter.type.endsWith("HeaderModifier"));
  if (headers === undefined || others.some((filter) => !known.includes(filter.type))) return undefined;
  const rewrite = others.find((filter) => filter.urlRewrite !== undefined)?.urlRewrite;
  const cors = others.find((filter) => filter.cors !== undefined)?.cors;
  const wanted = others.flatMap((filter) => filter.requestMirror ?? []);
  const mirrors = wanted.flatMap((mirror) => {
    const backend = context.destination(mirror.backendRef);
    if (backend?.isResolved !== true) return [];
    return { destination: backend.destination, percentage: mirrorPercentage(mirror) };
  });
  // A mirror that leads nowhere is left out of an HTTPRoute, and costs a GRPCRoute everything.
  if (context.grpc && mirrors.length < wanted.length) return undefined;
  return {
    ...headers,
    ...(rewrite === undefined ? {} : { rewrite: rewriteOf(rewrite) }),
    ...(cors === undefined ? {} : { corsPolicy: gatewayCors(cors) }),
    ...(mirrors.length === 0 ? {} : { mirrors }),
  };
}

type Rewrite = NonNullable<NonNullable<GatewayApiRule["filters"]>[number]["urlRewrite"]>;

/** A whole path is replaced by an expression over all of it. Source: istiod's createRewriteFilter. */
function rewriteOf({ hostname, path }: Rewrite): HttpRouteSpec["rewrite"] {
  const prefix = path?.replacePrefixMatch?.replace(/\/$/, "");
  return {
    ...(hostname === undefined ? {} : { authority: hostname }),
    ...(prefix === undefined ? {} : { uri: prefix === "" ? "/" : prefix }),
    ...(path?.replaceFullPath === undefined
      ? {}
      : { uriRegexRewrite: { match: "/.*", rewrite: path.replaceFullPath } }),
  };
}

function mirrorPercentage(mirror: {
  percent?: number | undefined;
  fraction?: { numerator: number; denominator?: number | undefined } | undefined;
}): { value: number } {
  if (mirror.fraction !== undefined)
    return { value: (100 * mirror.fraction.numerator) / (mirror.fraction.denominator ?? 100) };
  return { value: mirror.percent ?? 100 };
}

/** A backend time-out is one of each try only where there are retries. */
function retriesAndTimeout({ timeouts, retry }: GatewayApiRule): HttpRouteSpec {
  const request = isZero(timeouts?.request) ? undefined : timeouts?.request;
  const backend = isZero(timeouts?.backendRequest) ? undefined : timeouts?.backendRequest;
  const attempts = retry?.attempts ?? 2;
  const conditions = [
    "connect-failure",
    "refused-stream",
    "unavailable",
    "cancelled",
    ...(retry?.codes ?? []),
  ];
  const timeout = retry === undefined ? (backend ?? request) : request;
  return {
    ...(timeout === undefined ? {} : { timeout }),
    ...(retry === undefined
      ? {}
      : {
          retries: {
            attempts,
            ...(attempts === 0 ? {} : { retryOn: conditions.join(",") }),
            ...(retry.backoff === undefined ? {} : { backoff: retry.backoff }),
            ...(backend === undefined ? {} : { perTryTimeout: backend }),
          },
        }),
  };
}

function isZero(duration: string | undefined): boolean {
  return duration !== undefined && /^0+(ms|us|s|m|h)?$/.test(duration);
}
