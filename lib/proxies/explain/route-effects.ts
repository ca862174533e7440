import type { Because } from "@/lib/proxies/explain/answer";
import { headerChanges } from "@/lib/proxies/explain/header-changes";
import { hostRewriteOf } from "@/lib/proxies/explain/host-rewrite";
import type { FilterOverrides } from "@/lib/proxies/explain/http-filters";
import type { HeaderChange, SettingOrigin } from "@/lib/proxies/explain/filter-step";
import { pathAfterRewrite } from "@/lib/proxies/explain/path-rewrite";
import { withMade, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { withHeaderChanges } from "@/lib/proxies/explain/sent-headers";
import { retriesOf, retryPolicyOf } from "@/lib/proxies/explain/retries";
import {
  hashPolicy,
  headerSources,
  internalRedirectsOf,
  metadataOf,
  mirrorsOf,
  rateLimitsOf,
} from "@/lib/proxies/explain/route-settings";
import { timeoutsOf } from "@/lib/proxies/explain/timeouts";
import { routerHeaders } from "@/lib/proxies/explain/router-headers";
import { upgradesOf } from "@/lib/proxies/explain/upgrade";
import { anyField, booleanField, itemsField, objectField, textField } from "@/lib/proxies/proto-json";

/** A value in force and where it comes from. */
export type Setting<T> = { readonly value: T; readonly from: SettingOrigin };

export type TimeoutEffects = {
  /** Until the whole answer is there; 0 is none. */
  readonly requestMs: Setting<number>;
  readonly perTryMs?: Setting<number>;
  readonly perTryIdleMs?: Setting<number>;
  /** Of the stream; 0 is none. */
  readonly idleMs?: Setting<number>;
  readonly maxStreamDurationMs?: Setting<number>;
  /** A further try starts when one takes too long, and the first answer wins. */
  readonly hedgesOnPerTryTimeout: boolean;
};

export type RetryEffects = {
  readonly on: readonly string[];
  /** Tries after the first. */
  readonly attempts: number;
  readonly statusCodes: readonly number[];
  readonly backoffBaseMs: number;
  readonly backoffMaxMs: number;
  /** Names of predicates and priority extensions: `previous_hosts` and the like. */
  readonly hostPredicates: readonly string[];
  readonly hostSelectionAttempts: number;
  readonly priority?: string;
};

export type Mirror = {
  readonly cluster: string;
  /** Absent where a runtime key or a header decides. */
  readonly percent?: number;
  readonly clusterHeader?: string;
};

export type HostRewrite =
  | { readonly kind: "literal"; readonly host: string }
  /** The name of the endpoint that is picked (strict DNS and the like). */
  | { readonly kind: "endpoint" }
  /** `host` is absent when nobody said what the header holds. */
  | { readonly kind: "header"; readonly header: string; readonly host?: string }
  | { readonly kind: "path_regex"; readonly host: string };

/** What a route does to the requests it sends on. */
export type RouteEffects = {
  readonly timeouts: TimeoutEffects;
  /** Absent where nothing is tried again. */
  readonly retries?: Setting<RetryEffects>;
  /** In the order in which Envoy makes them. */
  readonly requestHeaders: readonly HeaderChange[];
  readonly responseHeaders: readonly HeaderChange[];
  /** What the router itself writes and takes after them: timeouts, the count of tries, what rewrites replaced. */
  readonly routerHeaders: readonly HeaderChange[];
  readonly path?: { readonly before: string; readonly after: string };
  readonly host?: HostRewrite;
  /** What the load balancer hashes, in order: `header x-user`, `cookie a (ttl 5s)`. */
  readonly hashPolicies: readonly {
    readonly on: string;
    readonly name: string;
    readonly isTerminal: boolean;
  }[];
  readonly mirrors: readonly Mirror[];
  readonly priority: "DEFAULT" | "HIGH";
  /** Subset that the load balancer must pick from: key and value as text. */
  readonly metadataMatch: Readonly<Record<string, string>>;
  readonly rateLimits: readonly { readonly stage: number; readonly descriptors: readonly string[] }[];
  readonly internalRedirects?: { readonly statuses: readonly number[]; readonly most: number };
  /** WebSocket and other upgrades that it takes; CONNECT too. */
  readonly upgrades: readonly string[];
  /** What could not be told, by the header or key that it depends on. */
  readonly dependsOn: readonly Because[];
};

/** What a route that sends on to a cluster does on the way. `overrides` hold the objects that enclose the route. */
export function routeEffects(
  hcm: unknown,
  overrides: FilterOverrides,
  request: ExplainedRequest,
): RouteEffects {
  const { route, virtualHost, weightedCluster, routeConfig } = overrides;
  const action = objectField(route, "route") ?? {};
  const router = itemsField(hcm, "http_filters")
    .map((filter) => anyField(filter, "typed_config"))
    .find(({ type }) => type.endsWith(".Router"))?.content;
  const policy = retryPolicyOf(action, virtualHost);
  const { timeouts, dependsOn } = timeoutsOf(hcm, action, policy, request, {
    respectsExpectedTimeout: booleanField(router, "respect_expected_rq_timeout"),
  });
  const retries = retriesOf(policy, request);
  const before = request.path ?? "";
  const after = pathAfterRewrite(action, objectField(route, "match"), request);
  const wins = booleanField(routeConfig, "most_specific_header_mutations_wins");
  const sources = headerSources(overrides);
  const requestHeaders = headerChanges(sources, "request", wins);
  const shareHost = textField(weightedCluster, "host_rewrite_literal");
  const changed = withHeaderChanges(request, requestHeaders, shareHost);
  const host = hostRewriteOf(action, weightedCluster, withMade(changed.request, [...changed.unknown]));
  const internalRedirects = internalRedirectsOf(action);
  const rewrites = {
    ...(after === undefined || after === before ? {} : { path: { before, after } }),
    ...(host === undefined ? {} : { host }),
  };
  return {
    timeouts,
    requestHeaders,
    routerHeaders: routerHeaders({
      router,
      action,
      virtualHost,
      request: withMade(changed.request, [...changed.unknown]),
      effects: { timeouts },
    }),
    responseHeaders: headerChanges(sources, "response", wins),
    hashPolicies: itemsField(action, "hash_policy").map(hashPolicy),
    mirrors: mirrorsOf([action, virtualHost, routeConfig]),
    priority: textField(action, "priority") === "HIGH" ? "HIGH" : "DEFAULT",
    metadataMatch: { ...metadataOf(action), ...metadataOf(weightedCluster) },
    rateLimits: rateLimitsOf(action, virtualHost),
    upgrades: upgradesOf(hcm, action),
    dependsOn: [
      ...dependsOn,
      ...retries.dependsOn,
      ...(after === undefined ? [{ code: "path_rewrite", values: {} }] : []),
    ],
    ...(retries.retries === undefined ? {} : { retries: retries.retries }),
    ...rewrites,
    ...(internalRedirects === undefined ? {} : { internalRedirects }),
  };
}
