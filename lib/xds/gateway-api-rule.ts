import { hostFromService } from "@/lib/mesh/service-host";
import type { BackendRef, GatewayApiRule } from "./gateway-api-spec";
import type { DestinationSpec, HttpMatchSpec, HttpRouteSpec, StringMatchSpec } from "./virtual-service-spec";

type RuleContext = {
  readonly name: string;
  readonly namespace: string;
  readonly port: number | undefined;
};
type Match = NonNullable<GatewayApiRule["matches"]>[number];

/** One VirtualService route per match of a Gateway API rule, so that precedence can order them. */
export function httpRouteFromRule(rule: GatewayApiRule, context: RuleContext): readonly HttpRouteSpec[] {
  const base = { name: context.name, ...routeAction(rule, context) };
  const matches = rule.matches === undefined || rule.matches.length === 0 ? [{}] : rule.matches;
  return matches.map((match) => ({ ...base, match: [httpMatch(match, context.port)] }));
}

/**
 * Bigger wins, compared left to right: exact path, longest path, method, number of headers, number of query
 * parameters. Source: Gateway API's HTTPRouteRule.
 */
export function rulePrecedence(route: HttpRouteSpec): readonly number[] {
  const match = route.match?.[0];
  const uri = match?.uri;
  const text = uri?.exact ?? uri?.prefix ?? uri?.regex ?? "";
  return [
    uri?.exact === undefined ? 0 : 1,
    text.length,
    match?.method === undefined ? 0 : 1,
    Object.keys(match?.headers ?? {}).length,
    Object.keys(match?.queryParams ?? {}).length,
  ];
}

function httpMatch(match: Match, port: number | undefined): HttpMatchSpec {
  const grpc = typeof match.method === "object" ? match.method : undefined;
  return {
    uri: grpc === undefined ? pathMatch(match.path) : grpcPath(grpc),
    ...(typeof match.method === "string" ? { method: { exact: match.method } } : {}),
    ...(match.headers === undefined ? {} : { headers: valueMatches(match.headers) }),
    ...(match.queryParams === undefined ? {} : { queryParams: valueMatches(match.queryParams) }),
    ...(port === undefined ? {} : { port }),
  };
}

function pathMatch(path: Match["path"]): StringMatchSpec {
  const value = path?.value ?? "/";
  if (path?.type === "Exact") return { exact: value };
  return path?.type === "RegularExpression" ? { regex: value } : { prefix: value };
}

function grpcPath(method: { service?: string | undefined; method?: string | undefined }): StringMatchSpec {
  if (method.service !== undefined && method.method !== undefined)
    return { exact: `/${method.service}/${method.method}` };
  if (method.service !== undefined) return { prefix: `/${method.service}/` };
  return method.method === undefined ? { prefix: "/" } : { regex: `/[^/]+/${method.method}` };
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

function destination(ref: BackendRef, namespace: string): DestinationSpec {
  return {
    host: hostFromService({ namespace: ref.namespace ?? namespace, name: ref.name }),
    ...(ref.port === undefined ? {} : { port: { number: ref.port } }),
  };
}

function routeAction(rule: GatewayApiRule, context: RuleContext): HttpRouteSpec {
  const backends = (rule.backendRefs ?? []).filter((ref) => (ref.kind ?? "Service") === "Service");
  const redirect = rule.filters?.find((filter) => filter.requestRedirect !== undefined)?.requestRedirect;
  if (redirect !== undefined)
    return {
      redirect: {
        authority: redirect.hostname,
        scheme: redirect.scheme,
        port: redirect.port,
        uri: redirect.path?.replaceFullPath,
        prefixRewrite: redirect.path?.replacePrefixMatch,
        redirectCode: redirect.statusCode ?? 302,
      },
    };
  const forwarded = backends.filter((ref) => (ref.weight ?? 1) > 0);
  if (forwarded.length === 0) return { directResponse: { status: 500 } };
  return {
    route: forwarded.map((ref) => ({
      destination: destination(ref, context.namespace),
      weight: ref.weight ?? 1,
    })),
    ...rewriteAndMirror(rule, context.namespace),
    ...timeoutsAndRetry(rule),
  };
}

function rewriteAndMirror(rule: GatewayApiRule, namespace: string): HttpRouteSpec {
  const rewrite = rule.filters?.find((filter) => filter.urlRewrite !== undefined)?.urlRewrite;
  const mirrors = (rule.filters ?? []).flatMap((filter) => filter.requestMirror ?? []);
  return {
    ...(rewrite === undefined
      ? {}
      : {
          rewrite: {
            authority: rewrite.hostname,
            uri: rewrite.path?.replacePrefixMatch,
            fullPath: rewrite.path?.replaceFullPath,
          },
        }),
    ...(mirrors.length === 0
      ? {}
      : {
          mirrors: mirrors.map((mirror) => ({
            destination: destination(mirror.backendRef, namespace),
            percentage: { value: mirrorPercent(mirror) },
          })),
        }),
  };
}

function mirrorPercent(mirror: {
  percent?: number | undefined;
  fraction?: { numerator: number; denominator?: number | undefined } | undefined;
}): number {
  if (mirror.fraction !== undefined)
    return (100 * mirror.fraction.numerator) / (mirror.fraction.denominator ?? 100);
  return mirror.percent ?? 100;
}

function timeoutsAndRetry(rule: GatewayApiRule): HttpRouteSpec {
  const { timeouts, retry } = rule;
  return {
    ...(timeouts?.request === undefined ? {} : { timeout: timeouts.request }),
    ...(retry === undefined && timeouts?.backendRequest === undefined
      ? {}
      : {
          retries: {
            attempts: retry?.attempts ?? 2,
            ...(retry?.codes === undefined ? {} : { retryOn: retry.codes.join(",") }),
            ...(timeouts?.backendRequest === undefined ? {} : { perTryTimeout: timeouts.backendRequest }),
          },
        }),
  };
}
