import { meshWorkloads, type MeshWorkload } from "@/lib/effective/mesh-workloads";
import { destinationRuleFor } from "@/lib/xds/destination-rules";
import { gatewayServers } from "@/lib/xds/gateway-servers";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { peerAuthenticationMode } from "@/lib/xds/peer-authentication";
import { proxyScope, sidecarFor } from "@/lib/xds/proxy-scope";
import { serviceRegistry } from "@/lib/xds/service-registry";
import { demandOf, routedHosts } from "./demand";
import { inboundTypes, isOpaqueKind } from "./inbound-receivers";
import type { Receiver, Receivers, XdsType } from "./model";
import type { ProxyClass } from "./proxy-classes";
import type { RoutingView } from "./routing-view";
import { workloadKey, type EdgeIndex } from "./traffic-edges";

const order: readonly XdsType[] = ["CDS", "EDS", "LDS", "RDS"];

/**
 * The proxies that would be sent something else, by comparing what istiod makes for each class of them before and
 * after. `edges` put the live requests behind them; without, their rates are unknown.
 */
export function receiversOf(view: RoutingView, edges: EdgeIndex | undefined): Receivers {
  const inbound = inboundTypes(view);
  const all = meshWorkloads(view.mesh.before).filter(({ dataplane }) => dataplane !== "none");
  const list = view.classes.flatMap((of) => {
    const outbound = outboundTypes(view, of);
    return of.workloads.flatMap((workload): readonly Receiver[] => {
      const key = `${workload.namespace}/${workload.name}`;
      const types = new Set([...outbound, ...(inbound.get(key) ?? [])]);
      if (types.size === 0) return [];
      return [receiver(view, of, workload, { types, isInbound: inbound.has(key), edges, outbound })];
    });
  });
  // ztunnel and waypoints have no class here; policies reach them all the same.
  const covered = new Set(list.map(({ namespace, workload }) => `${namespace}/${workload}`));
  const others = all.flatMap((workload): readonly Receiver[] => {
    const key = `${workload.namespace}/${workload.name}`;
    const types = inbound.get(key);
    if (types === undefined || covered.has(key)) return [];
    const rate = edges?.byDestination.get(key);
    return [{ ...plain(workload), types: [...types], ...(edges && { requestsPerSecond: rate ?? 0 }) }];
  });
  const sorted = [...list, ...others].toSorted(
    (a, b) =>
      (b.requestsPerSecond ?? 0) - (a.requestsPerSecond ?? 0) || (workloadKey(a) < workloadKey(b) ? -1 : 1),
  );
  return {
    proxies: sorted.reduce((sum, { proxies }) => sum + proxies, 0),
    proxiesOfMesh: all.reduce((sum, { pods }) => sum + pods, 0),
    byNamespace: byNamespace(sorted),
    list: sorted,
    opaque: view.mesh.changed.filter(({ ref }) => isOpaqueKind(ref.kind)).map(({ ref }) => ref),
  };
}

function plain(workload: MeshWorkload): Omit<Receiver, "types"> {
  const { namespace, name, pods, dataplane } = workload;
  return { namespace, workload: name, isGateway: dataplane === "gateway", proxies: pods };
}

function receiver(
  view: RoutingView,
  of: ProxyClass,
  workload: MeshWorkload,
  how: {
    types: ReadonlySet<XdsType>;
    isInbound: boolean;
    outbound: ReadonlySet<XdsType>;
    edges: EdgeIndex | undefined;
  },
): Receiver {
  const types = order.filter((type) => how.types.has(type));
  if (how.edges === undefined) return { ...plain(workload), types };
  const { edges } = how;
  const sent =
    how.outbound.size === 0
      ? 0
      : routedHosts(view, of).reduce((sum, at) => sum + (demandOf(view, of, workload, at, edges) ?? 0), 0);
  const served = how.isInbound ? (edges.byDestination.get(`${workload.namespace}/${workload.name}`) ?? 0) : 0;
  return { ...plain(workload), types, requestsPerSecond: sent + served };
}

function byNamespace(list: readonly Receiver[]): Receivers["byNamespace"] {
  const sums = new Map<string, { namespace: string; proxies: number; requestsPerSecond?: number }>();
  for (const { namespace, proxies, requestsPerSecond } of list) {
    const sum = sums.get(namespace) ?? { namespace, proxies: 0 };
    sums.set(namespace, sum);
    sum.proxies += proxies;
    if (requestsPerSecond !== undefined)
      sum.requestsPerSecond = (sum.requestsPerSecond ?? 0) + requestsPerSecond;
  }
  return [...sums.values()].toSorted((a, b) => b.proxies - a.proxies || (a.namespace < b.namespace ? -1 : 1));
}

function outboundTypes(view: RoutingView, of: ProxyClass): ReadonlySet<XdsType> {
  const types = new Set<XdsType>();
  for (const { host, port } of routedHosts(view, of)) {
    const [before, after] = (["before", "after"] as const).map((side) =>
      JSON.stringify(view.virtualHost(side, of, port, host)),
    );
    if (before !== after) types.add("RDS");
    if (types.has("RDS")) break;
  }
  for (const type of clusterTypes(view, of)) types.add(type);
  for (const type of scopeTypes(view, of)) types.add(type);
  if (of.proxy.gateway === true && serversOf(view.mesh.before, of) !== serversOf(view.mesh.after, of))
    for (const type of ["LDS", "RDS"] as const) types.add(type);
  return types;
}

function serversOf(objects: MeshObjects, of: ProxyClass): string {
  return JSON.stringify(gatewayServers(objects, of.proxy));
}

function clusterTypes(view: RoutingView, of: ProxyClass): ReadonlySet<XdsType> {
  const types = new Set<XdsType>();
  const touched = new Set([...view.affected.clusters, ...view.affected.access]);
  if (touched.size === 0) return types;
  const [before, after] = (["before", "after"] as const).map((side) => {
    const objects = view.objects(side);
    return { objects, seen: new Map(proxyScope(objects, of.proxy).services.map((one) => [one.host, one])) };
  });
  if (before === undefined || after === undefined) return types;
  for (const host of touched) {
    const [old, now] = [before.seen.get(host), after.seen.get(host)];
    if (old === undefined && now === undefined) continue;
    if (old === undefined || now === undefined) return new Set(["CDS", "EDS", "LDS", "RDS"]);
    const rules = [
      destinationRuleFor(before.objects, of.proxy, old),
      destinationRuleFor(after.objects, of.proxy, now),
    ].map((rule) => JSON.stringify(rule));
    if (rules[0] !== rules[1]) types.add("CDS").add("EDS");
    if (JSON.stringify(old) !== JSON.stringify(now)) types.add("CDS").add("LDS");
    if (endpointsOf(before.objects, host) !== endpointsOf(after.objects, host)) types.add("EDS");
  }
  return types;
}

const endpointTexts = new WeakMap<MeshObjects, Map<string, string>>();

/** The endpoints of a host; whether one has switched mTLS off is part of what clients are told of it. */
function endpointsOf(objects: MeshObjects, host: string): string {
  const known = endpointTexts.get(objects) ?? new Map<string, string>();
  endpointTexts.set(objects, known);
  const cached = known.get(host);
  if (cached !== undefined) return cached;
  const service = serviceRegistry(objects).get(host);
  const text = JSON.stringify(
    (service?.ports ?? []).map((port) =>
      service?.endpoints(port).map((endpoint) => {
        const { address, namespace = "", labels = {}, healthy, weight, port: number } = endpoint;
        const { mode } = peerAuthenticationMode({ objects, namespace, labels, port: number });
        return [address, number, labels, healthy, weight, mode === "DISABLE"];
      }),
    ),
  );
  known.set(host, text);
  return text;
}

const scopeTexts = new WeakMap<MeshObjects, Map<string, string>>();

/** A Sidecar changes which part of the mesh a proxy is told of. */
function scopeTypes(view: RoutingView, of: ProxyClass): readonly XdsType[] {
  if (!view.mesh.changed.some(({ ref }) => ref.kind === "Sidecar")) return [];
  const [before, after] = [scopeText(view.mesh.before, of), scopeText(view.mesh.after, of)];
  return before === after ? [] : ["CDS", "EDS", "LDS", "RDS"];
}

/** Equal texts, equal scope; classes of one namespace under one Sidecar share theirs. */
function scopeText(objects: MeshObjects, of: ProxyClass): string {
  const known = scopeTexts.get(objects) ?? new Map<string, string>();
  scopeTexts.set(objects, known);
  const sidecar = sidecarFor(objects, of.proxy);
  const key = `${of.proxy.namespace} ${of.proxy.gateway === true} ${sidecar?.namespace}/${sidecar?.name}`;
  const cached = known.get(key);
  if (cached !== undefined) return cached;
  const scope = proxyScope(objects, of.proxy);
  const text = JSON.stringify([
    scope.outboundMode,
    scope.services.map(({ host, ports }) => [host, ports.map(({ number }) => number)]),
    scope.virtualServices.map(({ configPath }) => configPath),
  ]);
  known.set(key, text);
  return text;
}
