import { clusterLabel, connectionsOf } from "@/lib/effective/destination-policies";
import { workloadByPod, type MeshWorkload } from "@/lib/effective/mesh-workloads";
import { parseEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { clusterNamed } from "@/lib/xds/clusters";
import type { ConnectionSecurity } from "@/lib/xds/connection-security";
import type { XdsCluster, XdsRoute, XdsVirtualHost } from "@/lib/xds/model";
import type { ProxyClass } from "./proxy-classes";
import type { RoutingView, Side } from "./routing-view";

/** A share of a route's requests and where it ends up. */
export type OutcomePart = {
  readonly share: number;
  /** Equal for equal destinations: workload, or the answer that the proxy gives itself. */
  readonly label: string;
  readonly kind: "workload" | "external" | "answer";
  readonly workload?: MeshWorkload;
  /** The workload's own port. */
  readonly port?: number;
  readonly security?: ConnectionSecurity;
  /** An error, whoever gives it. */
  readonly isFailure: boolean;
};

export type RouteOutcome = {
  readonly parts: readonly OutcomePart[];
  readonly mirrors: readonly OutcomePart[];
  readonly timeoutMs: number | undefined;
  /** Texts that are equal for equal behaviour. */
  readonly retries: string;
  readonly fault: string;
  readonly rewrite: string;
};

const made = new WeakMap<ProxyClass, Record<Side, WeakMap<XdsRoute, RouteOutcome>>>();

/** No route took the request: Envoy's 404. */
export const notFound: RouteOutcome = {
  parts: [{ share: 1, label: "404 NR", kind: "answer", isFailure: true }],
  mirrors: [],
  timeoutMs: undefined,
  retries: "",
  fault: "",
  rewrite: "",
};

/** What a route of a class of proxies does with its requests, down to the workloads behind its clusters. */
export function routeOutcome(view: RoutingView, side: Side, of: ProxyClass, route: XdsRoute): RouteOutcome {
  // Classes live as long as their view.
  const sides = made.get(of) ?? { before: new WeakMap(), after: new WeakMap() };
  made.set(of, sides);
  const routes = sides[side];
  const known = routes.get(route);
  if (known !== undefined) return known;
  const outcome = outcomeOf(view, side, of, route);
  routes.set(route, outcome);
  return outcome;
}

function outcomeOf(view: RoutingView, side: Side, of: ProxyClass, route: XdsRoute): RouteOutcome {
  const { abort } = route.fault ?? {};
  const aborted = (abort?.percent ?? 0) / 100;
  const answered: readonly OutcomePart[] =
    abort === undefined || aborted <= 0
      ? []
      : [
          {
            share: Math.min(1, aborted),
            label: `${abort.httpStatus ?? `gRPC ${abort.grpcStatus ?? ""}`} FI`,
            kind: "answer",
            isFailure: abort.httpStatus === undefined || abort.httpStatus >= 400,
          },
        ];
  const rest = actionParts(view, side, of, route).map((part) => ({
    ...part,
    share: part.share * (1 - Math.min(1, aborted)),
  }));
  return {
    parts: merged([...answered, ...rest].filter(({ share }) => share > 0)),
    mirrors: route.mirrors.flatMap(({ cluster, percent }) =>
      clusterParts(view, side, of, cluster).map((part) => ({
        ...part,
        share: (part.share * Math.min(100, percent)) / 100,
      })),
    ),
    timeoutMs: route.timeoutMs,
    retries: JSON.stringify(route.retries ?? null),
    fault: JSON.stringify(route.fault ?? null),
    rewrite: JSON.stringify([route.rewrite ?? null, route.headers ?? null]),
  };
}

function actionParts(
  view: RoutingView,
  side: Side,
  of: ProxyClass,
  { action }: XdsRoute,
): readonly OutcomePart[] {
  switch (action.kind) {
    case "redirect": {
      const target = `${action.host ?? ""}${action.path ?? action.prefix ?? ""}`;
      const label = `redirect ${action.responseCode}${target === "" ? "" : ` ${target}`}`;
      return [{ share: 1, label, kind: "answer", isFailure: false }];
    }
    case "direct_response":
      return [{ share: 1, label: String(action.status), kind: "answer", isFailure: action.status >= 400 }];
    case "forward": {
      const total = action.clusters.reduce((sum, { weight }) => sum + weight, 0);
      return action.clusters.flatMap(({ cluster, weight }) =>
        clusterParts(view, side, of, cluster).map((part) => ({
          ...part,
          share: total === 0 ? 0 : (part.share * weight) / total,
        })),
      );
    }
  }
}

const behind = new WeakMap<ProxyClass, Record<Side, Map<string, readonly OutcomePart[]>>>();

function clusterParts(view: RoutingView, side: Side, of: ProxyClass, name: string): readonly OutcomePart[] {
  const sides = behind.get(of) ?? { before: new Map(), after: new Map() };
  behind.set(of, sides);
  const known = sides[side].get(name);
  if (known !== undefined) return known;
  const parts = merged(findParts(view, side, of, name));
  sides[side].set(name, parts);
  return parts;
}

/** Whether the clusters that a virtual host's routes name have the same workloads behind them on both sides, for the class. */
export function isSameBehind(view: RoutingView, of: ProxyClass, { routes }: XdsVirtualHost): boolean {
  const names = new Set(
    routes.flatMap(({ action, mirrors }) => [
      ...(action.kind === "forward" ? action.clusters : []).map(({ cluster }) => cluster),
      ...mirrors.map(({ cluster }) => cluster),
    ]),
  );
  return [...names].every((name) => {
    const [before, after] = (["before", "after"] as const).map((side) =>
      JSON.stringify(clusterParts(view, side, of, name).map(({ label, share }) => [label, share])),
    );
    return before === after;
  });
}

function findParts(view: RoutingView, side: Side, of: ProxyClass, name: string): readonly OutcomePart[] {
  const parts = parseEnvoyClusterName(name);
  if (parts === undefined) return [{ share: 1, label: name, kind: "external", isFailure: false }];
  const objects = view.objects(side);
  const cluster = clusterNamed({ objects, proxy: of.proxy, ...parts });
  if (cluster === undefined)
    return [{ share: 1, label: `503 NC ${clusterLabel(name)}`, kind: "answer", isFailure: true }];
  if (cluster.discovery !== "eds")
    return [{ share: 1, label: clusterLabel(name), kind: "external", isFailure: false }];
  const healthy = cluster.endpoints.filter((endpoint) => endpoint.healthy);
  const weight = healthy.reduce((sum, endpoint) => sum + endpoint.weight, 0);
  if (weight === 0)
    return [{ share: 1, label: `503 UH ${clusterLabel(name)}`, kind: "answer", isFailure: true }];
  return endpointParts(view, side, of, cluster, weight);
}

function endpointParts(
  view: RoutingView,
  side: Side,
  of: ProxyClass,
  cluster: XdsCluster,
  total: number,
): readonly OutcomePart[] {
  const objects = view.objects(side);
  const caller = of.workloads[0] ?? { dataplane: "sidecar" as const };
  const security = new Map(
    connectionsOf(objects, caller, cluster, undefined).map((one) => [
      `${one.workload.namespace}/${one.workload.name}:${one.port}`,
      one.security,
    ]),
  );
  return cluster.endpoints
    .filter(({ healthy }) => healthy)
    .map((endpoint): OutcomePart => {
      const share = endpoint.weight / total;
      const workload = workloadByPod(objects, endpoint.namespace ?? "", endpoint.pod ?? "");
      if (workload === undefined)
        return { share, label: clusterLabel(cluster.name), kind: "external", isFailure: false };
      const label = `${workload.namespace}/${workload.name}`;
      const secured = security.get(`${label}:${endpoint.port}`);
      if (secured?.kind === "refused")
        return { share, label: `503 ${secured.flag} ${label}`, kind: "answer", isFailure: true };
      return {
        share,
        label,
        kind: "workload",
        workload,
        port: endpoint.port,
        isFailure: false,
        ...(secured === undefined ? {} : { security: secured }),
      };
    });
}

function merged(parts: readonly OutcomePart[]): readonly OutcomePart[] {
  const byLabel = new Map<string, OutcomePart>();
  for (const part of parts) {
    const known = byLabel.get(part.label);
    byLabel.set(part.label, known === undefined ? part : { ...known, share: known.share + part.share });
  }
  return [...byLabel.values()];
}
