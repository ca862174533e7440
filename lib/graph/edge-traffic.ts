import type { ServiceId } from "@/lib/mesh/ids";

export type Reporter = "source" | "destination" | "waypoint";
export type EdgeProtocol = "http" | "grpc" | "tcp";

/** One end of an edge as telemetry names it. "unknown" of Istio's labels is an absent field here. */
export type TrafficPeer = {
  readonly cluster: string;
  readonly namespace?: string;
  readonly workload?: string;
  readonly service?: ServiceId;
  /** canonical revision, or the `version` label. */
  readonly version?: string;
  /** Istio's canonical service: the name that a calling workload gives itself, not a Kubernetes Service. */
  readonly canonicalService?: string;
  readonly principal?: string;
};

/** What one side measured on one edge. Rates are per second over the sampled window. */
export type ReportedTraffic = {
  readonly reporter: Reporter;
  readonly requestsPerSecond: number;
  readonly errorsPerSecond: number;
  /** By response class: "2xx" "3xx" "4xx" "5xx" "none" (no response), gRPC errors as "grpc-error". */
  readonly byClass: Readonly<Record<string, number>>;
  /** By response flag; "-" (no flag) is left out. */
  readonly byFlag: Readonly<Record<string, number>>;
  /** New TCP connections; unknown for HTTP and gRPC. */
  readonly connectionsPerSecond?: number;
  readonly sentBytesPerSecond?: number;
  readonly receivedBytesPerSecond?: number;
  readonly latencyMsP50?: number;
  readonly latencyMsP95?: number;
  readonly latencyMsP99?: number;
  /**
   * "upper" when several series were joined: a quantile of the whole is at most the largest of its parts' quantiles,
   * and that largest one is what the fields above hold. Absent when the quantiles are exact.
   */
  readonly latencyBound?: "upper";
};

/** Traffic between two peers in one protocol, with what each reporter saw kept apart. */
export type EdgeTraffic = {
  readonly source: TrafficPeer;
  readonly destination: TrafficPeer;
  readonly protocol: EdgeProtocol;
  readonly reports: readonly ReportedTraffic[];
  /** Share of requests (0 to 1) over mutual TLS, of those whose policy a proxy knew; undefined when none did. */
  readonly mtlsRatio?: number;
  readonly sampleTimeMs: number;
};
