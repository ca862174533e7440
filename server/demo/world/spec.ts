/** The inventory of the demo mesh before any person touches it. Pure data, derived from a seed and a size. */
export type PortSpec = {
  readonly name: string;
  readonly port: number;
  readonly targetPort: number;
  readonly protocol: "http" | "grpc" | "tcp";
};

export type PodSpec = {
  readonly name: string;
  readonly ip: string;
  readonly node: string;
  readonly uid: string;
};

export type WorkloadSpec = {
  readonly namespace: string;
  readonly name: string;
  readonly app: string;
  readonly version: string;
  readonly kind: "Deployment" | "StatefulSet";
  readonly serviceAccount: string;
  readonly dataplane: "sidecar" | "ambient" | "gateway" | "none";
  readonly labels: Readonly<Record<string, string>>;
  readonly pods: readonly PodSpec[];
  /** Own service time of one request, without its calls. */
  readonly latencyMsMedian: number;
  /** Share of requests that fail by themselves in the healthy scenario. */
  readonly errorRatio: number;
  /** Requests/s that one pod serves before it saturates. */
  readonly capacityPerPod: number;
};

export type ServiceSpec = {
  readonly namespace: string;
  readonly name: string;
  /** Set for hosts outside of the cluster (a ServiceEntry). */
  readonly externalHost?: string;
  /** What the standard metrics call it, where that is neither its name nor its host. */
  readonly telemetryName?: string;
  /** How long an external host takes to answer; services of the mesh have it on their workloads. */
  readonly externalLatencyMsMedian?: number;
  readonly clusterIp: string;
  readonly ports: readonly PortSpec[];
  readonly selector: Readonly<Record<string, string>>;
  readonly workloads: readonly WorkloadSpec[];
};

/** One call of a request flow and what the callee calls in turn. */
export type CallSpec = {
  readonly service: { readonly namespace: string; readonly name: string };
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How many of these calls one incoming request makes on average; below 1 for optional calls. */
  readonly callsPerRequest: number;
  /** Calls with the same number run side by side, groups run one after another. */
  readonly step: number;
  readonly calls: readonly CallSpec[];
  /** The caller answers without it when it fails. */
  readonly optional?: true;
};

export type FlowSpec = {
  readonly name: string;
  /** Workload that the flow enters through: a gateway, or the worker that begins it when `entry` says so. */
  readonly gateway: { readonly namespace: string; readonly name: string };
  /** Absent is "gateway". A worker takes its work from a queue: no host, no gateway route. */
  readonly entry?: "gateway" | "worker";
  /** Host that outside clients ask the gateway for; "" for a worker's flow. */
  readonly host: string;
  /** Mean requests/s over a day. */
  readonly requestsPerSecond: number;
  readonly root: CallSpec;
};

export type MeshSpec = {
  readonly seed: number;
  readonly cluster: string;
  readonly trustDomain: string;
  readonly istioVersion: string;
  readonly namespaces: readonly {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
  }[];
  readonly nodes: readonly string[];
  readonly workloads: readonly WorkloadSpec[];
  readonly services: readonly ServiceSpec[];
  readonly flows: readonly FlowSpec[];
  readonly istiodPods: readonly PodSpec[];
  /** One ztunnel for each node of a mesh with ambient namespaces. */
  readonly ztunnelPods?: readonly PodSpec[];
};

export type MeshSize = { readonly services: number; readonly podsPerWorkload: number };
