import { isRecord } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";
import { timeFromMs } from "@/server/demo/kubernetes/clock-text";
import { managedAfterUpdate } from "@/server/demo/kubernetes/managed-fields";
import { structureOfKind } from "@/server/demo/kubernetes/schema/structure";
import type { KubernetesStore } from "@/server/demo/kubernetes/store";

export type RouteKey = {
  readonly namespace: string;
  readonly name: string;
  readonly manager: string;
  /** Whether a destination is the new version's. */
  readonly isCanary: (destination: Readonly<Record<string, unknown>>) => boolean;
};

const group = "networking.istio.io";

/** Gives the new version `percent` of each route of a VirtualService. False when it has that already or is gone. */
export function setRouteWeight(store: KubernetesStore, key: RouteKey, percent: number): boolean {
  const { namespace, name } = key;
  const live = store.get({ group, kind: "VirtualService", namespace, name });
  const http = live?.spec?.["http"];
  if (live === undefined || !Array.isArray(http)) return false;
  const next = http.map((part: unknown) => withWeights(part, key, percent));
  if (JSON.stringify(next) === JSON.stringify(http)) return false;
  writeBack(store, live, { ...live, spec: { ...live.spec, http: next } }, key.manager);
  return true;
}

function withWeights(part: unknown, { isCanary }: RouteKey, percent: number): unknown {
  if (!isRecord(part) || !Array.isArray(part["route"])) return part;
  const route = part["route"].map((one: unknown) => {
    if (!isRecord(one) || !isRecord(one["destination"])) return one;
    return { ...one, weight: isCanary(one["destination"]) ? percent : 100 - percent };
  });
  return { ...part, route };
}

/** Writes an object's status as its controller does. */
export function setStatus(
  store: KubernetesStore,
  live: Manifest,
  status: Readonly<Record<string, unknown>>,
  manager: string,
): void {
  const kept = Object.fromEntries(Object.entries(status).filter(([, value]) => value !== undefined));
  if (JSON.stringify(kept) === JSON.stringify(live.status)) return;
  writeBack(store, live, { ...live, status: kept }, manager, "status");
}

function writeBack(
  store: KubernetesStore,
  live: Manifest,
  next: Manifest,
  manager: string,
  subresource?: "status",
): void {
  const { apiVersion } = live;
  const time = timeFromMs(store.nowMs());
  const writer = {
    manager,
    operation: "Update",
    apiVersion,
    time,
    ...(subresource === undefined ? {} : { subresource }),
  } as const;
  const structure = structureOfKind(apiVersion.split("/")[0] ?? "", live.kind);
  const managedFields = managedAfterUpdate(structure, live, next, writer);
  store.replace({ ...next, metadata: { ...next.metadata, managedFields } }, subresource === undefined);
}
