import { workloadByName, type MeshWorkload } from "@/lib/effective/mesh-workloads";
import { parseEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { matchVirtualHost } from "@/lib/xds/match-route";
import type { XdsRouteConfig, XdsVirtualHost } from "@/lib/xds/model";
import { affectedHosts, completeHost, leadingHosts, type AffectedHosts } from "./affected-hosts";
import { isAboutAccess, leavesRoutes } from "./changed-routes";
import type { ChangedObject } from "./changed-objects";
import { MadeRoutes } from "./made-routes";
import { narrowObjects } from "./narrow-objects";
import { proxyClasses, type ProxyClass } from "./proxy-classes";

export type Side = "before" | "after";
export type ChangedMeshObjects = {
  readonly before: MeshObjects;
  readonly after: MeshObjects;
  readonly changed: readonly ChangedObject[];
};

/** The mesh before and after a change, cut down to what the change decides about, with routes made once. */
export type RoutingView = {
  readonly mesh: ChangedMeshObjects;
  readonly affected: AffectedHosts;
  /** Every affected host, and those whose routes lead to one. */
  readonly hosts: ReadonlySet<string>;
  readonly classes: readonly ProxyClass[];
  /** No route of any proxy differs: both sides then share theirs, and only what is behind them can. */
  readonly keepsRoutes: boolean;
  /** Nothing behind the routes differs either: the change is about who may call. */
  readonly keepsRouting: boolean;
  /** Cut down: only `hosts` are complete. */
  readonly objects: (side: Side) => MeshObjects;
  /** Whether the change decides about a virtual host, in itself or behind its routes. */
  readonly isTouched: (host: XdsVirtualHost | undefined) => boolean;
  readonly classOf: (workload: Pick<MeshWorkload, "namespace" | "name">) => ProxyClass | undefined;
  readonly routes: (side: Side, of: ProxyClass, port: number) => XdsRouteConfig;
  /** The virtual host that answers to `host` there; undefined for one that the change does not decide about. */
  readonly virtualHost: (
    side: Side,
    of: ProxyClass,
    port: number,
    host: string,
  ) => XdsVirtualHost | undefined;
};

export function routingView(
  mesh: ChangedMeshObjects,
  affected = affectedHosts(mesh.before, mesh.after, mesh.changed),
): RoutingView {
  const touched = new Set([...affected.routes, ...affected.clusters, ...affected.access]);
  const hosts = new Set([...touched, ...leadingHosts(mesh.before, mesh.after, touched)]);
  const objects = { before: narrowObjects(mesh.before, hosts), after: narrowObjects(mesh.after, hosts) };
  const classes = proxyClasses([objects.before, objects.after]);
  const byWorkload = new Map(
    classes.flatMap((own) =>
      own.workloads.map(({ namespace, name }) => [`${namespace}/${name}`, own] as const),
    ),
  );
  const keepsRoutes = leavesRoutes(mesh.changed, [objects.before, objects.after]);
  const made = { before: new MadeRoutes(objects.before), after: new MadeRoutes(objects.after) };
  const sideOf = (side: Side): MadeRoutes => made[keepsRoutes ? "before" : side];
  return {
    mesh,
    affected,
    hosts,
    classes,
    keepsRoutes,
    keepsRouting: mesh.changed.every(isAboutAccess),
    objects: (side) => objects[side],
    isTouched: (host) =>
      host !== undefined &&
      (host.domains.some((domain) => touched.has(domain)) ||
        host.routes.some(({ action }) =>
          action.kind !== "forward"
            ? false
            : action.clusters.some(({ cluster }) => touched.has(parseEnvoyClusterName(cluster)?.host ?? "")),
        )),
    classOf: ({ namespace, name }) => byWorkload.get(`${namespace}/${name}`),
    routes: (side, of, port) => sideOf(side).ofPort(of, port),
    virtualHost: (side, of, port, host) => {
      const full = hosts.has(host) ? host : (completeHost(host) ?? "");
      // Mesh-wide changes that leave the routes alone ask for the few hosts that somebody calls.
      const isNarrow = keepsRoutes && of.proxy.gateway !== true && hosts.has(full);
      const config = isNarrow ? sideOf(side).ofHost(of, port, full) : sideOf(side).ofPort(of, port);
      const found = hostsByDomain(config).get(host) ?? matchVirtualHost(config, host);
      return found === undefined || isFallback(found) ? undefined : found;
    },
  };
}

/** The virtual host of a call that the change does not decide about, in the mesh as it is. */
export function untouchedHost(
  view: RoutingView,
  of: ProxyClass,
  port: number,
  host: string,
): XdsVirtualHost | undefined {
  const made = untouched.get(view) ?? new MadeRoutes(view.mesh.before);
  untouched.set(view, made);
  const config = made.ofHost(of, port, host);
  return hostsByDomain(config).get(host) ?? matchVirtualHost(config, host);
}

const untouched = new WeakMap<RoutingView, MadeRoutes>();

/** Any name falls to these, so they say nothing of one. */
function isFallback({ name }: XdsVirtualHost): boolean {
  return name === "allow_any" || name === "block_all" || name.startsWith("blackhole:");
}

const domains = new WeakMap<XdsRouteConfig, ReadonlyMap<string, XdsVirtualHost>>();

/** An exact domain wins over every wildcard, so that most look-ups need no search. */
function hostsByDomain(config: XdsRouteConfig): ReadonlyMap<string, XdsVirtualHost> {
  const known = domains.get(config);
  if (known !== undefined) return known;
  const found = new Map(
    config.virtualHosts.flatMap((host) => host.domains.map((domain) => [domain, host] as const)),
  );
  domains.set(config, found);
  return found;
}

/** The workload by the name that telemetry gives it. */
export function workloadOfView(
  view: RoutingView,
  name: { readonly namespace: string; readonly workload: string },
): MeshWorkload | undefined {
  return workloadByName(view.mesh.before, name.namespace, name.workload);
}
