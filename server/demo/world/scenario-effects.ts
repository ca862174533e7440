import type { WorkloadSpec } from "@/server/demo/world/spec";
import type { ScenarioName } from "@/server/demo/world/world";

/** Share of a workload's answers that are errors of its own making in a scenario. */
export function errorRatioIn(scenario: ScenarioName, workload: WorkloadSpec): number {
  if (scenario === "bad-canary" && workload.app === "checkout" && workload.version === "v2") return 0.04;
  // Most charges fail, and each failure is tried again: the load on payments and what it calls multiplies.
  if (scenario === "retry-storm" && workload.app === "payments") return 0.6;
  return workload.errorRatio;
}
