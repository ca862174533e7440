import type { Manifest } from "@/lib/config/manifest";
import { timeFromMs } from "@/server/demo/kubernetes/clock-text";
import { gatewayGroup } from "@/server/demo/kubernetes/gateway-conditions";
import { gatewayStatus } from "@/server/demo/kubernetes/gateway-status";
import type { StoreEvent } from "@/server/demo/kubernetes/history";
import { managedAfterUpdate } from "@/server/demo/kubernetes/managed-fields";
import { routeStatus } from "@/server/demo/kubernetes/route-status";
import { structureOfKind } from "@/server/demo/kubernetes/schema/structure";
import type { KubernetesStore } from "@/server/demo/kubernetes/store";

const withoutTimes = (status: unknown) =>
  JSON.stringify(status, (key, value: unknown) => (key === "lastTransitionTime" ? "" : value));

function reconcile(store: KubernetesStore, live: Manifest, time: string): void {
  const status = live.kind === "Gateway" ? gatewayStatus(store, live, time) : routeStatus(store, live, time);
  if (withoutTimes(status) === withoutTimes(live.status)) return;
  const next = { ...live, status };
  const { apiVersion } = live;
  const writer = { manager: "istiod", operation: "Update", apiVersion, subresource: "status", time } as const;
  const managedFields = managedAfterUpdate(structureOfKind(gatewayGroup, live.kind), live, next, writer);
  store.replace({ ...next, metadata: { ...next.metadata, managedFields } }, false);
}

function reconcileAll(store: KubernetesStore, timeOf: (object: Manifest) => string): void {
  for (const kind of ["HTTPRoute", "GRPCRoute", "Gateway"]) {
    for (const object of store.list(gatewayGroup, kind)) reconcile(store, object, timeOf(object));
  }
}

function isRelevant({ group, kind, type, object, before }: StoreEvent): boolean {
  if (group === "" && kind === "Service") return type !== "modified";
  if (group !== gatewayGroup) return false;
  return (
    before === undefined || type === "deleted" || before.metadata.generation !== object.metadata.generation
  );
}

/** Keeps the status of Gateway API objects as istiod does. Returns the way to stop. */
export function startGatewayController(store: KubernetesStore): () => void {
  const now = () => timeFromMs(store.nowMs());
  let isPlanned = false;
  const run = () => {
    isPlanned = false;
    reconcileAll(store, now);
  };
  // What was there before the server started got its status when it was made.
  reconcileAll(store, (object) => object.metadata.creationTimestamp ?? now());
  return store.onEvent((event) => {
    if (isPlanned || !isRelevant(event)) return;
    isPlanned = true;
    // After the answer to the writer, which is what a controller elsewhere would manage at best.
    queueMicrotask(run);
  });
}
