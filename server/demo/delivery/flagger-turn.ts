import { isRecord } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";
import { setRouteWeight, setStatus } from "@/server/demo/delivery/route-weights";
import { timeFromMs } from "@/server/demo/kubernetes/clock-text";
import type { KubernetesStore } from "@/server/demo/kubernetes/store";

const manager = "flagger";

/**
 * One turn of Flagger at a Canary that waits: with skipAnalysis the route goes back to the primary, which has the new
 * version by then, and one turn later the status follows. True when there is more to do.
 */
export function flaggerTurn(store: KubernetesStore, canary: Manifest): boolean {
  const spec = canary.spec ?? {};
  const status = isRecord(canary.status) ? canary.status : {};
  const underWay = status["phase"] === "WaitingPromotion" || status["phase"] === "Progressing";
  if (spec["suspend"] === true || spec["skipAnalysis"] !== true || !underWay) return false;
  const { name, namespace = "" } = canary.metadata;
  const isCanary = (destination: Readonly<Record<string, unknown>>) =>
    destination["host"] === `${name}-canary`;
  if (setRouteWeight(store, { namespace, name, manager, isCanary }, 0)) return true;
  const time = timeFromMs(store.nowMs());
  const condition = {
    type: "Promoted",
    status: "True",
    reason: "Succeeded",
    message: "Canary analysis completed successfully, promotion finished.",
    lastTransitionTime: time,
    lastUpdateTime: time,
  };
  const done = {
    ...status,
    phase: "Succeeded",
    canaryWeight: 0,
    failedChecks: 0,
    lastPromotedSpec: status["lastAppliedSpec"],
    lastTransitionTime: time,
    conditions: [condition],
  };
  setStatus(store, canary, done, manager);
  return false;
}
