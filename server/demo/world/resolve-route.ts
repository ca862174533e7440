import { clusterNamed } from "@/lib/xds/clusters";
import { parseEnvoyClusterName, printEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { hostCovers } from "@/lib/xds/host";
import { matchRoute } from "@/lib/xds/match-route";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import type { FaultPolicy, RetryPolicy, XdsCluster, XdsRoute, XdsRouteConfig } from "@/lib/xds/model";
import { proxyScope, type XdsProxy } from "@/lib/xds/proxy-scope";
import { routeConfigFor } from "@/lib/xds/route-config";
import { defaultRetryPolicy } from "@/lib/xds/route-policy";
import { serviceRegistry } from "@/lib/xds/service-registry";
import { tcpRoutesFor } from "@/lib/xds/tcp-routes";
import { virtualServices } from "@/lib/xds/virtual-services";
import type { CallSpec, FlowSpec, WorkloadSpec } from "@/server/demo/world/spec";
import { hostOf, type MeshIndex, portOf, workloadKey } from "./mesh-index";
import { passthroughCluster } from "./unknown-service";

/** One of the clusters that a route spreads its requests over; without a cluster the name leads nowhere. */
export type RouteTarget = {
  readonly name: string;
  readonly share: number;
  readonly cluster?: XdsCluster;
  /** What Envoy answers (flag NC) when there is no cluster; absent is 503. */
  readonly missingStatus?: number;
};

export type Resolution =
  | {
      readonly kind: "respond";
      readonly code: number;
      readonly flag: string;
      /** By a Sidecar that lets out only what it names. */
      readonly isBlocked?: boolean;
    }
  | Forward;

type Forward = {
  readonly kind: "forward";
  readonly targets: readonly RouteTarget[];
  /** Clusters that get a copy of a share of the requests. */
  readonly mirrors: readonly RouteTarget[];
  readonly timeoutMs?: number;
  readonly retries?: RetryPolicy;
  readonly fault?: FaultPolicy;
};

export type Resolver = {
  /** Where the proxy of `source` sends a call; `flow` is given for the request that enters at a gateway. */
  readonly resolve: (source: WorkloadSpec, call: CallSpec, flow?: FlowSpec) => Resolution;
};

function proxyOf(workload: WorkloadSpec): XdsProxy {
  const { namespace, labels } = workload;
  return workload.dataplane === "gateway" ? { namespace, labels, gateway: true } : { namespace, labels };
}

/** Hosts that some VirtualService of the mesh gateway speaks for: all other services have Istio's default route. */
function routedHosts(objects: MeshObjects): readonly string[] {
  return virtualServices(objects)
    .filter((service) => service.gateways.includes("mesh"))
    .flatMap((service) => service.hosts);
}

function follow(route: XdsRoute, targetOf: (name: string, share: number) => RouteTarget): Resolution {
  const { action } = route;
  if (action.kind === "redirect") return { kind: "respond", code: action.responseCode, flag: "-" };
  if (action.kind === "direct_response")
    return { kind: "respond", code: action.status, flag: "-", isBlocked: route.name === "block_all" };
  const total = action.clusters.reduce((sum, cluster) => sum + cluster.weight, 0);
  return {
    kind: "forward",
    targets: action.clusters
      .filter((cluster) => cluster.weight > 0)
      .map((cluster) => ({
        ...targetOf(cluster.cluster, cluster.weight / total),
        ...(route.clusterNotFoundStatus === undefined ? {} : { missingStatus: route.clusterNotFoundStatus }),
      })),
    mirrors: route.mirrors.map(({ cluster, percent }) => targetOf(cluster, percent / 100)),
    ...(route.timeoutMs === undefined ? {} : { timeoutMs: route.timeoutMs }),
    ...(route.retries === undefined ? {} : { retries: route.retries }),
    ...(route.fault === undefined ? {} : { fault: route.fault }),
  };
}

/** To the address that the caller asked for, in plain text: the proxy knows nothing of what is there. */
function passThrough(objects: MeshObjects, call: CallSpec, host: string, share: number): RouteTarget {
  const service = serviceRegistry(objects).get(host);
  const port = service?.ports.find(({ number }) => number === call.port);
  const endpoints = service === undefined || port === undefined ? [] : service.endpoints(port);
  const name = passthroughCluster;
  return { name, share, cluster: { name, discovery: "original_dst", endpoints, tlsMode: "disable" } };
}

/** A connection to a service that the caller's Sidecar leaves out. */
function strangerConnection(
  objects: MeshObjects,
  source: WorkloadSpec,
  call: CallSpec,
  host: string,
): Resolution {
  return proxyScope(objects, proxyOf(source)).outboundMode === "REGISTRY_ONLY"
    ? { kind: "respond", code: 503, flag: "UH", isBlocked: true }
    : { kind: "forward", targets: [passThrough(objects, call, host, 1)], mirrors: [] };
}

/** The route configuration of a workload's proxy for a port, built once. */
function createRouteConfigs(objects: MeshObjects): (source: WorkloadSpec, port: number) => XdsRouteConfig {
  const configs = new Map<string, XdsRouteConfig>();
  return (source, port) => {
    const key = `${workloadKey(source)}:${port}`;
    const known = configs.get(key);
    if (known !== undefined) return known;
    const config = routeConfigFor({ objects, proxy: proxyOf(source), port });
    configs.set(key, config);
    return config;
  };
}

/** Routing of one epoch, as istiod would configure the proxies from its objects. */
export function createResolver(index: MeshIndex, objects: MeshObjects): Resolver {
  const routed = routedHosts(objects);
  const configOf = createRouteConfigs(objects);
  const clusters = new Map<string, XdsCluster | undefined>();

  const targetOf = (source: WorkloadSpec, name: string, share: number): RouteTarget => {
    const key = `${source.namespace}|${JSON.stringify(source.labels)}|${name}`;
    if (!clusters.has(key)) {
      const parts = parseEnvoyClusterName(name);
      clusters.set(key, parts && clusterNamed({ objects, proxy: proxyOf(source), ...parts }));
    }
    const cluster = clusters.get(key);
    return cluster === undefined ? { name, share } : { name, share, cluster };
  };

  const direct = (source: WorkloadSpec, call: CallSpec, host: string, retries: RetryPolicy): Forward => {
    const name = printEnvoyClusterName({ direction: "outbound", port: call.port, subset: "", host });
    return { kind: "forward", targets: [targetOf(source, name, 1)], mirrors: [], retries };
  };

  /** Connections go by service address and name no server: routes for other subnets or server names pass them by. */
  const connect = (source: WorkloadSpec, call: CallSpec, host: string): Resolution => {
    const routes = tcpRoutesFor({ objects, proxy: proxyOf(source), host, port: call.port });
    const route = routes.find(({ subnets, sniHosts }) => subnets.length === 0 && sniHosts.length === 0);
    if (route === undefined) return strangerConnection(objects, source, call, host);
    const total = route.clusters.reduce((sum, { weight }) => sum + weight, 0);
    return {
      kind: "forward",
      mirrors: [],
      targets: route.clusters.map(({ cluster, weight }) => targetOf(source, cluster, weight / total)),
    };
  };

  return {
    resolve: (source, call, flow) => {
      const service = index.services.get(workloadKey(call.service));
      const host = service === undefined ? "" : hostOf(service);
      if (portOf(index, call)?.protocol === "tcp") return connect(source, call, host);
      const entering = flow !== undefined && source.dataplane === "gateway";
      if (!entering && !routed.some((pattern) => hostCovers(pattern, host))) {
        // A host that the caller's Sidecar leaves out has no cluster: its requests take the route for strangers.
        const straight = direct(source, call, host, defaultRetryPolicy);
        if (straight.targets[0]?.cluster !== undefined) return straight;
      }
      const route = matchRoute(configOf(source, entering ? 80 : call.port), {
        host: entering ? flow.host : host,
        path: call.path,
        method: call.method,
        ...(call.headers === undefined ? {} : { headers: call.headers }),
      });
      return route === undefined
        ? { kind: "respond", code: 404, flag: "NR" }
        : follow(route, (name, share) =>
            name === passthroughCluster
              ? passThrough(objects, call, host, share)
              : targetOf(source, name, share),
          );
    },
  };
}
