import { meshConfig } from "@/lib/xds/mesh-config";
import { rootNamespace, type MeshObjects } from "@/lib/xds/mesh-objects";
import { proxyScope, sidecarFor } from "@/lib/xds/proxy-scope";
import { clustersFor } from "@/lib/xds/clusters";
import { virtualServices } from "@/lib/xds/virtual-services";
import { nodeMetadata } from "@/server/demo/envoy/bootstrap";
import { dumpDynamicClusters } from "@/server/demo/envoy/cluster-dump";
import { dumpEndpoints } from "@/server/demo/envoy/endpoint-dump";
import { dumpListeners } from "@/server/demo/envoy/listener-dump";
import { dumpExtensions } from "@/server/demo/envoy/wasm-filters";
import { anyOf, inCamelCase } from "@/server/demo/envoy/proto-json";
import { currentState, intendedView } from "@/server/demo/envoy/proxy-view";
import { dumpRouteConfig, routeConfigsOf } from "@/server/demo/envoy/route-dump";
import type { DemoWorld } from "@/server/demo/world/world";
import { goTime, secondsTime } from "./go-time";
import { type MeshProxy, xdsProxyOf } from "./mesh-proxies";
import { pushLogOf } from "./push-log";
import { registryService } from "./registry-pages";
import { syncStatus } from "./syncz";

/** A proxy that this replica holds, and since when. */
export type HeldProxy = { readonly proxy: MeshProxy; readonly sinceMs: number; readonly number: number };

/** Objects of the newest push: what istiod answers from. */
export function currentObjects(world: DemoWorld): MeshObjects {
  const now = world.nowMs();
  const pushes = pushLogOf(world).pushes();
  return (pushes.findLast((push) => push.atMs <= now) ?? pushes[0])?.objects ?? {};
}

export function synczPage(world: DemoWorld, held: readonly HeldProxy[], namespace: string | null): unknown {
  return held
    .filter(({ proxy }) => namespace === null || proxy.namespace === namespace)
    .map(({ proxy }) => syncStatus(world, proxy, currentState(world, proxy)));
}

function connection(held: HeldProxy): Record<string, unknown> {
  const { proxy, sinceMs, number } = held;
  const connectionId = `${proxy.id}-${number}`;
  return {
    connectionId,
    connectedAt: goTime(sinceMs, connectionId),
    address: `${proxy.pod.ip}:${32_768 + ((number * 7919) % 28_000)}`,
  };
}

export function connectionsPage(held: readonly HeldProxy[]): unknown {
  return { totalClients: held.length, clients: held.map(connection) };
}

export function adszPage(world: DemoWorld, held: readonly HeldProxy[], proxyId: string | null): unknown {
  const chosen = proxyId === null ? held : held.filter(({ proxy }) => proxy.id === proxyId);
  return {
    totalClients: chosen.length,
    clients: chosen.map((entry) => ({
      ...connection(entry),
      labels: { ...entry.proxy.labels, "topology.istio.io/cluster": world.spec.cluster },
      metadata: nodeMetadata(world.spec, entry.proxy),
      locality: {},
      watches: watchesOf(world, entry.proxy),
    })),
  };
}

type Watches = Readonly<Record<string, readonly string[]>>;

const watches = new WeakMap<MeshObjects, Map<string, Watches>>();

/** Proxies of one namespace and Sidecar watch the same, which saves a large mesh from telling it a thousand times. */
function watchesOf(world: DemoWorld, proxy: MeshProxy): Watches {
  const objects = currentObjects(world);
  const sidecar = sidecarFor(objects, xdsProxyOf(proxy))?.name ?? "";
  const key = `${proxy.type}/${proxy.namespace}/${sidecar}/${proxy.type === "router" ? proxy.workload : ""}`;
  const known = watches.get(objects) ?? new Map<string, Watches>();
  watches.set(objects, known);
  const found = known.get(key) ?? findWatches(world, proxy);
  known.set(key, found);
  return found;
}

function findWatches(world: DemoWorld, proxy: MeshProxy): Watches {
  if (proxy.type === "ztunnel")
    return {
      "type.googleapis.com/istio.workload.Address": ["*"],
      "type.googleapis.com/istio.security.Authorization": ["*"],
    };
  const view = intendedView(world, proxy);
  const clusters = clustersFor({ objects: view.cds.objects, proxy: xdsProxyOf(proxy) });
  return {
    "type.googleapis.com/envoy.config.cluster.v3.Cluster": ["*"],
    "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment": clusters
      .filter((cluster) => cluster.discovery === "eds")
      .map((cluster) => cluster.name),
    "type.googleapis.com/envoy.config.listener.v3.Listener": ["*"],
    "type.googleapis.com/envoy.config.route.v3.RouteConfiguration": routeConfigsOf(view).map(
      (config) => config.name,
    ),
  };
}

/** What istiod would send to a proxy now, in its own spelling: lowerCamelCase, dynamic parts only. */
export function configDumpPage(world: DemoWorld, proxy: MeshProxy, includeEndpoints: boolean): unknown {
  const view = intendedView(world, proxy);
  const version_info = view.cds.version;
  const section = (name: string, fields: Record<string, unknown>) => anyOf(`envoy.admin.v3.${name}`, fields);
  const configs = [
    section("BootstrapConfigDump", {}),
    section("ClustersConfigDump", {
      version_info,
      dynamic_active_clusters: dumpDynamicClusters(view).map((cluster) => ({ version_info, cluster })),
    }),
    ...(includeEndpoints
      ? [
          section("EndpointsConfigDump", {
            dynamic_endpoint_configs: dumpEndpoints(view).map((endpoint_config) => ({
              version_info,
              endpoint_config,
            })),
          }),
        ]
      : []),
    section("ListenersConfigDump", {
      version_info,
      dynamic_listeners: dumpListeners(view).map((listener) => ({
        name: listener["name"],
        active_state: { version_info, listener },
      })),
    }),
    section("ScopedRoutesConfigDump", {}),
    section("RoutesConfigDump", {
      dynamic_route_configs: routeConfigsOf(view).map((config) => ({
        version_info,
        route_config: dumpRouteConfig(config),
      })),
    }),
    section("SecretsConfigDump", {}),
    section("EcdsConfigDump", { ecds_filters: dumpExtensions(view, "istiod") }),
  ];
  return inCamelCase({ configs });
}

/** All objects that istiod watches, with the VirtualServices that it makes of Gateway API routes. */
export function configzPage(objects: MeshObjects): unknown {
  const watched = Object.entries(objects)
    .filter(([key]) => key.includes("istio.io/"))
    .flatMap(([, list]) => list)
    .map(({ kind, apiVersion, metadata, spec }) => ({
      kind,
      apiVersion,
      metadata: {
        name: metadata.name,
        namespace: metadata.namespace,
        uid: metadata.uid,
        resourceVersion: metadata.resourceVersion,
        generation: metadata.generation,
        creationTimestamp: metadata.creationTimestamp,
        labels: metadata.labels ?? undefined,
      },
      spec,
    }));
  const generated = virtualServices(objects)
    .filter((service) => service.gatewaySemantics)
    .map((service) => ({
      kind: "VirtualService",
      apiVersion: "networking.istio.io/v1",
      metadata: {
        name: service.name,
        namespace: service.namespace,
        creationTimestamp: secondsTime(service.createdMs),
        annotations: { "internal.istio.io/route-semantics": "gateway" },
      },
      spec: { hosts: service.hosts, gateways: service.gateways, http: service.http },
    }));
  return [...watched, ...generated];
}

/** What a proxy can see: the effect of Sidecar and exportTo. */
export function sidecarPage(world: DemoWorld, proxy: MeshProxy): unknown {
  const view = intendedView(world, proxy);
  const scope = proxyScope(view.cds.objects, xdsProxyOf(proxy));
  const services = scope.services.map((service) => registryService(world, service));
  return {
    version: view.cds.version,
    name: scope.sidecar?.name ?? "default-sidecar",
    namespace: scope.sidecar?.namespace ?? proxy.namespace,
    outboundTrafficPolicy: { mode: scope.outboundMode },
    services,
    egressListenerServices: [services],
    servicesByHostname: Object.fromEntries(services.map((service) => [service["hostname"], service])),
    sidecar: null,
    destinationRules: {},
  };
}

/** Mesh settings with istiod's defaults merged in. */
export function meshPage(world: DemoWorld, objects: MeshObjects): unknown {
  return {
    proxyListenPort: 15_001,
    proxyInboundListenPort: 15_006,
    connectTimeout: "10s",
    protocolDetectionTimeout: "0s",
    ingressClass: "istio",
    ingressService: "istio-ingressgateway",
    ingressControllerMode: "STRICT",
    enableTracing: true,
    accessLogFile: "/dev/stdout",
    accessLogEncoding: "JSON",
    inboundTrafficPolicy: {},
    enableAutoMtls: true,
    trustDomain: world.spec.trustDomain,
    defaultServiceExportTo: ["*"],
    defaultVirtualServiceExportTo: ["*"],
    defaultDestinationRuleExportTo: ["*"],
    rootNamespace,
    localityLbSetting: { enabled: true },
    dnsRefreshRate: "60s",
    enablePrometheusMerge: true,
    outboundTrafficPolicy: { mode: "ALLOW_ANY" },
    extensionProviders: [
      { name: "prometheus", prometheus: {} },
      {
        name: "jaeger",
        opentelemetry: { service: "jaeger-collector.istio-system.svc.cluster.local", port: 4317 },
      },
    ],
    ...meshConfig(objects),
  };
}

/** AuthorizationPolicies by namespace. */
export function authorizationPage(objects: MeshObjects): unknown {
  const byNamespace: Record<string, unknown[]> = {};
  for (const { metadata, spec } of objects["security.istio.io/AuthorizationPolicy"] ?? [])
    (byNamespace[metadata.namespace ?? ""] ??= []).push({
      name: metadata.name,
      namespace: metadata.namespace,
      annotations: metadata.annotations ?? null,
      spec,
    });
  return { authorization_policies: { namespace_to_policies: byNamespace, root_namespace: rootNamespace } };
}
