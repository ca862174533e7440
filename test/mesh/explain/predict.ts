import type { LocalAnswer } from "@/lib/proxies/explain/filter-step";
import { findRoute, type RouteSearch } from "@/lib/proxies/explain/find-route";
import { explainHttpFilters, type FilterOverrides } from "@/lib/proxies/explain/http-filters";
import { normalRequest } from "@/lib/proxies/explain/normal-request";
import type { PeerFacts } from "@/lib/proxies/explain/peer";
import { findScope } from "@/lib/proxies/explain/scope-key";
import { isGrpc, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { routeEffects } from "@/lib/proxies/explain/route-effects";
import { outcomeOf } from "@/lib/proxies/explain/route-outcome";
import { withHeaderChanges } from "@/lib/proxies/explain/sent-headers";
import { allowsUpgrade } from "@/lib/proxies/explain/upgrade";
import { field, fieldAt } from "@/lib/proxies/proto-json";

/** What the explanation says becomes of a request. */
export type Prediction =
  | { readonly kind: "unknown" }
  | { readonly kind: "local"; readonly answer: LocalAnswer; readonly location?: string | undefined }
  | {
      readonly kind: "upstream";
      readonly clusters: readonly string[];
      readonly path: string;
      readonly host: string;
      readonly request: ExplainedRequest;
      readonly untold: ReadonlySet<string>;
      readonly timeoutMs: number;
    };

/** A caller on a pipe, without TLS. */
const onPipe: PeerFacts = {
  directSourceIp: null,
  isTls: false,
  serverName: "",
  certificate: null,
  filterState: {},
};

const local = (status: number, details: string, flag = "", location?: string): Prediction => ({
  kind: "local",
  answer: { status, details, flag },
  location,
});

/** Walks a request through a connection manager: normal form, route, upgrade, filters, then what the route does. */
export function predict(
  hcm: unknown,
  asked: ExplainedRequest,
  peer: PeerFacts = onPipe,
  drawnCluster?: string,
): Prediction {
  const normal = normalRequest(hcm, asked, peer, field(hcm, "route_config"));
  const { request, answer, sourceIp, isInternal } = normal;
  if (answer !== undefined) return { kind: "local", answer, location: answer.location };
  if (isInternal === undefined) return { kind: "unknown" };
  const table = tableFor(hcm, request);
  if (table === "unknown") return { kind: "unknown" };
  const found: RouteSearch =
    table === undefined ? { kind: "no_virtual_host" } : findRoute(table, request, peer);
  if (found.kind === "opaque" || found.kind === "unknown_host") return { kind: "unknown" };
  const route = routeOf(found);
  if (route === "unknown") return { kind: "unknown" };
  const outcome = route === undefined ? undefined : outcomeOf(route, request);
  if (route !== undefined || found.kind === "tls_redirect") {
    const action = fieldAt(route, "route");
    if (allowsUpgrade(hcm, action, request).is === "no") return local(403, "upgrade_failed");
  }
  const single =
    outcome?.kind === "clusters" && outcome.clusters.length === 1 ? outcome.clusters[0] : undefined;
  const named = outcome?.kind === "cluster_header" ? outcome.cluster : single?.cluster;
  const overrides: FilterOverrides =
    route === undefined
      ? {}
      : { route, virtualHost: "host" in found ? found.host.host : undefined, routeConfig: table };
  const steps = explainHttpFilters(hcm, overrides, request, {
    ...peer,
    sourceIp: sourceIp ?? null,
    ...(outcome?.kind === "clusters" || outcome?.kind === "cluster_header"
      ? { cluster: named }
      : { cluster: "" }),
  });
  let filtered = request;
  for (const { effect } of steps) {
    if (effect.does === "answers") return { kind: "local", answer: effect.answer };
    if (effect.does === "changes") filtered = withHeaderChanges(filtered, effect.requestHeaders).request;
    else if (effect.does !== "passes") return { kind: "unknown" };
  }
  if (found.kind === "tls_redirect") return local(301, "direct_response", "", found.location);
  if (outcome === undefined) return local(404, "route_not_found", "NR");
  if (outcome.kind === "redirect") return local(outcome.status, "direct_response", "", outcome.location);
  if (outcome.kind === "direct_response") {
    return local(outcome.status, "direct_response", "", outcome.location);
  }
  if (outcome.kind === "opaque") return { kind: "unknown" };
  const clusters =
    outcome.kind === "clusters" ? outcome.clusters.map(({ cluster }) => cluster) : [outcome.cluster ?? ""];
  const missing = clusters.filter((one) => one !== "c1" && one !== "c2");
  if (missing.length > 0) {
    if (missing.length < clusters.length) return { kind: "unknown" };
    const code = fieldAt(route, "route", "cluster_not_found_response_code");
    const status = code === "NOT_FOUND" ? 404 : code === "INTERNAL_SERVER_ERROR" ? 500 : 503;
    return local(status, "cluster_not_found", "NC");
  }
  const weightedCluster =
    outcome.kind === "clusters"
      ? (outcome.clusters.find(({ cluster }) => cluster === drawnCluster) ?? outcome.clusters[0])?.proto
      : undefined;
  return sent(hcm, { ...overrides, weightedCluster }, filtered, clusters);
}

/** The table of the manager, or of the scope whose key the request has. */
function tableFor(hcm: unknown, request: ExplainedRequest): unknown {
  const scoped = field(hcm, "scoped_routes");
  if (scoped === undefined) return field(hcm, "route_config");
  const list = fieldAt(scoped, "scoped_route_configurations_list", "scoped_route_configurations");
  const found = findScope(scoped, Array.isArray(list) ? list : [], request);
  if (found.is === "unknown") return "unknown";
  return found.is === "scope" ? field(found.scope, "route_configuration") : undefined;
}

function routeOf(found: RouteSearch): unknown {
  if (found.kind !== "routes") return undefined;
  const [first] = found.routes;
  if (first === undefined) return undefined;
  return first.dependsOn.length > 0 ? "unknown" : first.route;
}

function sent(
  hcm: unknown,
  overrides: FilterOverrides,
  request: ExplainedRequest,
  clusters: readonly string[],
): Prediction {
  const { request: changed, unknown: untold } = withHeaderChanges(
    request,
    routeEffects(hcm, overrides, request).requestHeaders,
  );
  const effects = routeEffects(hcm, overrides, changed);
  const { host, timeouts, path } = effects;
  const rewritten = host === undefined || host.kind === "endpoint" ? undefined : host.host;
  const expected = timeouts.perTryMs?.value ?? timeouts.requestMs.value;
  return {
    kind: "upstream",
    clusters,
    // A CONNECT has no path: over HTTP/1 its target is the host.
    path: path?.after ?? changed.path ?? rewritten ?? changed.authority,
    host: rewritten ?? changed.authority,
    request: changed,
    untold,
    timeoutMs: expected,
  };
}

/** Whether a status is as predicted; to a gRPC caller Envoy says it in another header. */
export function isStatus(request: ExplainedRequest, seen: number, wanted: number): boolean {
  return seen === wanted || (seen === 200 && isGrpc(request) === true);
}
