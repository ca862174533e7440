import type { ObjectRef } from "@/lib/mesh/object-ref";

export type WorkloadName = { readonly namespace: string; readonly workload: string };

/** Envoy's resource kinds: clusters, endpoints, listeners, routes. */
export type XdsType = "CDS" | "EDS" | "LDS" | "RDS";

/** A workload whose proxies would be sent something else. */
export type Receiver = WorkloadName & {
  readonly isGateway: boolean;
  /** Its pods with a proxy. */
  readonly proxies: number;
  readonly types: readonly XdsType[];
  /** Requests/s of this workload that what changes decides about; absent when the metrics are unknown. */
  readonly requestsPerSecond?: number;
};

export type Receivers = {
  readonly proxies: number;
  readonly proxiesOfMesh: number;
  readonly byNamespace: readonly {
    readonly namespace: string;
    readonly proxies: number;
    readonly requestsPerSecond?: number;
  }[];
  /** Busiest first. */
  readonly list: readonly Receiver[];
  /** Objects of the change whose effect on proxies we can't foresee (an EnvoyFilter's patch); their selectors count. */
  readonly opaque: readonly ObjectRef[];
};

/** One place that requests end up at, or an answer that a proxy gives itself. */
export type DestinationEffect = {
  /** Host that callers ask for. */
  readonly host: string;
  /** What the route names: `reviews.bookinfo.svc.cluster.local:9080 v2`, or `503 NC`, `403`, `redirect 301 …`. */
  readonly label: string;
  readonly kind: "workload" | "external" | "answer";
  readonly workload?: WorkloadName;
  /** By the configuration of now, from measured demand; absent when the demand is unknown. */
  readonly nowRps?: number;
  readonly afterRps?: number;
  /** Copies that mirrors add, not part of `afterRps`. */
  readonly mirroredNowRps?: number;
  readonly mirroredAfterRps?: number;
};

/** Load of one workload's pods with all that reaches them, also from elsewhere. */
export type CapacityEffect = WorkloadName & {
  readonly pods: number;
  readonly readyPods: number;
  readonly nowRps?: number;
  readonly afterRps?: number;
  readonly nowRpsPerPod?: number;
  readonly afterRpsPerPod?: number;
};

export type EffectKind = "destination" | "timeout" | "retries" | "fault" | "mirror" | "access" | "rewrite";

export type CallerEffect = WorkloadName & {
  readonly host: string;
  readonly isGateway: boolean;
  readonly requestsPerSecond?: number;
  readonly changes: readonly EffectKind[];
};

export type HopPolicy = {
  /** Absent: no limit for the whole request. */
  readonly timeoutMs?: number;
  /** First try and retries. */
  readonly tries: number;
  readonly perTryTimeoutMs?: number;
  readonly retryOn?: string;
  /** Longest that the caller's proxy waits: the timeout, or all tries when each has a limit; absent: no end. */
  readonly waitMs?: number;
};

export type PathHop = {
  readonly source: WorkloadName;
  readonly host: string;
  readonly port: number;
  readonly method?: string;
  readonly path?: string;
  readonly before: HopPolicy;
  readonly after: HopPolicy;
  readonly isChanged: boolean;
};

/** `limitMs` is how long a hop above waits for one try (or this one in all), `waitMs` how long this hop may take. */
export type Inversion = {
  readonly hop: number;
  /** The hop whose patience is the shortest. */
  readonly limitHop: number;
  readonly kind: "callee_outlasts_caller" | "tries_cut_short";
  readonly limitMs: number;
  readonly waitMs: number;
  readonly state: "new" | "stays" | "goes";
};

/** A chain of calls as traces or metrics showed it. */
export type PathEffect = {
  readonly hops: readonly PathHop[];
  /** Times that one request at the start can become requests at the end, every hop trying as often as it may. */
  readonly triesBefore: number;
  readonly triesAfter: number;
  readonly inversions: readonly Inversion[];
  /** Traces that took this chain; absent for one put together from metrics. */
  readonly samples?: number;
};

export type WhatIfCategory =
  | "destination"
  | "timeout"
  | "retries"
  | "fault"
  | "mirror"
  | "rewrite"
  | "denied"
  | "allowed"
  | "failing"
  | "recovering";

export type WhatIfExample = {
  readonly source: WorkloadName;
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly samples: number;
};

export type WhatIf = {
  readonly requests: number;
  /** Expected number: of requests that a weight decides about, the share whose answer differs. */
  readonly counts: Readonly<Partial<Record<WhatIfCategory, number>>>;
  readonly unchanged: number;
  /** Requests whose outcome hangs on something that traces do not carry. */
  readonly unknown: number;
  /** What they lack, most frequent first: `header end-user`, `request principal`. */
  readonly unknownBecause: readonly { readonly what: string; readonly requests: number }[];
  readonly examples: Readonly<Partial<Record<WhatIfCategory | "unknown", readonly WhatIfExample[]>>>;
};

/** What a change would do to live traffic. A part that nothing is known about is absent and named in the warnings. */
export type Impact = {
  readonly title: string;
  /** Hosts that the change decides about. */
  readonly hosts: readonly string[];
  readonly isNothing: boolean;
  readonly receivers?: Receivers;
  readonly destinations?: readonly DestinationEffect[];
  readonly callers?: readonly CallerEffect[];
  readonly paths?: readonly PathEffect[];
  readonly whatIf?: WhatIf;
  /** Requests/s whose mix of paths and methods is known from traces, and those taken as `GET /`. */
  readonly demand?: { readonly sampledRps: number; readonly assumedRps: number };
  readonly capacity?: readonly CapacityEffect[];
};
