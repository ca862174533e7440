import type { WorkloadSpec } from "@/server/demo/world/spec";
import type { ScenarioName } from "@/server/demo/world/world";

/**
 * Share of a workload's answers that are errors of its own making in a scenario. With "bad-canary", the ten requests/s
 * of checkout are evidence enough after some 40 s with a quarter of the traffic on version 2, and after 150 s with 5 %
 * (measured with scrapes every second and the usual limits).
 */
export function errorRatioIn(scenario: ScenarioName, workload: WorkloadSpec): number {
  if (scenario === "bad-canary" && isNewCheckout(workload)) return 0.04;
  // Most charges fail, and each failure is tried again: the load on payments and what it calls multiplies.
  if (scenario === "retry-storm" && workload.app === "payments") return 0.6;
  return workload.errorRatio;
}

/** How much longer than usual a workload works in a scenario: no answer of a slow canary fails. */
export function slownessIn(scenario: ScenarioName, workload: WorkloadSpec): number {
  return scenario === "slow-canary" && isNewCheckout(workload) ? 60 : 1;
}

/** Share of the usual requests that come in: at night nobody is there to decide anything by. */
export function demandIn(scenario: ScenarioName): number {
  return scenario === "no-traffic" ? 0 : 1;
}

function isNewCheckout({ app, version }: WorkloadSpec): boolean {
  return app === "checkout" && version === "v2";
}

/** Whether a workload's proxies hold a certificate that has ended: their agents could not renew it. */
export function hasExpiredCertificate(scenario: ScenarioName, workload: WorkloadSpec): boolean {
  return scenario === "certificate-expired" && workload.app === "payments";
}

/** Whether a proxy cannot reach istiod: it goes on with what it has, and hears of no change. */
export function hasLostControlPlane(
  scenario: ScenarioName,
  { app, type }: { readonly app: string; readonly type: string },
): boolean {
  return scenario === "proxies-disconnected" && type === "sidecar" && app === "inventory";
}
