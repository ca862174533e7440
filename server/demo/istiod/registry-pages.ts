import type { XdsEndpoint } from "@/lib/xds/model";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { serviceRegistry, servicesOfWorkload, type XdsService } from "@/lib/xds/service-registry";
import type { DemoWorld } from "@/server/demo/world/world";
import { secondsTime } from "./go-time";
import { meshProxies, type MeshProxy } from "./mesh-proxies";

const protocols = {
  http: "HTTP",
  http2: "HTTP2",
  grpc: "GRPC",
  tls: "HTTPS",
  tcp: "TCP",
  auto: "UnsupportedProtocol",
};
const resolutions = { client_side: 0, dns: 1, passthrough: 2, alias: 4 };

/** A service as Go's JSON prints istiod's model of it. */
export function registryService(world: DemoWorld, service: XdsService): Record<string, unknown> {
  const vip = service.vips[0] ?? "0.0.0.0";
  const exportTo =
    service.exportTo === undefined ? null : Object.fromEntries(service.exportTo.map((to) => [to, {}]));
  return {
    Attributes: {
      ServiceRegistry: service.registry,
      Name: service.name,
      Namespace: service.namespace,
      Labels: service.labels,
      ExportTo: exportTo,
      Visibility: 0,
      LabelSelectors: service.selector ?? null,
      Aliases: null,
      ClusterExternalAddresses: { Addresses: null },
      ClusterExternalPorts: null,
      PassthroughTargetPorts: null,
      Type: service.registry === "Kubernetes" ? "ClusterIP" : "",
      ExternalName: "",
      NodeLocal: false,
      TrafficDistribution: 0,
      ObjectName: "",
      DNSConnectStrategy: 0,
      PublishNotReadyAddresses: false,
    },
    ports: service.ports.map((port) => ({
      name: port.name,
      port: port.number,
      protocol: protocols[port.protocol],
    })),
    creationTime: secondsTime(service.createdMs),
    hostname: service.host,
    clusterVIPs: { Addresses: service.registry === "Kubernetes" ? { [world.spec.cluster]: [vip] } : null },
    defaultAddress: vip,
    Resolution: resolutions[service.resolution],
    MeshExternal: service.meshExternal,
    ResourceVersion: "",
  };
}

export function registryPage(world: DemoWorld, objects: MeshObjects): unknown {
  return [...serviceRegistry(objects).values()]
    .sort((a, b) => (a.host < b.host ? -1 : 1))
    .map((service) => registryService(world, service));
}

/** Endpoints by host, namespace and shard. */
export function endpointShardsPage(world: DemoWorld, objects: MeshObjects): unknown {
  const byPod = new Map(meshProxies(world.spec).map((proxy) => [proxy.pod.name, proxy]));
  const shard = `Kubernetes/${world.spec.cluster}`;
  const hosts: Record<string, unknown> = {};
  for (const service of serviceRegistry(objects).values()) {
    const endpoints = service.ports.flatMap((port) =>
      service.endpoints(port).map((endpoint) => shardEndpoint(world, endpoint, port.name, byPod)),
    );
    if (endpoints.length === 0) continue;
    const accounts = Object.fromEntries(endpoints.map((endpoint) => [endpoint["ServiceAccount"], {}]));
    const key = service.registry === "Kubernetes" ? shard : `External/${world.spec.cluster}`;
    hosts[service.host] = {
      [service.namespace]: { Shards: { [key]: endpoints }, ServiceAccounts: accounts },
    };
  }
  return hosts;
}

function shardEndpoint(
  world: DemoWorld,
  endpoint: XdsEndpoint,
  portName: string,
  proxies: ReadonlyMap<string, MeshProxy>,
): Record<string, unknown> & { ServiceAccount: string } {
  const proxy = proxies.get(endpoint.pod ?? "");
  const account =
    proxy && `spiffe://${world.spec.trustDomain}/ns/${proxy.namespace}/sa/${proxy.serviceAccount}`;
  return {
    Labels: { ...endpoint.labels, "topology.istio.io/cluster": world.spec.cluster },
    Addresses: [endpoint.address],
    ServicePortName: portName,
    LegacyClusterPortKey: 0,
    ServiceAccount: account ?? "",
    Network: "",
    Locality: { Label: "", ClusterID: world.spec.cluster },
    EndpointPort: endpoint.port,
    LbWeight: 0,
    TLSMode: endpoint.inMesh === true ? "istio" : "",
    Namespace: endpoint.namespace ?? "",
    WorkloadName: endpoint.pod ?? "",
    HostName: "",
    SubDomain: "",
    HealthStatus: endpoint.healthy ? 1 : 2,
    SendUnhealthyEndpoints: true,
    NodeName: proxy?.pod.node ?? "",
  };
}

/** Services and ports of the workload behind each proxy. */
export function instancesPage(
  world: DemoWorld,
  objects: MeshObjects,
  proxies: readonly MeshProxy[],
): unknown {
  return Object.fromEntries(
    proxies.map((proxy) => [
      proxy.id,
      servicesOfWorkload(objects, proxy).flatMap((service) =>
        service.ports.map((port) => ({
          Service: registryService(world, service),
          Port: {
            name: port.name,
            port: port.number,
            protocol: protocols[port.protocol],
            TargetPort: port.targetPort,
          },
        })),
      ),
    ]),
  );
}
