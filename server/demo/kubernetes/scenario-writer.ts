import type { Manifest } from "@/lib/config/manifest";
import { timeFromMs } from "@/server/demo/kubernetes/clock-text";
import { keyFromObject } from "@/server/demo/kubernetes/collections";
import { sameJson } from "@/server/demo/kubernetes/json-value";
import { managedAfterUpdate } from "@/server/demo/kubernetes/managed-fields";
import { structureOfKind } from "@/server/demo/kubernetes/schema/structure";
import type { KubernetesStore } from "@/server/demo/kubernetes/store";
import type { ScenarioWriter } from "@/server/demo/world/create-world";

/** The mistakes of a scenario look like somebody's hand edit. */
const manager = "kubectl-edit";

function write(store: KubernetesStore, object: Manifest): void {
  const key = keyFromObject(object);
  const live = store.get(key);
  const next = live === undefined ? object : { ...live, spec: object.spec };
  const time = timeFromMs(store.nowMs());
  const writer = { manager, operation: "Update", apiVersion: object.apiVersion, time } as const;
  const managedFields = managedAfterUpdate(structureOfKind(key.group, key.kind), live, next, writer);
  const stored = { ...next, metadata: { ...next.metadata, managedFields } };
  if (live === undefined) store.create(stored);
  else store.replace(stored, true);
}

/**
 * Puts the objects of a scenario into the store and takes them back. An object that was there before gets its old spec
 * again; one that a person has changed or deleted since is left to that person.
 */
export function createScenarioWriter(store: KubernetesStore): ScenarioWriter {
  const replaced = new Map<string, Manifest>();
  const nameOf = (object: Manifest) => JSON.stringify(keyFromObject(object));
  return {
    create(object) {
      const before = store.get(keyFromObject(object));
      if (before !== undefined) replaced.set(nameOf(object), before);
      write(store, object);
    },
    remove(object) {
      const before = replaced.get(nameOf(object));
      replaced.delete(nameOf(object));
      const live = store.get(keyFromObject(object));
      if (live === undefined || !sameJson(live.spec, object.spec)) return;
      if (before === undefined) store.remove(keyFromObject(object));
      else write(store, before);
    },
  };
}
