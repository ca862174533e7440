import type { DelegatedMetric, DelegatedRollout } from "@/lib/delivery/delegated";
import { secondsFromGo } from "@/lib/delivery/delegated-duration";

/**
 * Flagger's built-in query of a metric for Istio; undefined for any other metric or mesh. Success is a percentage, the
 * duration is in milliseconds. Source: Flagger's Istio observer.
 */
export function flaggerQuery(
  { provider, ref, targetRef }: Pick<DelegatedRollout, "provider" | "ref" | "targetRef">,
  { name, interval = "1m", query }: Pick<DelegatedMetric, "name" | "interval" | "query">,
): string | undefined {
  const isIstio = provider === undefined || provider === "" || provider === "istio";
  if (!isIstio || query !== undefined || targetRef === undefined) return undefined;
  if (secondsFromGo(interval) === undefined) return undefined;
  const labels = [
    `reporter="destination"`,
    `destination_workload_namespace=${JSON.stringify(ref.namespace)}`,
    `destination_workload=~${JSON.stringify(targetRef.name)}`,
  ].join(",");
  if (name === "request-success-rate") {
    const rate = (more: string) => `sum(rate(istio_requests_total{${labels}${more}}[${interval}]))`;
    return `${rate(`,response_code!~"5.*"`)} / ${rate("")} * 100`;
  }
  if (name === "request-duration") {
    const bucket = `istio_request_duration_milliseconds_bucket{${labels}}`;
    return `histogram_quantile(0.99, sum(rate(${bucket}[${interval}])) by (le))`;
  }
  return undefined;
}
