import type { MutualTlsMode } from "@/lib/xds/peer-authentication";
import type { ConnectionSecurity } from "@/lib/xds/connection-security";
import type { ServicePortProtocol } from "@/lib/xds/service-registry";
import type { FaultPolicy, RetryPolicy, XdsCluster } from "@/lib/xds/model";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import type { NetworkPolicyEvidence, PolicyEvidence } from "./policy-evidence";

/** One workload of the edge. `dataplane` decides whether it has an Envoy. */
export type Party = {
  readonly namespace: string;
  readonly name: string;
  readonly dataplane: string;
  /** Proxies that stand for it, at most a few. */
  readonly pods: readonly string[];
};

/** A route that requests of the caller to the destination can take. */
export type RouteFact = {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly origin?: ObjectRef;
  readonly path?: string;
  /** Takes every request that comes as far. */
  readonly isCatchAll: boolean;
  readonly timeoutMs?: number;
  readonly retries?: RetryPolicy;
  readonly fault?: FaultPolicy;
  /** Run of Heddle that injected the fault. */
  readonly faultRun?: string;
  /** Status that the route answers itself, or redirects with. */
  readonly answers?: number;
  /** What the route makes of the path, as written: a prefix, a whole path or a substitution. */
  readonly rewrite?: string;
  readonly destinations: readonly {
    readonly cluster: string;
    readonly host: string;
    readonly port: number;
    readonly subset: string;
    readonly state: "ok" | "no_cluster" | "no_endpoints" | "passthrough";
    readonly sharePercent: number;
  }[];
};

/** A DestinationRule with subsets that do not count for the caller, and why. */
export type StrayRule = {
  readonly ref: ObjectRef;
  readonly subsets: readonly string[];
  /** The host that its text stands for, where it is another one. */
  readonly host?: string;
  readonly reason: "other_host" | "not_exported" | "other";
};

/** How a VirtualService that should lead to the service stands to the gateway that was called. */
export type GatewayBinding = {
  readonly virtualService: ObjectRef;
  readonly gateway?: ObjectRef;
  readonly state:
    | "bound"
    /** It names no gateway: its routes are for sidecars. */
    | "mesh_only"
    /** The gateway that it names does not exist. */
    | "gateway_missing"
    /** That gateway's selector picks other proxies. */
    | "gateway_elsewhere"
    /** No server of the gateway takes its hosts. */
    | "host_not_served";
  /** The gateway as it is named, or the hosts that the gateway has. */
  readonly detail: string;
  /** The gateway redirects every request to https. */
  readonly redirects: boolean;
  /** Name of the certificate's secret that the gateway's servers of the host need. */
  readonly secret?: string;
};

/** What the caller's configuration says; undefined parts were not read. */
export type RoutingEvidence = {
  readonly outboundMode: "ALLOW_ANY" | "REGISTRY_ONLY";
  /** The Sidecar that narrows the caller's view. */
  readonly sidecar?: ObjectRef;
  /** Whether the caller's proxies are sent the service. */
  readonly isVisible: boolean;
  readonly isGateway: boolean;
  readonly routes: readonly RouteFact[];
  /** Objects whose routes reach no request of the caller. */
  readonly virtualServices: readonly ObjectRef[];
  readonly strayRules: readonly StrayRule[];
  /** Of a gateway only. */
  readonly bindings: readonly GatewayBinding[];
};

/** The service as its registry has it. */
export type ServiceEvidence = {
  readonly host: string;
  readonly namespace: string;
  readonly name: string;
  readonly isExternal: boolean;
  readonly resolution: string;
  /** What a Service of type ExternalName stands for. */
  readonly externalName?: string;
  readonly ref: ObjectRef;
  readonly hasSelector: boolean;
  readonly ports: readonly {
    readonly name: string;
    readonly number: number;
    readonly targetPort: number | string;
    readonly protocol: ServicePortProtocol;
  }[];
};

/** Client policy of the caller for one port and subset, and what is behind it. */
export type ClusterEvidence = {
  readonly name: string;
  readonly port: number;
  readonly subset: string;
  readonly rule?: ObjectRef;
  readonly endpoints: number;
  readonly readyEndpoints: number;
  readonly settings: Omit<XdsCluster, "endpoints">;
  readonly connections: readonly {
    readonly workload: string;
    readonly port: number;
    readonly clientMode: XdsCluster["tlsMode"];
    readonly clientOrigin?: ObjectRef;
    readonly serverMode: MutualTlsMode;
    readonly serverOrigin?: ObjectRef;
    readonly serverInMesh: boolean;
    readonly security: ConnectionSecurity;
  }[];
};

export type PodEvidence = {
  readonly namespace: string;
  readonly name: string;
  readonly workload: string;
  readonly isReady: boolean;
  readonly isTerminating: boolean;
  readonly phase: string;
  /** Of the application's containers; undefined when the status does not say. */
  readonly restarts?: number;
  readonly waitingReason?: string;
  readonly waitingMessage?: string;
  readonly node?: string;
  /** What the scheduler says, while the pod has no node. */
  readonly unschedulable?: string;
  readonly lastTermination?: {
    readonly reason: string;
    readonly exitCode?: number;
    readonly atMs?: number;
  };
  /** When the proxy's container began. */
  readonly proxyStartedMs?: number;
  /** Ports that the containers declare; empty says nothing. */
  readonly containerPorts: readonly { readonly name: string; readonly port: number }[];
};

export type WorkloadsEvidence = {
  readonly pods: readonly PodEvidence[];
  /** Deployments and StatefulSets behind the service that are scaled to nothing. */
  readonly scaledToZero: readonly ObjectRef[];
  /** Controllers behind the service that may not create their pods: a quota, a webhook, an account that is missing. */
  readonly failedToCreate: readonly { readonly ref: ObjectRef; readonly message: string }[];
  /** Nodes of the pods; undefined while nodes could not be read. */
  readonly nodes?: readonly { readonly name: string; readonly isReady: boolean; readonly message: string }[];
};

export type TrafficRow = {
  readonly reporter: "source" | "destination" | "waypoint";
  readonly code: number;
  readonly flags: readonly string[];
  readonly grpcStatus?: number;
  readonly protocol: "http" | "grpc" | "tcp" | "unknown";
  /** `destination_service_name` where it is none of the mesh: BlackHoleCluster, PassthroughCluster, unknown. */
  readonly special?: string;
  /** `destination_service`: a host, or what stands for one. */
  readonly host: string;
  readonly destination: string;
  readonly source: string;
  readonly perSecond: number;
};

export type TrafficEvidence = {
  /** From the caller to the destination, both reporters. */
  readonly edge: readonly TrafficRow[];
  /** From all callers, as the destination's own proxies report; absent when that was not answered. */
  readonly inbound?: readonly TrafficRow[];
  /** What the destination itself calls, as its proxies report. */
  readonly outbound?: readonly TrafficRow[];
  /** Time of the destination's answers as its own proxies see it. */
  readonly latencyMsP50?: number;
  readonly latencyMsP99?: number;
  /** The same in the hour before the range. */
  readonly usualLatencyMsP99?: number;
};

/** One host of a cluster as the caller's Envoy sees it now. */
export type LiveHost = {
  readonly address: string;
  readonly isHealthy: boolean;
  readonly isEjected: boolean;
  readonly connectFailures?: number;
  readonly requests?: number;
  readonly errors?: number;
};
export type LiveCluster = {
  readonly name: string;
  readonly hosts: readonly LiveHost[];
  /** Counters and gauges by their name after the cluster's: `upstream_rq_pending_overflow`. */
  readonly stats: Readonly<Record<string, number>>;
};

/** What a proxy itself runs. */
export type ProxyEvidence = {
  readonly pod: string;
  /** Names of its clusters; undefined when its dump could not be read. */
  readonly clusters?: readonly string[];
  readonly hasInboundListener?: boolean;
  /** Rate limits, authorizers and other filters by their name in its listeners. */
  readonly filters?: readonly string[];
  readonly certificate?: {
    readonly subject: string;
    readonly notBeforeMs: number;
    readonly notAfterMs: number;
  };
  /** Names of the secrets that it holds; undefined when its dump could not be read. */
  readonly secrets?: readonly string[];
  /** Serial numbers of the authorities that it trusts. */
  readonly roots?: readonly string[];
  readonly rejected?: readonly { readonly type: string; readonly error: string }[];
  readonly stale?: readonly { readonly type: string; readonly sinceMs?: number }[];
  readonly isConnected?: boolean;
};

export type EventEvidence = {
  readonly object: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly atMs?: number;
};
export type ChangeEvidence = {
  readonly id: string;
  readonly title: string;
  readonly atMs: number;
  readonly actor: string;
  readonly refs: readonly ObjectRef[];
};

/** One place of failing traces, with a trace that shows it. */
export type TraceFinding = {
  readonly traceId: string;
  /** Host that was called, or service that reported the span. */
  readonly service: string;
  /** HTTP status of the deepest failing span; "" is unknown. */
  readonly status: string;
  /** Of the whole call. */
  readonly durationMs: number;
  /** Traced calls of which the same is true. */
  readonly count: number;
};
/** What failing traces say of the edge's calls. */
export type TraceEvidence = {
  readonly calls: number;
  /** The failure arose in something that the destination calls. */
  readonly below: TraceFinding | undefined;
  /** It arose at the destination itself. */
  readonly here: TraceFinding | undefined;
  /** Most of the time went into something that the destination calls. */
  readonly slowBelow: TraceFinding | undefined;
  readonly slowHere: TraceFinding | undefined;
};

/** All that is known of one edge. A part that is undefined could not be learnt: it is never taken for healthy. */
export type Evidence = {
  readonly nowMs: number;
  /** Cluster that was asked, for links to its proxies; the first one where it is absent. */
  readonly cluster?: string;
  readonly caller?: Party;
  readonly destination: {
    readonly text: string;
    readonly host?: string;
    /** The port that was asked for, when the text names one. */
    readonly port?: number;
    readonly workloads: readonly Party[];
  };
  readonly service?: ServiceEvidence | "absent";
  readonly routing?: RoutingEvidence;
  readonly clusters?: readonly ClusterEvidence[];
  readonly workloads?: WorkloadsEvidence;
  readonly policies?: PolicyEvidence;
  readonly networkPolicies?: readonly NetworkPolicyEvidence[];
  readonly traffic?: TrafficEvidence;
  readonly live?: readonly LiveCluster[];
  readonly callerProxy?: ProxyEvidence;
  readonly destinationProxy?: ProxyEvidence;
  readonly events?: readonly EventEvidence[];
  readonly changes?: readonly ChangeEvidence[];
  /** Absent when no failing trace holds a call of the edge. */
  readonly traces?: TraceEvidence;
};
