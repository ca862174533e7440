import type { EdgeProtocol, ReportedTraffic } from "@/lib/graph/edge-traffic";
import type { Health } from "@/lib/health/model";

export type NodeKind = "gateway" | "service" | "workload" | "version" | "external" | "unknown";

/** A mark that an enricher puts on a node or an edge; `detail` is shown in the side panel. */
export type Badge = {
  readonly code: string;
  readonly severity: "info" | "warning" | "error";
  readonly detail: string;
};

export type GraphNode = {
  /**
   * `kind:cluster/namespace/name[@version]`; stable between refreshes and usable in a URL. The prefix is what
   * telemetry named it by: a gateway keeps "workload:" or "service:", so that ids do not hang on the inventory.
   */
  readonly id: string;
  readonly kind: NodeKind;
  readonly cluster: string;
  /** "" for nodes outside of the cluster. */
  readonly namespace: string;
  readonly name: string;
  readonly version?: string;
  readonly health: Health;
  readonly badges: readonly Badge[];
  /** How the workload is in the mesh; undefined is unknown. */
  readonly dataplane?: "sidecar" | "ambient" | "gateway" | "waypoint" | "none";
  /** Workloads behind a service or version node, by name, for links. */
  readonly workloads?: readonly string[];
  /** Set when the node stands for a whole collapsed namespace: how many nodes are in it. */
  readonly memberCount?: number;
  readonly inRequestsPerSecond?: number;
  readonly outRequestsPerSecond?: number;
};

export type GraphEdge = {
  /** `sourceId>destinationId>protocol`. */
  readonly id: string;
  readonly sourceId: string;
  readonly destinationId: string;
  readonly protocol: EdgeProtocol;
  /** The figures to show: see `servedTraffic` (the server side's report plus failures that only callers saw). */
  readonly requestsPerSecond?: number;
  readonly errorRatio?: number;
  readonly bytesPerSecond?: number;
  readonly latencyMsP50?: number;
  readonly latencyMsP95?: number;
  readonly latencyMsP99?: number;
  /** "upper": the quantiles are the largest of several joined edges, the true ones are no higher. */
  readonly latencyBound?: "upper";
  /** Every reporter's own view; more than one entry means that they can be compared. */
  readonly reports: readonly ReportedTraffic[];
  /** Relative difference of the reporters' request rates, 0 to 1, when both reported. */
  readonly reporterGap?: number;
  readonly mtlsRatio?: number;
  readonly health: Health;
  readonly badges: readonly Badge[];
};

export type Graph = { readonly nodes: readonly GraphNode[]; readonly edges: readonly GraphEdge[] };
