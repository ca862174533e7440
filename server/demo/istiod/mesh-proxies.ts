import type { PodSpec, WorkloadSpec } from "@/server/demo/world/spec";
import type { DemoWorld } from "@/server/demo/world/world";

/** A proxy that istiod knows: a pod's sidecar, a gateway, or the ztunnel of a node. */
export type MeshProxy = {
  readonly pod: PodSpec;
  readonly namespace: string;
  /** `pod.namespace`. */
  readonly id: string;
  readonly type: "sidecar" | "router" | "ztunnel";
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  /** Workload name; "ztunnel" for ztunnels. */
  readonly workload: string;
  readonly app: string;
};

const lists = new WeakMap<DemoWorld["spec"], readonly MeshProxy[]>();

/** All proxies of the mesh, by id. Ztunnels are among them; they have no Envoy. */
export function meshProxies(spec: DemoWorld["spec"]): readonly MeshProxy[] {
  const known = lists.get(spec);
  if (known !== undefined) return known;
  const proxies = [
    ...spec.workloads.flatMap((workload) => workload.pods.flatMap((pod) => proxyOf(workload, pod))),
    ...(spec.ztunnelPods ?? []).map(ztunnel),
  ].sort((a, b) => (a.id < b.id ? -1 : 1));
  lists.set(spec, proxies);
  return proxies;
}

function proxyOf(workload: WorkloadSpec, pod: PodSpec): MeshProxy[] {
  if (workload.dataplane !== "sidecar" && workload.dataplane !== "gateway") return [];
  return [
    {
      pod,
      namespace: workload.namespace,
      id: `${pod.name}.${workload.namespace}`,
      type: workload.dataplane === "gateway" ? "router" : "sidecar",
      labels: workload.labels,
      serviceAccount: workload.serviceAccount,
      workload: workload.name,
      app: workload.app,
    },
  ];
}

function ztunnel(pod: PodSpec): MeshProxy {
  return {
    pod,
    namespace: "istio-system",
    id: `${pod.name}.istio-system`,
    type: "ztunnel",
    labels: { app: "ztunnel" },
    serviceAccount: "ztunnel",
    workload: "ztunnel",
    app: "ztunnel",
  };
}

/** The proxy as lib/xds wants it. */
export function xdsProxyOf(proxy: MeshProxy): {
  namespace: string;
  labels: Readonly<Record<string, string>>;
  gateway?: true;
} {
  const { namespace, labels } = proxy;
  return proxy.type === "router" ? { namespace, labels, gateway: true } : { namespace, labels };
}
