import { policiesOf } from "./workload-policies";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import { parseEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import type { AccessDecision } from "@/lib/xds/authorization";
import { clusterNamed } from "@/lib/xds/clusters";
import type { ConnectionSecurity } from "@/lib/xds/connection-security";
import { matchesRoute, matchVirtualHost, type RoutedRequest } from "@/lib/xds/match-route";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import type { XdsRoute } from "@/lib/xds/model";
import { routeConfigFor } from "@/lib/xds/route-config";
import { accessOutcomes } from "./access-outcomes";
import { principalOf } from "./access-matrix";
import { connectionsOf, ruleOfCluster, type ConnectionView } from "./destination-policies";
import { failedConditions } from "./failed-conditions";
import type { MatchCondition } from "./match-conditions";
import { hasEnvoy, proxyOfWorkload, workloadByName, type MeshWorkload } from "./mesh-workloads";
import { originsOf, type RouteOrigin } from "./route-origin";
import { destinationsOf, type RouteDestination } from "./route-view";

export type TriedRequest = {
  readonly host: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** A route that was looked at before one took the request, and what the request lacked. */
type SkippedRoute = {
  readonly index: number;
  readonly name: string;
  readonly origin?: RouteOrigin;
  readonly failed: readonly MatchCondition[];
};

type TriedAccess = {
  readonly connection: ConnectionView;
  readonly decision?: AccessDecision;
  readonly policy?: ObjectRef;
  /** Conditions on a token or address that the form does not ask for, which could turn the decision. */
  readonly dependsOn: readonly string[];
};

/** What becomes of one request, hop by hop. */
export type TryResult = {
  /** Absent: no virtual host answers to this name, Envoy's 404. */
  readonly virtualHost?: string;
  readonly skipped: readonly SkippedRoute[];
  readonly route?: { readonly index: number; readonly route: XdsRoute; readonly origin?: RouteOrigin };
  readonly destinations: readonly (RouteDestination & { readonly access: readonly TriedAccess[] })[];
  readonly outcome: "forwarded" | "denied" | "mixed" | "redirected" | "answered" | "no_route" | "refused";
};

/** Follows a request of `caller` through its routes to each destination and its policies. */
export function tryRequest(objects: MeshObjects, caller: MeshWorkload, request: TriedRequest): TryResult {
  const proxy = proxyOfWorkload(caller);
  if (!hasEnvoy(caller)) return direct(objects, caller, request);
  const at = { proxy, port: request.port };
  const config = routeConfigFor({ objects, ...at });
  const host = matchVirtualHost(config, request.host);
  if (host === undefined) return { skipped: [], destinations: [], outcome: "no_route" };
  const routed: RoutedRequest = request;
  const origins = originsOf(objects, at, host);
  const chosen = host.routes.findIndex((route) => matchesRoute(route.match, routed));
  const before = chosen < 0 ? host.routes : host.routes.slice(0, chosen);
  const skipped = before.map((route, index) => {
    const origin = origins[index];
    return {
      index,
      name: route.name,
      ...(origin === undefined ? {} : { origin }),
      failed: failedConditions(route.match, routed),
    };
  });
  const route = host.routes[chosen];
  const base = { virtualHost: host.name, skipped };
  if (route === undefined) return { ...base, destinations: [], outcome: "no_route" };
  const origin = origins[chosen];
  const destinations = destinationsOf(objects, proxy, route).map((destination) => ({
    ...destination,
    access: accessOf(objects, caller, destination.cluster, request),
  }));
  return {
    ...base,
    route: { index: chosen, route, ...(origin === undefined ? {} : { origin }) },
    destinations,
    outcome: outcomeOf(route, destinations),
  };
}

/** Without an Envoy of its own a caller has no routes: the connection goes where the address says. */
function direct(objects: MeshObjects, caller: MeshWorkload, request: TriedRequest): TryResult {
  const cluster = `outbound|${request.port}||${request.host}`;
  const found = clusterNamed({
    objects,
    proxy: proxyOfWorkload(caller),
    host: request.host,
    port: request.port,
    subset: "",
  });
  if (found === undefined) return { skipped: [], destinations: [], outcome: "no_route" };
  const ready = found.endpoints.filter(({ healthy }) => healthy).length;
  const access = accessOf(objects, caller, cluster, request);
  const destination = {
    cluster,
    host: request.host,
    port: request.port,
    subset: "",
    sharePercent: 100,
    state: ready === 0 && found.discovery === "eds" ? ("no_endpoints" as const) : ("ok" as const),
    readyEndpoints: ready,
    endpoints: found.endpoints.length,
    access,
  };
  return { skipped: [], destinations: [destination], outcome: accessOutcome(access) };
}

function accessOf(
  objects: MeshObjects,
  caller: MeshWorkload,
  clusterName: string,
  request: TriedRequest,
): readonly TriedAccess[] {
  const name = parseEnvoyClusterName(clusterName);
  const cluster = name && clusterNamed({ objects, proxy: proxyOfWorkload(caller), ...name });
  if (cluster === undefined) return [];
  return connectionsOf(objects, caller, cluster, ruleOfCluster(cluster)).map((connection) => {
    const { workload, security, port } = connection;
    const server = workloadByName(objects, workload.namespace, workload.name);
    if (server === undefined || server.dataplane === "none" || security.kind === "refused")
      return { connection, dependsOn: [] };
    return { connection, ...decided(objects, caller, server, { port, security, request }) };
  });
}

function decided(
  objects: MeshObjects,
  caller: MeshWorkload,
  server: MeshWorkload,
  at: { port: number; security: ConnectionSecurity; request: TriedRequest },
): Omit<TriedAccess, "connection"> {
  const { method, path, host, headers } = at.request;
  const outcomes = accessOutcomes(
    policiesOf(objects, server),
    {
      port: at.port,
      ...(at.security.kind === "mutual_tls"
        ? { principal: principalOf(objects, caller.namespace, caller.serviceAccount) }
        : {}),
      ...(hasEnvoy(server) ? { http: { method, path, host, headers } } : {}),
    },
    { headers: false, token: true, addresses: true },
  );
  const decision = outcomes.decide(new Set());
  const turning = outcomes.atoms.filter(
    ({ key }) => outcomes.decide(new Set([key])).outcome !== decision.outcome,
  );
  return {
    decision,
    ...(decision.policy === undefined
      ? {}
      : {
          policy: {
            apiVersion: "security.istio.io/v1",
            kind: "AuthorizationPolicy",
            namespace: decision.policy.namespace,
            name: decision.policy.name,
          },
        }),
    dependsOn: [...new Set(turning.map(({ because }) => because))],
  };
}

function outcomeOf(
  route: XdsRoute,
  destinations: readonly { readonly access: readonly TriedAccess[] }[],
): TryResult["outcome"] {
  if (route.action.kind === "redirect") return "redirected";
  if (route.action.kind === "direct_response") return "answered";
  return accessOutcome(destinations.flatMap(({ access }) => access));
}

function accessOutcome(access: readonly TriedAccess[]): TryResult["outcome"] {
  const results = new Set(
    access.map(({ connection, decision }) =>
      connection.security.kind === "refused"
        ? "refused"
        : decision?.outcome === "deny"
          ? "denied"
          : "forwarded",
    ),
  );
  const [only] = results;
  return results.size > 1 ? "mixed" : (only ?? "forwarded");
}
