export type HealthStatus = "ok" | "degraded" | "failing" | "idle" | "unknown";

/** One measured reason; `sinceMs` is when it was first seen over its threshold, when that is known. */
export type HealthReason = {
  /** For example "error_ratio_5xx", "latency_p99", "pods_unavailable", "no_telemetry". */
  readonly measure: string;
  readonly value: number;
  readonly threshold: number;
  readonly unit: "ratio" | "ms" | "count" | "per_second";
  readonly status: HealthStatus;
  readonly sinceMs?: number;
};

/** Never "ok" without a measurement: no data is "unknown", measured zero traffic is "idle". */
export type Health = { readonly status: HealthStatus; readonly reasons: readonly HealthReason[] };
