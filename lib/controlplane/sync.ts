/** xDS types by their usual short names. */
export const xdsTypes = ["cds", "lds", "eds", "rds", "sds", "ecds", "nds", "wds", "wads", "pcds"] as const;
export type XdsType = (typeof xdsTypes)[number];

/** syncz's rule: error text first, then nothing sent, then sent and acked nonces compared for equality. */
export type SyncState = "synced" | "stale" | "not_sent" | "error";

export type TypeSync = {
  readonly state: SyncState;
  /** When istiod sent the last version; absent before istio 1.23. */
  readonly sentAtMs?: number;
  /** Envoy's own words when it refused the last version. */
  readonly error?: string;
  readonly sentNonce: string;
  readonly ackedNonce: string;
};

/** One proxy's connection, as the istiod replica that holds it tells it. */
export type ProxySync = {
  readonly cluster: string;
  readonly pod: string;
  readonly namespace: string;
  readonly proxyType: string;
  readonly istioVersion: string;
  /** Name of the istiod pod that answered. */
  readonly replica: string;
  /** Other replicas that list it too: it is moving, or its old connection is not closed yet. */
  readonly alsoAt?: readonly string[];
  /** A type that is absent is not subscribed, which is no failure. */
  readonly types: Partial<Record<XdsType, TypeSync>>;
};

/** One istiod replica: what it said, or why it did not. */
export type ControlPlaneReplica = {
  readonly name: string;
  readonly version?: string;
  readonly reachable: boolean;
  readonly connectedProxies?: number;
  /** Of its pod; absent when Kubernetes does not tell which pod it is. */
  readonly namespace?: string;
  readonly revision?: string;
};
