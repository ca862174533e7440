import { canonicalJson, cleanManifest, isRecord, isSameJson, writtenPart } from "@/lib/config/clean-manifest";
import { isOrderedList, listKeys } from "@/lib/config/list-keys";
import type { Manifest } from "@/lib/config/manifest";

/** One difference in meaning. `path` names list entries by what they are, `spec.http["primary"].route["v1"].weight`. */
export type SemanticChange = {
  readonly op: "added" | "removed" | "changed" | "moved";
  readonly path: string;
  /** For "moved": the names in their old and new order. */
  readonly before?: unknown;
  readonly after?: unknown;
};

/**
 * What differs between two states of one object, server-side fields left out, and the status too unless it is what was
 * written. Lists are compared by what
 * their entries are, not by index; a new order is a difference only where the first match wins.
 */
export function semanticDiff(
  before: Manifest | undefined,
  after: Manifest | undefined,
  subresource?: "status",
): readonly SemanticChange[] {
  if (before === undefined || after === undefined) {
    if (before === after) return [];
    return before === undefined
      ? [{ op: "added", path: "", after: after && cleanManifest(after) }]
      : [{ op: "removed", path: "", before: cleanManifest(before) }];
  }
  const changes: SemanticChange[] = [];
  diffValue(writtenPart(before, subresource), writtenPart(after, subresource), "", "", changes);
  return changes;
}

function diffValue(
  before: unknown,
  after: unknown,
  path: string,
  field: string,
  out: SemanticChange[],
): void {
  if (isSameJson(before, after)) {
    return;
  }
  if (before === undefined) {
    out.push({ op: "added", path, after });
  } else if (after === undefined) {
    out.push({ op: "removed", path, before });
  } else if (isRecord(before) && isRecord(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      diffValue(before[key], after[key], path === "" ? key : `${path}.${key}`, key, out);
    }
  } else if (Array.isArray(before) && Array.isArray(after)) {
    diffList(before, after, path, field, out);
  } else {
    out.push({ op: "changed", path, before, after });
  }
}

function diffList(
  before: readonly unknown[],
  after: readonly unknown[],
  path: string,
  field: string,
  out: SemanticChange[],
): void {
  const oldKeys = listKeys(field, before);
  const newKeys = listKeys(field, after);
  const oldByKey = new Map(oldKeys.map((key, index) => [key, before[index]]));
  const newByKey = new Map(newKeys.map((key, index) => [key, after[index]]));
  for (const key of new Set([...oldKeys, ...newKeys])) {
    diffValue(oldByKey.get(key), newByKey.get(key), `${path}[${JSON.stringify(key)}]`, field, out);
  }
  if (!isOrderedList(field)) return;
  const oldOrder = oldKeys.filter((key) => newByKey.has(key));
  const newOrder = newKeys.filter((key) => oldByKey.has(key));
  if (canonicalJson(oldOrder) !== canonicalJson(newOrder)) {
    out.push({ op: "moved", path, before: oldOrder, after: newOrder });
  }
}

/**
 * Field paths that differ, down to the first list: the granularity in which Kubernetes gives these kinds' fields to
 * managers, because their lists have no map keys.
 */
export function changedFields(before: Manifest, after: Manifest): readonly (readonly string[])[] {
  const fields: (readonly string[])[] = [];
  const walk = (left: unknown, right: unknown, path: readonly string[]): void => {
    if (isSameJson(left, right)) return;
    if (isRecord(left) && isRecord(right)) {
      for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
        walk(left[key], right[key], [...path, key]);
      }
      return;
    }
    fields.push(path);
  };
  walk(cleanManifest(before), cleanManifest(after), []);
  return fields;
}
