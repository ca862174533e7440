import type { ExperimentCondition } from "@/lib/faults/experiment-plan";

/** A condition's figure in its own unit: shares are percentages, a query's answer has none. */
export function formatCondition(condition: ExperimentCondition, value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return "—";
  if (condition.kind === "promql") return String(Number(value.toPrecision(5)));
  // Rounding down: 99.996 % is not "100 %" when the limit is between the two.
  const decimals = value > 99 ? 2 : 1;
  const scale = 10 ** decimals;
  return value >= 100 ? "100%" : `${(Math.floor(value * scale) / scale).toFixed(decimals)}%`;
}
