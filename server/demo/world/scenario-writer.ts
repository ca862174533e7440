import type { Manifest } from "@/lib/config/manifest";
import type { ScenarioWriter } from "./create-world";

type Key = {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
};

/** The part of the demo's API server that a scenario needs. */
type WritableStore = {
  readonly get: (key: Key) => Manifest | undefined;
  readonly create: (object: Manifest) => unknown;
  readonly remove: (key: Key) => unknown;
};

const mark = "demo.heddle.dev/scenario";

function keyOf(object: Manifest): Key {
  const { apiVersion } = object;
  const group = apiVersion.slice(0, Math.max(0, apiVersion.indexOf("/")));
  const { namespace = "", name } = object.metadata;
  return { group, kind: object.kind, namespace, name };
}

/**
 * Writes the objects of scenarios into a store. What a person wrote under the same name is left alone, and at the end
 * only what the scenario wrote is taken away.
 */
export function scenarioWriterFor(store: WritableStore): ScenarioWriter {
  return {
    create: (object) => {
      if (store.get(keyOf(object)) !== undefined) return;
      const annotations = { ...object.metadata.annotations, [mark]: "true" };
      store.create({ ...object, metadata: { ...object.metadata, annotations } });
    },
    remove: (object) => {
      const key = keyOf(object);
      if (store.get(key)?.metadata.annotations?.[mark] !== undefined) store.remove(key);
    },
  };
}
