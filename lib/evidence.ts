import type { SourceName, SourceWarning } from "@/lib/errors";

/** Where a figure came from: the request as it was sent, so that a person can send it again. */
export type Evidence = {
  readonly source: SourceName;
  readonly cluster: string;
  readonly kind: "promql" | "http" | "watch" | "sql";
  /** The PromQL text, or method and path with query. */
  readonly request: string;
  /** What the answer was used for, for example "edge request rates". */
  readonly purpose: string;
  readonly atMs: number;
  readonly durationMs: number;
  /** Series, objects or spans in the answer. */
  readonly rows: number;
  /** What the source remarked without doubting its answer, for example Prometheus's `infos`. */
  readonly notes?: readonly string[];
};

/** A read's answer: what was learnt, what was not, and how. */
export type Sourced<T> = {
  readonly data: T;
  readonly warnings: readonly SourceWarning[];
  readonly evidence: readonly Evidence[];
};
