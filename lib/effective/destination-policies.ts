import type { ObjectRef } from "@/lib/mesh/object-ref";
import { parseEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { clusterNamed } from "@/lib/xds/clusters";
import { connectionSecurity, type ConnectionSecurity } from "@/lib/xds/connection-security";
import { destinationRuleFor } from "@/lib/xds/destination-rules";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import type { XdsCluster } from "@/lib/xds/model";
import { peerAuthenticationMode, type MutualTlsMode } from "@/lib/xds/peer-authentication";
import type { XdsProxy } from "@/lib/xds/proxy-scope";
import type { XdsService } from "@/lib/xds/service-registry";
import { isInMesh, workloadByPod, type MeshWorkload } from "./mesh-workloads";

/** Both ends of a connection: what the client's proxy speaks, what the server accepts, what comes of it. */
export type ConnectionView = {
  readonly workload: { readonly namespace: string; readonly name: string };
  readonly endpoints: number;
  readonly readyEndpoints: number;
  /** The workload's own port. */
  readonly port: number;
  readonly client: { readonly mode: XdsCluster["tlsMode"]; readonly origin?: ObjectRef };
  readonly server: {
    readonly mode: MutualTlsMode;
    readonly origin?: ObjectRef;
    readonly isInMesh: boolean;
  };
  readonly security: ConnectionSecurity;
};

/** What a caller's proxy does with connections to a service port, or one subset of it. */
export type DestinationPolicy = {
  readonly port: number;
  readonly subset: string;
  readonly subsetLabels?: Readonly<Record<string, string>>;
  readonly cluster: XdsCluster;
  readonly endpoints: number;
  readonly readyEndpoints: number;
  /** The DestinationRule in force; absent is Istio's defaults. */
  readonly origin?: ObjectRef;
  readonly connections: readonly ConnectionView[];
};

/** The DestinationRule policy in force for `proxy`, for each port and subset of the service. */
export function destinationPolicies(
  objects: MeshObjects,
  proxy: XdsProxy,
  caller: Pick<MeshWorkload, "dataplane">,
  service: XdsService,
): readonly DestinationPolicy[] {
  const rule = destinationRuleFor(objects, proxy, service);
  const origin = rule === undefined ? undefined : ruleRef(rule);
  const subsets = [{ name: "", labels: undefined }, ...(rule?.subsets ?? [])];
  return service.ports.flatMap((port) =>
    subsets.flatMap((subset): readonly DestinationPolicy[] => {
      const cluster = clusterNamed({
        objects,
        proxy,
        host: service.host,
        port: port.number,
        subset: subset.name,
      });
      if (cluster === undefined) return [];
      const { endpoints, ...rest } = cluster;
      return [
        {
          port: port.number,
          subset: subset.name,
          ...(subset.labels === undefined ? {} : { subsetLabels: subset.labels }),
          // The endpoints of a large service would be most of the answer.
          cluster: { ...rest, endpoints: [] },
          endpoints: endpoints.length,
          readyEndpoints: endpoints.filter(({ healthy }) => healthy).length,
          ...(origin === undefined ? {} : { origin }),
          connections: connectionsOf(objects, caller, cluster, origin),
        },
      ];
    }),
  );
}

/** How connections of `caller` to the workloads behind a cluster end up. */
export function connectionsOf(
  objects: MeshObjects,
  caller: Pick<MeshWorkload, "dataplane">,
  cluster: XdsCluster,
  rule: ObjectRef | undefined,
): readonly ConnectionView[] {
  const groups = new Map<string, { workload: MeshWorkload; port: number; count: number; ready: number }>();
  for (const endpoint of cluster.endpoints) {
    const workload = workloadByPod(objects, endpoint.namespace ?? "", endpoint.pod ?? "");
    if (workload === undefined) continue;
    const key = `${workload.namespace}/${workload.name}:${endpoint.port}`;
    const group = groups.get(key) ?? { workload, port: endpoint.port, count: 0, ready: 0 };
    groups.set(key, group);
    group.count += 1;
    group.ready += endpoint.healthy ? 1 : 0;
  }
  return [...groups.values()].map(({ workload, port, count, ready }) => {
    const server = peerAuthenticationMode({
      objects,
      namespace: workload.namespace,
      labels: workload.labels,
      port,
    });
    const serverOrigin = server.decidedBy && {
      apiVersion: "security.istio.io/v1",
      kind: "PeerAuthentication",
      ...server.decidedBy,
    };
    const isSet = cluster.tlsMode !== "auto_mutual" && rule !== undefined;
    return {
      workload: { namespace: workload.namespace, name: workload.name },
      endpoints: count,
      readyEndpoints: ready,
      port,
      client: { mode: cluster.tlsMode, ...(isSet ? { origin: rule } : {}) },
      server: {
        mode: server.mode,
        isInMesh: isInMesh(workload),
        ...(serverOrigin === undefined ? {} : { origin: serverOrigin }),
      },
      security: connectionSecurity({
        tlsMode: cluster.tlsMode,
        clientInMesh: isInMesh(caller),
        serverInMesh: isInMesh(workload),
        serverMode: server.mode,
      }),
    };
  });
}

/** The DestinationRule behind a cluster, from the path that istiod stamps on it. */
export function ruleOfCluster(cluster: Pick<XdsCluster, "configPath">): ObjectRef | undefined {
  const match = /\/namespaces\/([^/]+)\/destination-rule\/(.+)$/.exec(cluster.configPath ?? "");
  const [, namespace, name] = match ?? [];
  return namespace === undefined || name === undefined ? undefined : ruleRef({ namespace, name });
}

function ruleRef({ namespace, name }: { namespace: string; name: string }): ObjectRef {
  return { apiVersion: "networking.istio.io/v1", kind: "DestinationRule", namespace, name };
}

/** Namespace, subset and port of a cluster by its name, for people. */
export function clusterLabel(name: string): string {
  const parts = parseEnvoyClusterName(name);
  if (parts === undefined) return name;
  return `${parts.host}:${parts.port}${parts.subset === "" ? "" : ` ${parts.subset}`}`;
}
