import type { Manifest } from "@/lib/config/manifest";
import { zoneOfNode } from "@/server/demo/kubernetes/seed/cluster-objects";
import { seededUid, seedObject } from "@/server/demo/kubernetes/seed/seeded-object";
import type { MeshSpec, PodSpec, PortSpec, ServiceSpec } from "@/server/demo/world/spec";

const appProtocol = { http: "http", grpc: "grpc", tcp: undefined } as const;

function servicePort({ name, port, targetPort, protocol }: PortSpec) {
  const known = appProtocol[protocol];
  return { name, port, targetPort, protocol: "TCP", ...(known === undefined ? {} : { appProtocol: known }) };
}

export type ServiceInput = {
  readonly spec: MeshSpec;
  readonly namespace: string;
  readonly name: string;
  readonly clusterIp: string;
  readonly ports: readonly PortSpec[];
  readonly selector: Readonly<Record<string, string>>;
  readonly pods: readonly PodSpec[];
  readonly type?: "LoadBalancer";
  readonly createdMs: number;
};

function endpointSlice(input: ServiceInput): Manifest {
  const { spec, namespace, name, createdMs } = input;
  const { ports } = input;
  return seedObject({
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    namespace,
    name: `${name}-${seededUid("EndpointSlice", namespace, name).slice(0, 5)}`,
    createdMs,
    labels: {
      "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
      "kubernetes.io/service-name": name,
    },
    owner: { apiVersion: "v1", kind: "Service", name, uid: seededUid("Service", namespace, name) },
    body: {
      addressType: "IPv4",
      endpoints: input.pods.map((pod) => ({
        addresses: [pod.ip],
        conditions: { ready: true, serving: true, terminating: false },
        targetRef: { kind: "Pod", namespace, name: pod.name, uid: pod.uid },
        nodeName: pod.node,
        zone: zoneOfNode(spec, pod.node),
      })),
      ports: ports.map((port) => ({ name: port.name, protocol: "TCP", port: port.targetPort })),
    },
    manager: "kube-controller-manager",
  });
}

/** A Service with the EndpointSlice of its pods. */
export function serviceObjects(input: ServiceInput): readonly Manifest[] {
  const { namespace, name, clusterIp, ports, selector, createdMs, type } = input;
  const service = seedObject({
    apiVersion: "v1",
    kind: "Service",
    namespace,
    name,
    createdMs,
    labels: { app: selector.app ?? name, "app.kubernetes.io/managed-by": "Helm" },
    annotations: { "meta.helm.sh/release-name": name, "meta.helm.sh/release-namespace": namespace },
    body: {
      spec: {
        type: type ?? "ClusterIP",
        clusterIP: clusterIp,
        clusterIPs: [clusterIp],
        ipFamilies: ["IPv4"],
        ipFamilyPolicy: "SingleStack",
        internalTrafficPolicy: "Cluster",
        sessionAffinity: "None",
        ports: ports.map(servicePort),
        selector,
      },
    },
    status: { loadBalancer: type === undefined ? {} : { ingress: [{ ip: "203.0.113.10" }] } },
    manager: "helm",
    statusManager: "kube-controller-manager",
  });
  return [service, endpointSlice(input)];
}

/** Service and endpoints of a service inside the cluster; outside ones have none. */
export function objectsOfService(
  spec: MeshSpec,
  service: ServiceSpec,
  createdMs: number,
): readonly Manifest[] {
  if (service.externalHost !== undefined) return [];
  const isGateway = service.workloads.some((workload) => workload.dataplane === "gateway");
  return serviceObjects({
    spec,
    namespace: service.namespace,
    name: service.name,
    clusterIp: service.clusterIp,
    ports: service.ports,
    selector: service.selector,
    pods: service.workloads.flatMap((workload) => workload.pods),
    ...(isGateway ? { type: "LoadBalancer" } : {}),
    createdMs,
  });
}

/** The service accounts that the workloads run as. */
export function serviceAccounts(spec: MeshSpec, createdMs: number): readonly Manifest[] {
  const named = new Map(
    spec.workloads.map(({ namespace, serviceAccount }) => [
      `${namespace}/${serviceAccount}`,
      [namespace, serviceAccount],
    ]),
  );
  return [...named.values()].map(([namespace = "", name = ""]) =>
    seedObject({
      apiVersion: "v1",
      kind: "ServiceAccount",
      namespace,
      name,
      createdMs,
      labels: { "app.kubernetes.io/managed-by": "Helm" },
      body: {},
      manager: "helm",
    }),
  );
}
