import type { Manifest } from "@/lib/config/manifest";
import { groupFromApiVersion } from "@/server/demo/kubernetes/resources";

export type ObjectKey = {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
};

export function keyFromObject(object: Manifest): ObjectKey {
  return {
    group: groupFromApiVersion(object.apiVersion),
    kind: object.kind,
    namespace: object.metadata.namespace ?? "",
    name: object.metadata.name,
  };
}

/** Objects by kind, listed in the order of namespace and name. */
export type Collections = {
  readonly list: (group: string, kind: string) => readonly Manifest[];
  readonly get: (key: ObjectKey) => Manifest | undefined;
  readonly set: (object: Manifest) => void;
  readonly delete: (key: ObjectKey) => void;
};

const kindName = (group: string, kind: string) => `${group}/${kind}`;
const objectName = (key: ObjectKey) => `${key.namespace}/${key.name}`;

export function createCollections(): Collections {
  const byKind = new Map<string, Map<string, Manifest>>();
  const sorted = new Map<string, readonly Manifest[]>();
  return {
    list(group, kind) {
      const name = kindName(group, kind);
      const known = sorted.get(name);
      if (known !== undefined) return known;
      const entries = [...(byKind.get(name)?.entries() ?? [])];
      const listed = entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
      sorted.set(name, listed);
      return listed;
    },
    get: (key) => byKind.get(kindName(key.group, key.kind))?.get(objectName(key)),
    set(object) {
      const key = keyFromObject(object);
      const name = kindName(key.group, key.kind);
      const objects = byKind.get(name) ?? new Map<string, Manifest>();
      byKind.set(name, objects.set(objectName(key), object));
      sorted.delete(name);
    },
    delete(key) {
      const name = kindName(key.group, key.kind);
      byKind.get(name)?.delete(objectName(key));
      sorted.delete(name);
    },
  };
}
