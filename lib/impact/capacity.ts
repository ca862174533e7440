import { workloadByName } from "@/lib/effective/mesh-workloads";
import type { CapacityEffect, DestinationEffect } from "./model";
import type { RoutingView } from "./routing-view";
import { workloadKey, type EdgeIndex } from "./traffic-edges";

/** Pods behind each destination and the load on each of them: all that reaches them now, and what the change adds. */
export function capacityEffects(
  view: RoutingView,
  destinations: readonly DestinationEffect[],
  edges: EdgeIndex,
): readonly CapacityEffect[] {
  const added = new Map<string, { namespace: string; workload: string; rps: number }>();
  for (const effect of destinations) {
    if (effect.workload === undefined) continue;
    const key = workloadKey(effect.workload);
    const sum = added.get(key) ?? { ...effect.workload, rps: 0 };
    added.set(key, sum);
    sum.rps += (effect.afterRps ?? 0) - (effect.nowRps ?? 0);
    sum.rps += (effect.mirroredAfterRps ?? 0) - (effect.mirroredNowRps ?? 0);
  }
  return [...added]
    .map(([key, { namespace, workload, rps }]): CapacityEffect => {
      const { pods = 0, readyPods = 0 } = workloadByName(view.mesh.before, namespace, workload) ?? {};
      const nowRps = edges.byDestination.get(key) ?? 0;
      const afterRps = Math.max(0, nowRps + rps);
      const perPod =
        readyPods === 0 ? {} : { nowRpsPerPod: nowRps / readyPods, afterRpsPerPod: afterRps / readyPods };
      return { namespace, workload, pods, readyPods, nowRps, afterRps, ...perPod };
    })
    .toSorted((a, b) => (b.afterRps ?? 0) - (a.afterRps ?? 0));
}
