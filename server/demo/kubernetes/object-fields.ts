import { setOfPaths, type FieldPath, type FieldSet } from "@/server/demo/kubernetes/field-set";
import { isJsonObject, isList, sameJson, type JsonObject } from "@/server/demo/kubernetes/json-value";
import type { ListShape, Structure } from "@/server/demo/kubernetes/schema/structure";

/** The parts of an object that no manager owns. */
const unmanaged = new Set([
  "apiVersion",
  "kind",
  ...[
    "name",
    "generateName",
    "namespace",
    "creationTimestamp",
    "selfLink",
    "uid",
    "generation",
    "managedFields",
    "resourceVersion",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
  ].map((field) => `metadata.${field}`),
]);

/** A child of a container value: its step, its plain name for looking up list keys, and whether items count themselves. */
type Child = {
  readonly step: string;
  readonly name: string;
  readonly value: unknown;
  readonly item: boolean;
};

function keyStep(keys: readonly string[], item: unknown): string {
  const found = isJsonObject(item) ? item : {};
  const defaults: JsonObject = { protocol: "TCP" };
  const entries = [...keys].toSorted().map((key) => [key, found[key] ?? defaults[key]] as const);
  return `k:${JSON.stringify(Object.fromEntries(entries))}`;
}

function itemStep(shape: ListShape, item: unknown): string {
  return shape.type === "keyed" ? keyStep(shape.keys, item) : `v:${JSON.stringify(item)}`;
}

/** The children that are owned one by one, or undefined for a value that is owned as a whole. */
function childrenOf(structure: Structure, name: string, value: unknown): readonly Child[] | undefined {
  if (isJsonObject(value)) {
    return Object.entries(value)
      .map(([key, child]) => ({
        step: `f:${key}`,
        name: name === "" ? key : `${name}.${key}`,
        value: child,
        item: false,
      }))
      .filter((child) => !unmanaged.has(child.name));
  }
  if (!isList(value)) return undefined;
  const shape = structure.listAt(name);
  if (shape.type === "atomic") return undefined;
  return value.map((item) => ({ step: itemStep(shape, item), name, value: item, item: true }));
}

/** The fields that an applied configuration claims. */
export function fieldsOfObject(structure: Structure, object: JsonObject): FieldSet {
  const paths: FieldPath[] = [];
  const walk = (path: FieldPath, name: string, value: unknown) => {
    const children = childrenOf(structure, name, value);
    if (children === undefined || children.length === 0) {
      if (path.length > 0) paths.push(path);
      return;
    }
    for (const child of children) {
      const inner = [...path, child.step];
      if (child.item) paths.push(inner);
      walk(inner, child.name, child.value);
    }
  };
  for (const child of childrenOf(structure, "", object) ?? []) {
    if (child.name === "metadata" && childrenOf(structure, "metadata", child.value)?.length === 0) continue;
    walk([child.step], child.name, child.value);
  }
  return setOfPaths(paths);
}

export type ObjectComparison = {
  /** Fields that are new or have another value. */
  readonly changed: FieldSet;
  readonly removed: FieldSet;
};

/** What differs between two versions of an object, in steps of ownership. */
export function compareObjects(
  structure: Structure,
  before: JsonObject,
  after: JsonObject,
): ObjectComparison {
  const changed: FieldPath[] = [];
  const removed: FieldPath[] = [];
  const collect = (into: FieldPath[], path: FieldPath, name: string, value: unknown) => {
    into.push(path);
    for (const child of childrenOf(structure, name, value) ?? []) {
      collect(into, [...path, child.step], child.name, child.value);
    }
  };
  const walk = (path: FieldPath, name: string, a: unknown, b: unknown) => {
    const [inA, inB] = [childrenOf(structure, name, a), childrenOf(structure, name, b)];
    if (inA === undefined || inB === undefined) {
      if (!sameJson(a, b)) changed.push(path);
      return;
    }
    const old = new Map(inA.map((child) => [child.step, child]));
    for (const child of inB) {
      const match = old.get(child.step);
      old.delete(child.step);
      if (match === undefined) collect(changed, [...path, child.step], child.name, child.value);
      else walk([...path, child.step], child.name, match.value, child.value);
    }
    for (const child of old.values()) collect(removed, [...path, child.step], child.name, child.value);
  };
  walk([], "", before, after);
  const real = (path: FieldPath) => !(path.length === 1 && path[0] === "f:metadata");
  return { changed: setOfPaths(changed.filter(real)), removed: setOfPaths(removed.filter(real)) };
}

/** `live` with the values of `config` over it: maps and keyed lists are merged, all else is replaced. */
export function mergeObjects(structure: Structure, live: JsonObject, config: JsonObject): JsonObject {
  const merge = (name: string, a: unknown, b: unknown): unknown => {
    if (isJsonObject(a) && isJsonObject(b)) {
      const result: Record<string, unknown> = { ...a };
      for (const [key, value] of Object.entries(b)) {
        result[key] = merge(name === "" ? key : `${name}.${key}`, a[key], value);
      }
      return result;
    }
    const shape = structure.listAt(name);
    if (!isList(a) || !isList(b) || shape.type === "atomic") return b;
    const items = new Map(a.map((item) => [itemStep(shape, item), item]));
    for (const item of b) {
      const step = itemStep(shape, item);
      items.set(step, items.has(step) ? merge(name, items.get(step), item) : item);
    }
    return [...items.values()];
  };
  const merged = merge("", live, config);
  return isJsonObject(merged) ? merged : live;
}

/** `object` without the fields of `gone`; a parent goes with its last child when it is in `gone` too. */
export function removeFields(structure: Structure, object: JsonObject, gone: FieldSet): JsonObject {
  const prune = (name: string, value: unknown, set: FieldSet): unknown => {
    if (isJsonObject(value)) {
      const result: Record<string, unknown> = {};
      for (const [key, child] of Object.entries(value)) {
        const inner = set.children.get(`f:${key}`);
        const kept = inner === undefined ? child : prune(name === "" ? key : `${name}.${key}`, child, inner);
        if (kept !== undefined) result[key] = kept;
      }
      return set.member && Object.keys(result).length === 0 ? undefined : result;
    }
    const shape = structure.listAt(name);
    if (!isList(value) || shape.type === "atomic") return set.member ? undefined : value;
    const items = value.flatMap((item) => {
      const inner = set.children.get(itemStep(shape, item));
      if (inner === undefined) return [item];
      if (shape.type === "set" || onlyKeysLeft(shape, prune(name, item, inner))) return [];
      return [prune(name, item, inner)];
    });
    return set.member && items.length === 0 ? undefined : items;
  };
  const pruned = prune("", object, { ...gone, member: false });
  return isJsonObject(pruned) ? pruned : object;
}

function onlyKeysLeft(shape: ListShape, item: unknown): boolean {
  if (shape.type !== "keyed" || !isJsonObject(item)) return item === undefined;
  return Object.keys(item).every((key) => shape.keys.includes(key));
}
