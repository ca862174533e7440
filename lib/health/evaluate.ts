import type { Health, HealthReason, HealthStatus } from "@/lib/health/model";
import { defaultThresholds, type HealthThresholds, type RatioThreshold } from "@/lib/health/thresholds";

/** What health is judged by; undefined is unknown, 0 is a measured zero. */
export type HealthSignals = {
  /** Length of the window that the rates are over; turns rates into counts of evidence. */
  readonly windowMs: number;
  readonly requestsPerSecond?: number;
  /** Requests/s by response class: "2xx" … "5xx" "none" "grpc-error". */
  readonly byClass?: Readonly<Record<string, number>>;
  readonly tcpBytesPerSecond?: number;
  readonly latencyMsP99?: number;
  readonly pods?: { readonly desired: number; readonly available: number };
};

const severity: Readonly<Record<HealthStatus, number>> = {
  ok: 0,
  unknown: 1,
  idle: 1,
  degraded: 2,
  failing: 3,
};

/**
 * Health with its reasons, the worst first. Failing and degraded come from measurements over a threshold; without
 * any, traffic is "ok", a measured zero is "idle", and silence is "unknown". Reasons with status "ok" are errors
 * below the minimum of evidence. TCP has no error threshold. Source: Kiali's tolerances, see `defaultThresholds`.
 */
export function evaluateHealth(
  signals: HealthSignals,
  thresholds: HealthThresholds = defaultThresholds,
): Health {
  const reasons = [
    ...responseReasons(signals, thresholds),
    ...latencyReasons(signals, thresholds),
    ...podReasons(signals),
  ].sort((a, b) => severity[b.status] - severity[a.status]);
  const worst = reasons[0]?.status;
  if (worst === "failing" || worst === "degraded") return { status: worst, reasons };
  return { status: trafficStatus(signals), reasons: [...reasons, ...silence(signals)] };
}

/** The worse of several healths, reasons of all of them; unknown parts do not hide a measured status. */
export function worstHealth(all: readonly Health[]): Health {
  const reasons = all.flatMap((health) => health.reasons);
  const order: readonly HealthStatus[] = ["failing", "degraded", "ok", "idle"];
  const status = order.find((name) => all.some((health) => health.status === name)) ?? "unknown";
  return { status, reasons };
}

function trafficStatus(signals: HealthSignals): HealthStatus {
  const { requestsPerSecond, tcpBytesPerSecond } = signals;
  if (requestsPerSecond === undefined && tcpBytesPerSecond === undefined) return "unknown";
  return (requestsPerSecond ?? 0) > 0 || (tcpBytesPerSecond ?? 0) > 0 ? "ok" : "idle";
}

function silence(signals: HealthSignals): readonly HealthReason[] {
  if (trafficStatus(signals) !== "unknown") return [];
  return [{ measure: "no_telemetry", value: 0, threshold: 0, unit: "per_second", status: "unknown" }];
}

function responseReasons(signals: HealthSignals, thresholds: HealthThresholds): readonly HealthReason[] {
  const total = signals.requestsPerSecond ?? 0;
  const byClass = signals.byClass;
  if (total <= 0 || byClass === undefined) return [];
  const rules: readonly (readonly [string, string, RatioThreshold])[] = [
    ["error_ratio_5xx", "5xx", thresholds.errorRatio5xx],
    ["no_response_ratio", "none", thresholds.noResponseRatio],
    ["error_ratio_grpc", "grpc-error", thresholds.errorRatioGrpc],
    ["error_ratio_4xx", "4xx", thresholds.errorRatio4xx],
  ];
  const seconds = signals.windowMs / 1000;
  return rules.flatMap(([measure, name, threshold]) => {
    const rate = byClass[name] ?? 0;
    if (rate <= 0) return [];
    const ratio = Math.min(1, rate / total);
    const evidence = { errors: rate * seconds, requests: total * seconds };
    const status = ratioStatus(ratio, threshold, evidence, thresholds);
    if (status === undefined) return [];
    const limit = status === "failing" ? threshold.failingAt : threshold.degradedAbove;
    return [{ measure, value: ratio, threshold: limit, unit: "ratio" as const, status }];
  });
}

function ratioStatus(
  ratio: number,
  threshold: RatioThreshold,
  evidence: { readonly errors: number; readonly requests: number },
  thresholds: HealthThresholds,
): HealthStatus | undefined {
  if (ratio <= threshold.degradedAbove) return undefined;
  // rate() extrapolates to the window's edges: one error may come out as 0.9 or 1.1.
  if (Math.round(evidence.errors) < thresholds.errorsMinimum) return "ok";
  if (ratio >= threshold.failingAt && Math.round(evidence.requests) >= thresholds.requestsMinimum) {
    return "failing";
  }
  return "degraded";
}

function latencyReasons(signals: HealthSignals, thresholds: HealthThresholds): readonly HealthReason[] {
  const value = signals.latencyMsP99;
  const limit = thresholds.latencyMsP99;
  if (value === undefined || limit === undefined || value <= limit.degradedAbove) return [];
  const failing = value >= limit.failingAt;
  return [
    {
      measure: "latency_p99",
      value,
      threshold: failing ? limit.failingAt : limit.degradedAbove,
      unit: "ms",
      status: failing ? "failing" : "degraded",
    },
  ];
}

/** Nothing available is failing, fewer than wanted is degraded, none wanted is idle. */
function podReasons(signals: HealthSignals): readonly HealthReason[] {
  const pods = signals.pods;
  if (pods === undefined) return [];
  const { desired, available } = pods;
  if (desired === 0) {
    return [{ measure: "pods_desired", value: 0, threshold: 1, unit: "count", status: "idle" }];
  }
  if (available >= desired) return [];
  return [
    {
      measure: "pods_unavailable",
      value: available,
      threshold: desired,
      unit: "count",
      status: available === 0 ? "failing" : "degraded",
    },
  ];
}
