import type { ChangePolicy } from "@/lib/changes/change-policy";
import type { Manifest } from "@/lib/config/manifest";
import type { ControlPlaneReplica, ProxySync } from "@/lib/controlplane/sync";
import type { Sourced } from "@/lib/evidence";
import type { FaultPolicy } from "@/lib/faults/exclusions";
import type { DumpEntry } from "@/lib/proxies/dump/entry";
import type { SnapshotPolicy } from "@/lib/proxies/snapshot-policy";
import type { Notifications } from "@/lib/delivery/webhook";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import type { ProxyId } from "@/lib/mesh/proxy-id";
import type { Sample, SeriesSet } from "@/lib/telemetry/series";
import type { TimeSpan } from "@/lib/time-range";
import type { TraceSearch, TraceSummary } from "@/lib/traces/search";
import type { SpanColumns } from "@/lib/traces/span-columns";
import type { Duplex } from "node:stream";

/** What every outside call takes. `purpose` says in the "how was this measured" panel what the answer is for. */
export type Call = { readonly purpose: string; readonly signal?: AbortSignal; readonly timeoutMs?: number };

/** How old a dump may be. Without either, one of the last few seconds is given again. */
export type DumpCall = Call & {
  /** What the proxy has acknowledged: a settled dump of the same is given again even when it is older. */
  readonly version?: string;
  /** Asks the proxy, unless it is being asked already. */
  readonly isForced?: boolean;
};

/** All methods of all sources throw `SourceError` and nothing else. */
export interface MetricsSource {
  /** Instant vector at `timeMs`. A scalar answer comes as one sample without labels. */
  query(promql: string, timeMs: number, call: Call): Promise<Sourced<readonly Sample[]>>;
  /** Range vector on the grid from `span.startMs` in steps of `stepMs`; holes are null. */
  queryRange(promql: string, span: TimeSpan, stepMs: number, call: Call): Promise<Sourced<SeriesSet>>;
  labelValues(label: string, matchers: readonly string[], call: Call): Promise<Sourced<readonly string[]>>;
  /** Version and flavour, for the sources page, and the server's clock where it told it. */
  buildInfo(call: Call): Promise<Sourced<{ version: string; flavour: string; serverTimeMs?: number }>>;
}

export interface TraceSource {
  services(call: Call): Promise<Sourced<readonly string[]>>;
  operations(service: string, call: Call): Promise<Sourced<readonly string[]>>;
  /** Newest first. No match is an empty list, whatever the server's status was. */
  search(
    query: Omit<TraceSearch, "range" | "cluster" | "namespaces">,
    span: TimeSpan,
    call: Call,
  ): Promise<Sourced<readonly TraceSummary[]>>;
  /** Whole traces that match, for figures over many of them. */
  sample(
    query: Omit<TraceSearch, "range" | "cluster" | "namespaces">,
    span: TimeSpan,
    call: Call,
  ): Promise<Sourced<readonly SpanColumns[]>>;
  /** Throws reason "not_found" for an unknown trace. */
  get(traceId: string, call: Call): Promise<Sourced<SpanColumns>>;
  /** Which API answered. */
  api(call: Call): Promise<"v3" | "legacy">;
}

export type WriteOptions = { readonly dryRun: boolean; readonly force?: boolean };
export type WriteResult = {
  readonly object: Manifest;
  readonly created: boolean;
  readonly warnings: readonly string[];
};
export type JsonPatchOperation =
  | { readonly op: "add" | "replace" | "test"; readonly path: string; readonly value: unknown }
  | { readonly op: "remove"; readonly path: string };
export type AccessQuestion = {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
};

/** Something that happened to an object, as Kubernetes keeps it for an hour or so. */
export type ObjectEvent = {
  readonly key: string;
  /** `Normal` or `Warning`. */
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  /** How often it happened. */
  readonly count: number;
  /** The last time; absent when the event does not say. */
  readonly atMs?: number;
};

/** A watch cache's state per kind. */
export type KindState = {
  readonly kind: string;
  readonly group: string;
  readonly state: "synced" | "syncing" | "absent" | "failed";
  readonly ageMs?: number;
};

/** An object of the mesh's configuration as it was until `atMs`, when it was written anew or deleted. */
export type FormerObject = { readonly manifest: Manifest; readonly atMs: number };

export interface KubernetesSource {
  /** Objects of a kind from the shared watch cache (waits for the first sync). "group/Kind" missing in the cluster gives an empty list. */
  list(
    group: string,
    kind: string,
    call: Call,
    namespaces?: readonly string[],
  ): Promise<Sourced<readonly Manifest[]>>;
  /** One object, read from the API server now, not from the cache; undefined when absent. */
  get(ref: ObjectRef, call: Call): Promise<Manifest | undefined>;
  /** Events about one object, at most the first hundred, read from the API server now. */
  events(ref: ObjectRef, call: Call): Promise<Sourced<readonly ObjectEvent[]>>;
  /** NetworkPolicies of a namespace, read from the API server now. Throws SourceError, `forbidden` where they may not be listed. */
  networkPolicies(namespace: string, call: Call): Promise<Sourced<readonly Manifest[]>>;
  /** Server-side apply with our field manager and strict field validation. 409 keeps its two meanings in `details.conflict`. */
  apply(manifest: Manifest, options: WriteOptions, call: Call): Promise<WriteResult>;
  /** PUT with the resourceVersion that `manifest` carries; of the status alone with `options.subresource`. */
  replace(
    manifest: Manifest,
    options: WriteOptions & { readonly subresource?: "status" | undefined },
    call: Call,
  ): Promise<WriteResult>;
  create(manifest: Manifest, options: WriteOptions, call: Call): Promise<WriteResult>;
  patchJson(
    ref: ObjectRef,
    operations: readonly JsonPatchOperation[],
    options: WriteOptions,
    call: Call,
  ): Promise<WriteResult>;
  /** Deletes only the object with this uid and resourceVersion. */
  remove(
    ref: ObjectRef,
    precondition: { uid?: string; resourceVersion?: string },
    options: WriteOptions,
    call: Call,
  ): Promise<void>;
  canI(
    questions: readonly AccessQuestion[],
    call: Call,
  ): Promise<readonly { allowed: boolean; reason: string }[]>;
  whoAmI(call: Call): Promise<{ username: string; groups: readonly string[] }>;
  version(call: Call): Promise<string>;
  /** The published OpenAPI v3 document of an API version, undefined when it is not served, and what is served of its group. */
  openApi(
    apiVersion: string,
    call: Call,
  ): Promise<{ readonly document: unknown; readonly servedVersions: readonly string[] }>;
  states(): readonly KindState[];
  /** Grows whenever a cached object changed; for caches that derive from objects. */
  revision(): number;
  /** What the watches saw rewritten or deleted since they began, the oldest first; the newest few hundred. */
  former?(call: Call): Promise<readonly FormerObject[]>;
  /** A byte stream to a port inside a pod, through the API server. */
  dial(pod: { namespace: string; name: string }, port: number, call: Call): Promise<Duplex>;
}

/** Where every proxy stands, and the replicas that told it, as one look at each replica saw them. */
export type SyncAnswer = Sourced<readonly ProxySync[]> & {
  readonly replicas?: readonly ControlPlaneReplica[];
};

export interface ControlPlaneSource {
  /** syncz of all replicas, merged; a replica that is silent is a warning with its name in `part`. */
  sync(call: Call): Promise<SyncAnswer>;
  replicas(call: Call): Promise<Sourced<readonly ControlPlaneReplica[]>>;
  /** Any debug page of every replica, parsed as JSON, for example `registryz`, `mesh`, `endpointShardz`. */
  debug(path: string, call: Call): Promise<Sourced<readonly { replica: string; body: unknown }[]>>;
  /** What istiod would send to this proxy now, without endpoint health and secrets. Throws reason "not_found" when no replica holds it. */
  configDump(proxy: ProxyId, call: DumpCall): Promise<Sourced<ConfigDumpBytes>>;
  /** Control plane metrics in Prometheus text form, by replica. */
  metrics(call: Call): Promise<Sourced<readonly { replica: string; text: string }[]>>;
}

export type ProxyAddress = ProxyId & { readonly podIp: string };
export type ConfigDumpBytes = {
  /** Redacted JSON bytes of `config_dump?include_eds`. */
  readonly bytes: Uint8Array;
  /** Where each resource lies in `bytes`. */
  readonly entries: readonly DumpEntry[];
  /** Equal for equal configuration, whatever the time of the fetch. */
  readonly contentHash: string;
  readonly fetchedAtMs: number;
};

/** One statistic of Envoy. */
export type Statistic = { readonly name: string } & (
  | { readonly type: "counter" | "gauge"; readonly value: number }
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "histogram";
      /** Value at each quantile (0 to 100) since the start and since the last flush; null where nothing was measured. */
      readonly quantiles: readonly {
        readonly quantile: number;
        readonly value: number | null;
        readonly recent: number | null;
      }[];
    }
);

export interface ProxyAdminSource {
  /**
   * The dump, redacted before anything else sees it. One that ends early gives its whole resources with a warning of
   * reason "truncated", and throws it when there is none.
   */
  configDump(proxy: ProxyAddress, call: DumpCall): Promise<Sourced<ConfigDumpBytes>>;
  /** One JSON page: `clusters`, `listeners`, `certs`, `server_info`, `init_dump`, `memory`. */
  page(
    proxy: ProxyAddress,
    path: "clusters" | "listeners" | "certs" | "server_info" | "init_dump" | "memory",
    call: Call,
  ): Promise<Sourced<unknown>>;
  /**
   * The dump of a ztunnel, redacted: one JSON object whose parts `ztunnelEntries` finds, so `entries` is empty. One
   * that ends early is given with a warning of reason "truncated".
   */
  ztunnelDump(proxy: ProxyAddress, call: Call): Promise<Sourced<ConfigDumpBytes>>;
  /** The secrets that Envoy runs with, as elements of its dump, redacted: public certificates stay. */
  secrets(proxy: ProxyAddress, call: Call): Promise<Sourced<readonly Readonly<Record<string, unknown>>[]>>;
  /** Counters and gauges whose name matches the RE2 `filter`; a stat without a value is 0 by Envoy's rule. */
  stats(proxy: ProxyAddress, filter: string, call: Call): Promise<Sourced<Readonly<Record<string, number>>>>;
  /** Statistics of every type whose name matches the RE2 filter, with their types; `isUsedOnly` leaves out those never written. */
  statistics(
    proxy: ProxyAddress,
    wanted: { readonly filter: string; readonly isUsedOnly: boolean },
    call: Call,
  ): Promise<Sourced<readonly Statistic[]>>;
}

/** The five sources of one cluster. A source that is not configured throws reason "not_configured". */
export type ClusterSources = {
  readonly name: string;
  /** How often the metrics source scrapes the mesh, in ms; absent where nobody said: `defaultScrapeMs`. */
  readonly scrapeMs?: number;
  /** How often istiod is asked where proxies stand while somebody looks, in ms; absent where nobody said. */
  readonly syncIntervalMs?: number;
  readonly metrics: MetricsSource;
  readonly traces: TraceSource;
  readonly kubernetes: KubernetesSource;
  readonly controlPlane: ControlPlaneSource;
  readonly proxyAdmin: ProxyAdminSource;
};

/** Who acts. Controllers act as themselves. */
export type Actor = {
  readonly type: "user" | "controller";
  readonly name: string;
  readonly groups: readonly string[];
};

/** The demo mesh's control knobs; absent outside of demo mode. */
export interface DemoControl {
  scenarios(): readonly string[];
  current(): string;
  set(scenario: string): void;
  /** The demo's people by what they may do: admin, viewer, nobody. */
  people(): readonly { readonly name: string; readonly token: string }[];
}

/**
 * How people are known here, and whether this request's person is. "signed_out" is without a token or with one that
 * every cluster refuses; "unverified" is with one that no API server could be asked about.
 */
export type AuthState = {
  readonly mode: "anonymous" | "token";
  readonly entry: "known" | "signed_out" | "unverified";
};

/** What every operation gets. Tests build one around the demo mesh and a temporary database. */
export type OperationContext = {
  readonly clusters: ReadonlyMap<string, ClusterSources>;
  readonly actor: Actor;
  /** Absent where the caller vouches for the actor. */
  readonly auth?: AuthState;
  /** Why writes are off for this request; absent when they are on. */
  readonly readOnlyReason?: string;
  /** Why not even the console's own database takes anything of this request: nobody knows who sends it. */
  readonly strangerReason?: string;
  /** How much of the proxies' history is kept; absent keeps what is usual. */
  readonly snapshotPolicy?: SnapshotPolicy;
  /** What the installation demands of changes; absent demands nothing. */
  readonly changePolicy?: ChangePolicy;
  /** What the installation allows of fault experiments; absent allows what is usual. */
  readonly faultPolicy?: FaultPolicy;
  readonly requestId: string;
  /** Where plans and the audit trail are kept; absent is `server/database`'s default. */
  readonly databaseUrl?: string;
  readonly nowMs: () => number;
  readonly signal: AbortSignal;
  readonly demo?: DemoControl;
  /** Absent where nobody is to be told of anything. */
  readonly notifications?: Notifications;
};
