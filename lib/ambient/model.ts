/** A workload as ztunnel knows it: a pod, a WorkloadEntry, or a remote network's gateway. */
export type AmbientWorkload = {
  /** Id of its entry in the dump. */
  readonly id: string;
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  readonly addresses: readonly string[];
  /** Name of its controller, for example the Deployment's. */
  readonly workload?: string;
  readonly workloadType?: string;
  readonly node?: string;
  readonly network?: string;
  readonly cluster?: string;
  readonly locality?: string;
  /** HBONE where it takes the mesh's tunnel, TCP where it takes plain text only. */
  readonly protocol: string;
  /** `Healthy` or `Unhealthy`; absent when the dump does not say. */
  readonly status?: string;
  /** SPIFFE id; absent without a service account. */
  readonly identity?: string;
  readonly serviceAccount?: string;
  /** Host or address of the waypoint that its traffic goes through. */
  readonly waypoint?: string;
  readonly networkGateway?: string;
  readonly applicationTunnel?: string;
  readonly capacity?: number;
  /** `namespace/name` of the policies that select it. Those of its namespace and of the mesh hold besides. */
  readonly policies: readonly string[];
};

export type AmbientPort = {
  readonly port: number;
  /** Absent when the service port is named and differs by endpoint. */
  readonly targetPort?: number;
};

/** One endpoint of a service: which workload, and on which ports it serves. */
export type AmbientEndpoint = {
  readonly workloadUid: string;
  readonly address?: string;
  readonly ports: readonly AmbientPort[];
};

export type AmbientService = {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly hostname: string;
  readonly vips: readonly string[];
  readonly ports: readonly AmbientPort[];
  readonly endpoints: readonly AmbientEndpoint[];
  readonly endpointCount: number;
  /** Endpoints whose workload is Healthy; absent when the state of one is not in the dump. */
  readonly healthyCount?: number;
  readonly waypoint?: string;
  /** `Standard`, `Strict`, `Failover`, …; absent is the standard. */
  readonly loadBalancerMode?: string;
  readonly routingPreferences: readonly string[];
  /** `AllowAll` sends to unhealthy endpoints as well. */
  readonly healthPolicy?: string;
  readonly subjectAltNames: readonly string[];
};

/** What a match of a policy looks at, in ztunnel's words. */
export const policyFields = [
  "namespaces",
  "serviceAccounts",
  "principals",
  "sourceIps",
  "destinationIps",
  "destinationPorts",
] as const;

/** One condition: the field has (or, negated, has none of) these values. */
export type PolicyCondition = {
  /** One of `policyFields`, or a name that only newer versions have. */
  readonly field: string;
  readonly isNegated: boolean;
  readonly values: readonly string[];
};

export type AmbientPolicy = {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  /** `Global`, `Namespace` or `WorkloadSelector`. */
  readonly scope: string;
  /** `Allow` or `Deny`. */
  readonly action: string;
  /** Any rule may match; all of its clauses must; in a clause any match; of a match all conditions. */
  readonly rules: readonly (readonly (readonly (readonly PolicyCondition[])[])[])[];
  /** Workloads in the dump that it holds for. */
  readonly workloadCount: number;
};

export type AmbientCertificate = {
  readonly serialNumber: string;
  readonly validFromMs?: number;
  readonly expiresMs?: number;
  readonly subject?: string;
  readonly issuer?: string;
};

export type AmbientIdentity = {
  readonly id: string;
  readonly identity: string;
  readonly state: "available" | "initializing" | "unavailable" | "unknown";
  /** Why it is not available, in ztunnel's words. */
  readonly reason?: string;
  /** Leaf first. */
  readonly chain: readonly AmbientCertificate[];
  readonly roots: readonly AmbientCertificate[];
};

/** An address with the names that the dump has for it. */
export type NamedAddress = {
  readonly text: string;
  readonly host: string;
  readonly port?: number;
  /** Pod, or service where the address is a virtual one or a host name. */
  readonly workload?: { readonly namespace: string; readonly name: string; readonly workload?: string };
  readonly service?: { readonly namespace: string; readonly name: string };
};

/** One open connection of a workload on ztunnel's node. */
export type AmbientConnection = {
  readonly id: string;
  readonly podUid: string;
  readonly namespace: string;
  readonly pod: string;
  readonly direction: "inbound" | "outbound";
  readonly local: NamedAddress;
  readonly remote: NamedAddress;
  /** What the client asked for: a service's address or host, before ztunnel chose an endpoint. */
  readonly target?: NamedAddress;
  readonly protocol: string;
};

/** A pod that ztunnel takes the traffic of on its node. */
export type AmbientPodState = {
  readonly id: string;
  readonly podUid: string;
  readonly namespace?: string;
  readonly pod?: string;
  readonly serviceAccount?: string;
  /** `Up`, `Draining`, or `Pending`. */
  readonly state: string;
  readonly inboundCount: number;
  readonly outboundCount: number;
};

/** A difference between a ztunnel and istiod. */
export type AmbientDifference = {
  readonly object: "workload" | "service" | "policy";
  /** `namespace/name`. */
  readonly name: string;
  readonly kind: "missing_at_ztunnel" | "extra_at_ztunnel" | "differs";
  /** For `differs`. */
  readonly field?: string;
  readonly ztunnel?: string;
  readonly istiod?: string;
};
