import { argoTurn } from "@/server/demo/delivery/argo-turn";
import { flaggerTurn } from "@/server/demo/delivery/flagger-turn";
import type { KubernetesStore } from "@/server/demo/kubernetes/store";

const turns = [
  { group: "flagger.app", kind: "Canary", take: flaggerTurn },
  { group: "argoproj.io", kind: "Rollout", take: argoTurn },
] as const;

/**
 * Flagger and Argo Rollouts of the demo: they look at their objects a moment after each write, as controllers elsewhere
 * do, and in between nothing runs. Returns the way to stop.
 */
export function startDelivery(store: KubernetesStore, delayMs = 1500): () => void {
  const waiting = new Map<string, NodeJS.Timeout>();
  const plan = (group: string, kind: string, namespace: string, name: string): void => {
    const key = `${kind}/${namespace}/${name}`;
    if (waiting.has(key)) return;
    const timer = setTimeout(() => {
      waiting.delete(key);
      const object = store.get({ group, kind, namespace, name });
      const turn = turns.find((one) => one.group === group && one.kind === kind);
      if (object !== undefined && turn?.take(store, object) === true) plan(group, kind, namespace, name);
    }, delayMs);
    timer.unref();
    waiting.set(key, timer);
  };
  const unsubscribe = store.onEvent(({ group, kind, type, object }) => {
    if (type === "deleted" || !turns.some((one) => one.group === group && one.kind === kind)) return;
    plan(group, kind, object.metadata.namespace ?? "", object.metadata.name);
  });
  return () => {
    unsubscribe();
    for (const timer of waiting.values()) clearTimeout(timer);
    waiting.clear();
  };
}
