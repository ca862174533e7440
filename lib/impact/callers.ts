import { policiesOf } from "@/lib/effective/workload-policies";
import { principalOf } from "@/lib/effective/access-matrix";
import { accessProbes } from "@/lib/effective/access-probes";
import { hasEnvoy, type MeshWorkload } from "@/lib/effective/mesh-workloads";
import { decideAccess } from "@/lib/xds/authorization";
import { isCatchAll } from "@/lib/xds/route-match";
import type { XdsVirtualHost } from "@/lib/xds/model";
import { demandsOf, routedHosts, type RoutedHost } from "./demand";
import type { CallerEffect, EffectKind } from "./model";
import type { ProxyClass } from "./proxy-classes";
import { isSameBehind, routeOutcome, type OutcomePart, type RouteOutcome } from "./route-outcome";
import type { RoutingView, Side } from "./routing-view";
import type { EdgeIndex } from "./traffic-edges";

/** Workloads of a class whose requests to an affected host are treated differently afterwards; only those that call, when known. One workload's at a time. */
export function* callersOfClass(
  view: RoutingView,
  of: ProxyClass,
  edges: EdgeIndex | undefined,
): Generator<readonly CallerEffect[]> {
  // Worked out when somebody calls: a mesh-wide policy has every host for every class.
  const known = new Map<RoutedHost, readonly EffectKind[]>();
  const routingOf = (at: RoutedHost): readonly EffectKind[] => {
    const routing = known.get(at) ?? routingChanges(view, of, at);
    known.set(at, routing);
    return routing;
  };
  for (const workload of of.workloads)
    yield calledBy(view, of, workload, edges).flatMap(({ at, rps }): readonly CallerEffect[] => {
      const access = accessChanges(view, of, workload, at) ? (["access"] as const) : [];
      const changes: readonly EffectKind[] = [...routingOf(at), ...access];
      if (changes.length === 0) return [];
      return [
        {
          namespace: workload.namespace,
          workload: workload.name,
          host: at.host,
          isGateway: of.proxy.gateway === true,
          ...(rps === undefined ? {} : { requestsPerSecond: rps }),
          changes,
        },
      ];
    });
}

/** Without metrics anybody may call any host that they have routes for. */
function calledBy(
  view: RoutingView,
  of: ProxyClass,
  workload: MeshWorkload,
  edges: EdgeIndex | undefined,
): readonly { readonly at: RoutedHost; readonly rps?: number }[] {
  return edges === undefined
    ? routedHosts(view, of).map((at) => ({ at }))
    : demandsOf(view, of, workload, edges);
}

/** Busiest first. */
export function sortedCallers(callers: readonly CallerEffect[]): readonly CallerEffect[] {
  return callers.toSorted((a, b) => (b.requestsPerSecond ?? 0) - (a.requestsPerSecond ?? 0));
}

type Field = { readonly kind: EffectKind; readonly text: (outcome: RouteOutcome) => string };

const shareText = (parts: readonly OutcomePart[]): string =>
  JSON.stringify(
    parts
      .map(({ label, share }) => `${label} ${Math.round(share * 1e6)}`)
      .toSorted((a, b) => (a < b ? -1 : 1)),
  );

const fields: readonly Field[] = [
  { kind: "destination", text: ({ parts }) => shareText(parts) },
  { kind: "timeout", text: ({ timeoutMs }) => String(timeoutMs) },
  { kind: "retries", text: ({ retries }) => retries },
  { kind: "fault", text: ({ fault }) => fault },
  { kind: "mirror", text: ({ mirrors }) => shareText(mirrors) },
  { kind: "rewrite", text: ({ rewrite }) => rewrite },
];

function routingChanges(view: RoutingView, of: ProxyClass, at: RoutedHost): readonly EffectKind[] {
  if (view.keepsRouting) return [];
  const hosts = {
    before: view.virtualHost("before", of, at.port, at.host),
    after: view.virtualHost("after", of, at.port, at.host),
  };
  if (view.keepsRoutes && hosts.before !== undefined && isSameBehind(view, of, hosts.before)) return [];
  return fields
    .filter(({ text }) => {
      const before = decisionText(view, "before", of, hosts.before, text);
      return before !== decisionText(view, "after", of, hosts.after, text);
    })
    .map(({ kind }) => kind);
}

/**
 * Which request gets which value of one field, as a text: the routes in order, without those at the end that change
 * nothing because all that follows has the same value.
 */
function decisionText(
  view: RoutingView,
  side: Side,
  of: ProxyClass,
  host: XdsVirtualHost | undefined,
  text: Field["text"],
): string {
  const routes = (host?.routes ?? []).map((route) => ({
    match: isCatchAll(route.match) ? "" : JSON.stringify(route.match),
    value: text(routeOutcome(view, side, of, route)),
  }));
  const kept: typeof routes = [];
  for (const route of routes.toReversed()) {
    const [only] = kept;
    if (kept.length === 1 && only?.match === "" && only.value === route.value) continue;
    kept.unshift(route);
  }
  return JSON.stringify(kept);
}

function accessChanges(view: RoutingView, of: ProxyClass, caller: MeshWorkload, at: RoutedHost): boolean {
  if (view.affected.access.size === 0 || hasSamePolicies(view)) return false;
  const host = view.virtualHost("after", of, at.port, at.host);
  const parts = (host?.routes ?? []).flatMap((route) => routeOutcome(view, "after", of, route).parts);
  const seen = new Set<string>();
  return parts.some(({ workload, port, label, security }) => {
    if (workload === undefined || port === undefined || seen.has(label)) return false;
    seen.add(label);
    if (workload.dataplane === "none") return false;
    const policies = {
      before: policiesOf(view.mesh.before, workload),
      after: policiesOf(view.mesh.after, workload),
    };
    const { probes } = accessProbes([...policies.before, ...policies.after], at.host);
    const isMutual = security?.kind === "mutual_tls";
    return probes.some(({ method, path, host: asked }) => {
      const [before, after] = (["before", "after"] as const).map((side) =>
        decideAccess(policies[side], {
          port,
          ...(isMutual
            ? { principal: principalOf(view.mesh[side], caller.namespace, caller.serviceAccount) }
            : {}),
          ...(hasEnvoy(workload) ? { http: { method, path, host: asked, headers: {} } } : {}),
        }),
      );
      return before?.outcome !== after?.outcome;
    });
  });
}

/** Whether what policies are asked, and what they know callers by, is untouched. */
function hasSamePolicies({ mesh: { before, after } }: RoutingView): boolean {
  return ["security.istio.io/AuthorizationPolicy", "/ConfigMap"].every((key) => before[key] === after[key]);
}
