import { isJsonObject, type JsonObject } from "@/server/demo/kubernetes/json-value";

/** A set of field paths as a tree. Steps are FieldsV1 steps: `f:name`, `k:{"name":"http"}`, `v:"item"`. */
export type FieldSet = { readonly member: boolean; readonly children: ReadonlyMap<string, FieldSet> };
export type FieldPath = readonly string[];

export const noFields: FieldSet = { member: false, children: new Map() };

export function isEmptySet(set: FieldSet): boolean {
  return !set.member && [...set.children.values()].every(isEmptySet);
}

function combined(
  a: FieldSet | undefined,
  b: FieldSet | undefined,
  keep: (inA: boolean, inB: boolean) => boolean,
): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const step of new Set([...(a?.children.keys() ?? []), ...(b?.children.keys() ?? [])])) {
    const child = combined(a?.children.get(step), b?.children.get(step), keep);
    if (child.member || child.children.size > 0) children.set(step, child);
  }
  return { member: keep(a?.member ?? false, b?.member ?? false), children };
}

const isBare = (set: FieldSet) => !set.member && set.children.size === 0;

export function unionOf(a: FieldSet, b: FieldSet): FieldSet {
  if (isBare(b)) return a;
  return isBare(a) ? b : combined(a, b, (inA, inB) => inA || inB);
}

export function differenceOf(a: FieldSet, b: FieldSet): FieldSet {
  return isBare(b) ? a : combined(a, b, (inA, inB) => inA && !inB);
}

export const intersectionOf = (a: FieldSet, b: FieldSet) => combined(a, b, (inA, inB) => inA && inB);

/** The set with every parent of a member as a member too. */
export function withParents(set: FieldSet): FieldSet {
  const children = new Map([...set.children].map(([step, child]) => [step, withParents(child)]));
  return { member: set.member || children.size > 0, children };
}

export function sameFields(a: FieldSet, b: FieldSet): boolean {
  return isEmptySet(differenceOf(a, b)) && isEmptySet(differenceOf(b, a));
}

type GrowingSet = { member: boolean; readonly children: Map<string, GrowingSet> };

export function setOfPaths(paths: Iterable<FieldPath>): FieldSet {
  const root: GrowingSet = { member: false, children: new Map() };
  for (const path of paths) {
    let node = root;
    for (const step of path) {
      const next = node.children.get(step) ?? { member: false, children: new Map() };
      node.children.set(step, next);
      node = next;
    }
    node.member = true;
  }
  return root;
}

export function pathsOf(set: FieldSet, prefix: FieldPath = []): FieldPath[] {
  const own = set.member ? [prefix] : [];
  return [...own, ...[...set.children].flatMap(([step, child]) => pathsOf(child, [...prefix, step]))];
}

/** The set as `managedFields[].fieldsV1` writes it. */
export function fieldsV1FromSet(set: FieldSet): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const step of [...set.children.keys()].toSorted()) {
    const child = set.children.get(step);
    if (child === undefined) continue;
    const inner = fieldsV1FromSet(child);
    fields[step] = child.member && child.children.size > 0 ? { ".": {}, ...inner } : inner;
  }
  return fields;
}

export function setFromFieldsV1(fields: JsonObject): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [step, value] of Object.entries(fields)) {
    if (step === "." || !isJsonObject(value)) continue;
    const child = setFromFieldsV1(value);
    const member = Object.keys(value).length === 0 || "." in value;
    children.set(step, { member, children: child.children });
  }
  return { member: false, children };
}

function printStep(step: string): string {
  const rest = step.slice(2);
  if (step.startsWith("f:")) return `.${rest}`;
  if (step.startsWith("v:")) return `[=${rest}]`;
  if (step.startsWith("i:")) return `[${rest}]`;
  const keys: unknown = JSON.parse(rest);
  if (!isJsonObject(keys)) return `[${rest}]`;
  return `[${Object.entries(keys)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(",")}]`;
}

/** A path as conflicts name it, for example `.spec.listeners[name="http"].port`. */
export function printPath(path: FieldPath): string {
  return path.map(printStep).join("");
}
