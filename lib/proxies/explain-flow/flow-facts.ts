import type { ClustersPage } from "@/lib/proxies/live-clusters";

/** A service and where it is reached, as Kubernetes or the control plane knows it. */
export type FlowService = {
  /** FQDN. */
  readonly host: string;
  readonly namespace: string;
  readonly name: string;
  readonly addresses: readonly string[];
  /** Port to the container's port where it is a number. */
  readonly ports: readonly { readonly port: number; readonly targetPort?: number }[];
  /** Pods behind it that are this proxy: so that a gateway's ports can be told. */
  readonly selector?: Readonly<Record<string, string>>;
  /** The waypoint that callers in ambient mode go through. */
  readonly waypoint?: FlowWaypoint;
};

/** A waypoint that a label names. */
export type FlowWaypoint = {
  readonly namespace: string;
  readonly name: string;
  /** The object that has the label. */
  readonly by: "service" | "namespace";
  /** Its pods that are known. */
  readonly pods: readonly FlowPod[];
};

export type FlowPod = { readonly namespace: string; readonly pod: string };

/** What is known beside the dump. Absent parts are unknown. */
export type FlowFacts = {
  /** Namespace of the proxy, for short host names. */
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** The proxy's own address. */
  readonly podIp?: string;
  readonly services?: readonly FlowService[];
  readonly podByIp?: ReadonlyMap<string, FlowPod>;
  /** Envoy's live page of hosts. */
  readonly live?: ClustersPage;
};
