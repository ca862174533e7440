import type { ObjectRef } from "@/lib/mesh/object-ref";
import type { FaultReason, SourceName, Phrases } from "@/lib/errors";

/** What a source said, or why nobody knows. */
export type Told<T> =
  | { readonly state: "known"; readonly data: T }
  | {
      readonly state: "unknown";
      readonly source: SourceName;
      readonly reason: FaultReason;
      readonly message: string;
      /** The way out, for example the setting that opens istiod's debug pages. */
      readonly hint?: string;
      readonly phrases?: Phrases;
    };

/** A service whose endpoints are compared. */
export type TruthService = {
  readonly host: string;
  readonly namespace: string;
  readonly name: string;
  readonly kind: "service" | "external_name" | "service_entry" | "unknown";
  readonly isHeadless: boolean;
  readonly hasSelector: boolean;
  readonly publishesNotReady: boolean;
  readonly ports: readonly {
    readonly name: string;
    readonly port: number;
    readonly targetPort?: string;
    readonly protocol?: string;
  }[];
  /** The waypoint that takes its traffic, `namespace/name`. */
  readonly waypoint?: string;
  /** Pods that the selector picks, and why those that are not ready are not; absent when nobody counted. */
  readonly selected?: { readonly count: number; readonly problems: readonly string[] };
};

/** One address and port of an EndpointSlice. Absent conditions are unknown: consumers take ready for true. */
export type SliceEndpoint = {
  readonly address: string;
  readonly port?: number;
  readonly portName: string;
  readonly isReady?: boolean;
  readonly isServing?: boolean;
  readonly isTerminating?: boolean;
  readonly slice: string;
  readonly pod?: string;
  readonly node?: string;
  readonly zone?: string;
  /** Why its pod is not ready, in Kubernetes' words. */
  readonly podProblem?: string;
};

/** One endpoint of istiod's shards. */
export type ShardEndpoint = {
  readonly address: string;
  readonly port: number;
  readonly portName: string;
  readonly health: "healthy" | "unhealthy" | "draining" | "terminating" | "unknown";
  /** `Kubernetes/cluster1`, `External/cluster1`. */
  readonly shard: string;
  readonly cluster: string;
  readonly network: string;
  readonly locality: string;
  readonly weight?: number;
  /** `istio` where it takes mutual TLS; `disabled` or "" otherwise. */
  readonly tlsMode: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly workload: string;
  readonly namespace: string;
  /** Sent although it is unhealthy. */
  readonly sendsUnhealthy: boolean;
  /** Replicas that have it. */
  readonly replicas: readonly string[];
};

/** One endpoint of one cluster of an Envoy. */
export type EnvoyEndpoint = {
  readonly cluster: string;
  readonly address: string;
  readonly port: number;
  /** Of the cluster's name; 0 when it has none. */
  readonly servicePort: number;
  readonly subset: string;
  readonly configuredHealth: string;
  readonly liveFaults?: readonly string[];
  readonly tlsMode: string;
  readonly network?: string;
  readonly locality: string;
  readonly weight?: number;
  readonly priority: number;
  /** It goes through an HBONE tunnel. */
  readonly isTunnelled: boolean;
};

/** What a client proxy has for the service. */
export type EnvoyTruth = {
  readonly endpoints: readonly EnvoyEndpoint[];
  /** Clusters of the service: subset and discovery type. */
  readonly clusters: readonly {
    readonly name: string;
    readonly servicePort: number;
    readonly subset: string;
    /** `EDS`, `ORIGINAL_DST`, `STRICT_DNS`, … */
    readonly type: string;
  }[];
  /** Absent: `/clusters` was not read, so ejections are unknown. */
  readonly hasLive: boolean;
};

/** How the proxy stands towards istiod for endpoints. */
export type EndpointSync = "synced" | "stale" | "not_sent" | "error" | "disconnected" | "unknown";

export type TruthClient = {
  readonly namespace: string;
  readonly pod: string;
  /** "" is the network without a name. */
  readonly network: string;
  readonly sync: EndpointSync;
  /** Subsets of the DestinationRule that it applies. */
  readonly subsets: readonly TruthSubset[];
  readonly envoy: Told<EnvoyTruth>;
  /** What keeps the service from the proxy, where it has no cluster for it. */
  readonly hidden?: HiddenBy;
};

/** A Sidecar whose egress hosts leave the service out, or the service's own exportTo. */
export type HiddenBy = { readonly by: "sidecar" | "export_to"; readonly ref: ObjectRef };

export type TruthSubset = { readonly name: string; readonly labels: Readonly<Record<string, string>> };

/** What istiod has for the host. */
export type IstiodTruth = {
  readonly endpoints: readonly ShardEndpoint[];
  /** Replicas that answered. */
  readonly replicas: readonly string[];
  /** No replica has heard of the host. */
  readonly isUnheardOf: boolean;
};

export type TruthInput = {
  readonly service: TruthService;
  readonly kubernetes: Told<readonly SliceEndpoint[]>;
  readonly istiod: Told<IstiodTruth>;
  readonly clients: readonly TruthClient[];
};

/** What a source says of one address. */
export const truthStates = [
  "ready",
  "not_ready",
  "serving_terminating",
  "terminating",
  "healthy",
  "unhealthy",
  "draining",
  "ejected",
  "failed_check",
  "degraded",
  "absent",
  "not_applicable",
  "unknown",
] as const;
export type TruthState = (typeof truthStates)[number];

export type TruthCell = {
  readonly state: TruthState;
  /** Facts beside the state: slice, shard, subsets. */
  readonly notes: readonly string[];
};

export const differenceCodes = [
  "missing_at_istiod",
  "missing_at_envoy",
  "extra_at_istiod",
  "extra_at_envoy",
  "stale_at_envoy",
  "ready_but_unhealthy_at_istiod",
  "not_ready_but_healthy_at_istiod",
  "health_not_at_envoy",
  "ejected",
  "failed_check",
  "target_port",
  "port_name",
  "no_subset",
  "missing_in_subset",
  "weight",
  "locality",
  "tls_mode",
  "replicas_differ",
  "other_family",
] as const;
export type DifferenceCode = (typeof differenceCodes)[number];

export type TruthDifference = {
  readonly code: DifferenceCode;
  readonly severity: "failing" | "degraded" | "info";
  /** The proxy that it concerns, `namespace/pod`; absent for differences between Kubernetes and istiod. */
  readonly client?: string;
  /** What stands where, for the words. */
  readonly values: Readonly<Record<string, string>>;
  /** When it was seen first; it may be older. */
  readonly sinceMs?: number;
  /** It is young, and what it is about has changed a moment ago: it may well go away by itself. */
  readonly isSettling?: true;
};

export type TruthRow = {
  readonly key: string;
  readonly address: string;
  readonly port?: number;
  readonly portName: string;
  readonly servicePort?: number;
  readonly pod?: string;
  readonly node?: string;
  readonly workload?: string;
  readonly workloadNamespace?: string;
  /** Where it runs, when that is another cluster or network than the console's or the client's. */
  readonly otherCluster?: string;
  readonly subsets: readonly string[];
  readonly kubernetes: TruthCell;
  readonly istiod: TruthCell;
  /** One for each client, in their order. */
  readonly envoys: readonly TruthCell[];
  readonly differences: readonly TruthDifference[];
};

/** What holds for the whole service or for a client, and is not a difference of one address. */
export const truthNotes = [
  "service_entry",
  "headless",
  "external_name",
  "publishes_not_ready",
  "waypoint",
  "no_cluster",
  "not_in_istiod",
  "no_endpoints",
  "stale",
  "rejected",
  "not_sent",
  "disconnected",
  "without_live",
  "other_network",
] as const;
export type TruthNote = {
  readonly code: (typeof truthNotes)[number];
  readonly client?: string;
  readonly values: Readonly<Record<string, string>>;
  /** The object that makes it so. */
  readonly ref?: ObjectRef;
};

export type EndpointTruth = {
  readonly rows: readonly TruthRow[];
  readonly notes: readonly TruthNote[];
};
