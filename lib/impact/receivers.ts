import { meshWorkloads, type MeshWorkload } from "@/lib/effective/mesh-workloads";
import { destinationRuleFor } from "@/lib/xds/destination-rules";
import { gatewayServers } from "@/lib/xds/gateway-servers";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { peerAuthenticationMode } from "@/lib/xds/peer-authentication";
import { proxyScope, sidecarFor } from "@/lib/xds/proxy-scope";
import { serviceRegistry } from "@/lib/xds/service-registry";
import { demandsOf, routedHosts } from "./demand";
import { inboundTypes, isOpaqueKind } from "./inbound-receivers";
import type { Receiver, Receivers, XdsType } from "./model";
import type { ProxyClass } from "./proxy-classes";
import type { RoutingView, Side } from "./routing-view";
import { workloadKey, type EdgeIndex } from "./traffic-edges";

const order: readonly XdsType[] = ["CDS", "EDS", "LDS", "RDS"];

/** What all classes of a comparison share. */
export type ReceiverSearch = {
  readonly view: RoutingView;
  readonly edges: EdgeIndex | undefined;
  readonly inbound: ReadonlyMap<string, ReadonlySet<XdsType>>;
};

export function receiverSearch(view: RoutingView, edges: EdgeIndex | undefined): ReceiverSearch {
  return { view, edges, inbound: inboundTypes(view) };
}

/**
 * The proxies of a class that would be sent something else, by comparing what istiod makes for it before and after.
 * `edges` put the live requests behind them; without, their rates are unknown.
 */
export function receiversOfClass(search: ReceiverSearch, of: ProxyClass): readonly Receiver[] {
  const { view, edges, inbound } = search;
  const outbound = outboundTypes(view, of);
  return of.workloads.flatMap((workload): readonly Receiver[] => {
    const key = `${workload.namespace}/${workload.name}`;
    const types = new Set([...outbound, ...(inbound.get(key) ?? [])]);
    if (types.size === 0) return [];
    return [receiver(view, of, workload, { types, isInbound: inbound.has(key), edges, outbound })];
  });
}

/** The receivers of all compared classes, and those that have no class: ztunnel and waypoints get policies all the same. */
export function receiversFrom(
  { view, edges, inbound }: ReceiverSearch,
  compared: ReadonlySet<ProxyClass>,
  list: readonly Receiver[],
): Receivers {
  const all = meshWorkloads(view.mesh.before).filter(({ dataplane }) => dataplane !== "none");
  const others = all.flatMap((workload): readonly Receiver[] => {
    const key = `${workload.namespace}/${workload.name}`;
    const of = view.classOf(workload);
    const types = inbound.get(key);
    if (types === undefined || (of !== undefined && compared.has(of))) return [];
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
    how.outbound.size === 0 ? 0 : demandsOf(view, of, workload, edges).reduce((sum, { rps }) => sum + rps, 0);
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
  const types = new Set<XdsType>([...clusterTypes(view, of), ...scopeTypes(view, of)]);
  if (!types.has("RDS") && hasOtherRoutes(view, of)) types.add("RDS");
  if (of.proxy.gateway === true && serversOf(view.mesh.before, of) !== serversOf(view.mesh.after, of))
    for (const type of ["LDS", "RDS"] as const) types.add(type);
  return types;
}

function hasOtherRoutes(view: RoutingView, of: ProxyClass): boolean {
  if (view.keepsRoutes) return false;
  return routedHosts(view, of).some(({ host, port }) => {
    const [before, after] = (["before", "after"] as const).map((side) =>
      view.virtualHost(side, of, port, host),
    );
    return JSON.stringify(before) !== JSON.stringify(after);
  });
}

function serversOf(objects: MeshObjects, of: ProxyClass): string {
  return JSON.stringify(gatewayServers(objects, of.proxy));
}

function clusterTypes(view: RoutingView, of: ProxyClass): ReadonlySet<XdsType> {
  const types = new Set<XdsType>();
  const touched = new Set([...view.affected.clusters, ...view.affected.access]);
  // Who may call is the callee's own affair: its clients are told nothing of it.
  if (touched.size === 0 || view.keepsRouting) return types;
  const [before, after] = [sideOf(view, "before", of), sideOf(view, "after", of)];
  for (const host of touched) {
    const [old, now] = [before.seen.get(host), after.seen.get(host)];
    if (old === undefined && now === undefined) continue;
    if (old === undefined || now === undefined) return new Set(["CDS", "EDS", "LDS", "RDS"]);
    const rules = [
      destinationRuleFor(before.objects, of.proxy, old),
      destinationRuleFor(after.objects, of.proxy, now),
    ].map(textOf);
    if (rules[0] !== rules[1]) types.add("CDS").add("EDS");
    if (textOf(old) !== textOf(now)) types.add("CDS").add("LDS");
    if (!types.has("EDS") && endpointsOf(before.objects, host) !== endpointsOf(after.objects, host))
      types.add("EDS");
    if (types.size === 3) break;
  }
  return types;
}

function sideOf(view: RoutingView, side: Side, of: ProxyClass) {
  const objects = view.objects(side);
  return { objects, seen: new Map(proxyScope(objects, of.proxy).services.map((one) => [one.host, one])) };
}

const texts = new WeakMap<object, string>();

/** Classes share rules and services, so that each is printed once. */
function textOf(value: object | undefined): string {
  if (value === undefined) return "";
  const text = texts.get(value) ?? JSON.stringify(value);
  texts.set(value, text);
  return text;
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
