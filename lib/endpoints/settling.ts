import type { DifferenceCode, TruthDifference, TruthRow } from "./model";

/** How long istiod and proxies may take to follow a change before a difference is one. */
export const settleMs = 15_000;

/** What stands there between a change and the last acknowledgement of it. */
const passing: ReadonlySet<DifferenceCode> = new Set<DifferenceCode>([
  "missing_at_istiod",
  "missing_at_envoy",
  "extra_at_istiod",
  "extra_at_envoy",
  "stale_at_envoy",
  "ready_but_unhealthy_at_istiod",
  "not_ready_but_healthy_at_istiod",
  "health_not_at_envoy",
  "target_port",
  "port_name",
  "missing_in_subset",
  "replicas_differ",
]);

/** When each difference was seen first, by row, code and proxy. */
export type SeenDifferences = ReadonlyMap<string, number>;

type Times = {
  readonly nowMs: number;
  /** When the service's endpoints changed last; undefined when nobody tells. */
  readonly changedMs: number | undefined;
  /** When istiod sent endpoints to a proxy last. */
  readonly sentMs: (client: string) => number | undefined;
};

/**
 * The rows with the age of their differences, and the memory after this look. A difference settles while it is young
 * and what it is about changed a moment ago; one of endpoints that have been at rest is told at once.
 */
export function withAges(
  rows: readonly TruthRow[],
  before: SeenDifferences,
  times: Times,
): { readonly rows: readonly TruthRow[]; readonly seen: SeenDifferences } {
  const seen = new Map<string, number>();
  const aged = rows.map((row) => ({
    ...row,
    differences: row.differences.map((difference): TruthDifference => {
      const key = `${row.key}\n${difference.code}\n${difference.client ?? ""}`;
      const sinceMs = Math.min(before.get(key) ?? times.nowMs, times.nowMs);
      seen.set(key, sinceMs);
      return {
        ...difference,
        sinceMs,
        ...(isSettling(difference, sinceMs, times) ? { isSettling: true } : {}),
      };
    }),
  }));
  return { rows: aged, seen };
}

function isSettling(
  { code, client, severity }: TruthDifference,
  sinceMs: number,
  { nowMs, changedMs, sentMs }: Times,
): boolean {
  if (severity === "info" || !passing.has(code) || nowMs - sinceMs >= settleMs) return false;
  const sent = client === undefined ? undefined : sentMs(client);
  if (changedMs === undefined && sent === undefined) return true;
  return nowMs - Math.max(changedMs ?? 0, sent ?? 0) < settleMs;
}

/** Whether a difference counts against the service now. */
export function isLasting({ severity, isSettling: settles }: TruthDifference): boolean {
  return severity !== "info" && settles !== true;
}
