import type { HeaderChange } from "@/lib/proxies/explain/filter-step";
import { hostRewriteOf } from "@/lib/proxies/explain/host-rewrite";
import { replaceAll } from "@/lib/proxies/explain/re2";
import { barePath, headerOf, isGrpc, type ExplainedRequest } from "@/lib/proxies/explain/request";
import type { RouteEffects } from "@/lib/proxies/explain/route-effects";
import { booleanField, field, objectField, textField } from "@/lib/proxies/proto-json";

/** What callers ask of the router and what goes no further. */
const asked = [
  "x-envoy-upstream-rq-timeout-ms",
  "x-envoy-upstream-rq-per-try-timeout-ms",
  "x-envoy-upstream-rq-timeout-alt-response",
  "x-envoy-retry-on",
  "x-envoy-retry-grpc-on",
  "x-envoy-max-retries",
  "x-envoy-hedge-on-per-try-timeout",
  "x-envoy-upstream-stream-duration-ms",
];

type Sending = {
  /** The router's own configuration. */
  readonly router: unknown;
  readonly action: unknown;
  readonly virtualHost: unknown;
  /** After the changes of the route, before its rewrites. */
  readonly request: ExplainedRequest;
  readonly effects: Pick<RouteEffects, "timeouts">;
};

/**
 * What the router itself writes into a request that it sends on, and takes from it: timeouts, the count of tries, what
 * rewrites have replaced. Source: Envoy's Router::Filter::decodeHeaders, FilterUtility::setTimeoutHeaders and
 * RouteEntryImplBase::finalizeRequestHeaders.
 */
export function routerHeaders(sending: Sending): readonly HeaderChange[] {
  const { router, action, virtualHost, request, effects } = sending;
  const isQuiet = booleanField(router, "suppress_envoy_headers");
  const taken = asked
    .filter((name) => headerOf(request, name) !== null)
    .map((name): HeaderChange => ({ name, action: "remove", value: "", from: "filter" }));
  const expectedMs = expectedOf(effects.timeouts);
  const isRpc = isGrpc(request) === true;
  const streamMs =
    field(action, "max_stream_duration") === undefined
      ? 0
      : (effects.timeouts.maxStreamDurationMs?.value ?? 0);
  const rpcMs = field(action, "max_grpc_timeout") !== undefined && expectedMs > 0 ? expectedMs : streamMs;
  const written = [
    ...(expectedMs > 0 && !isQuiet ? [set("x-envoy-expected-rq-timeout-ms", `${expectedMs}`)] : []),
    ...(rpcMs > 0 && isRpc ? [set("grpc-timeout", `${rpcMs}m`)] : []),
    ...(booleanField(virtualHost, "include_request_attempt_count")
      ? [set("x-envoy-attempt-count", "1")]
      : []),
  ];
  return [...taken, ...written, ...replaced(sending, isQuiet)];
}

/** What the other end is told to have time for: one try, or all where tries overlap. */
function expectedOf({ perTryMs, requestMs, hedgesOnPerTryTimeout }: RouteEffects["timeouts"]): number {
  return Math.trunc(hedgesOnPerTryTimeout ? requestMs.value : (perTryMs?.value ?? requestMs.value));
}

function replaced({ action, request }: Sending, isQuiet: boolean): readonly HeaderChange[] {
  // A share of a split writes its host without a trace.
  const host = hostRewriteOf(action, undefined, request);
  const { authority, path: before = "" } = request;
  const isRewritten = rewrites(action, before);
  const isHostNew = host !== undefined;
  const appends = isHostNew && booleanField(action, "append_x_forwarded_host") && authority !== "";
  return [
    ...(isHostNew && !isQuiet ? [set("x-envoy-original-host", authority)] : []),
    ...(appends ? [forwardedHost(request)] : []),
    ...(isRewritten && !isQuiet ? [set("x-envoy-original-path", before)] : []),
  ];
}

/** Whether a rewrite writes a path, be it the same one; one that leaves nothing writes none. */
function rewrites(action: unknown, path: string): boolean {
  if ((textField(action, "prefix_rewrite") ?? "") !== "") return true;
  if (field(action, "path_rewrite_policy") !== undefined || field(action, "path_rewrite") !== undefined) {
    return true;
  }
  const regex = objectField(action, "regex_rewrite");
  if (regex === undefined) return false;
  const pattern = textField(objectField(regex, "pattern"), "regex") ?? "";
  return replaceAll(pattern, barePath(path), textField(regex, "substitution") ?? "") !== "";
}

function forwardedHost(request: ExplainedRequest): HeaderChange {
  const before = headerOf(request, "x-forwarded-host") ?? "";
  return set("x-forwarded-host", before === "" ? request.authority : `${before},${request.authority}`);
}

/** A header with a text, in the form in which changes are written. */
function set(name: string, text: string): HeaderChange {
  return { name, action: "overwrite", value: text.replaceAll("%", "%%"), from: "filter" };
}
