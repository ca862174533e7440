import { isAlias, isMap, isPair, isScalar, isSeq, type Document, type Node } from "yaml";
import { printPath, type PathStep } from "@/lib/config/yaml/field-path";
import type { TextRange } from "@/lib/config/yaml/problem";

/** Where a field lies: its value, and its key when it has one. */
export type FieldRange = { readonly key?: TextRange; readonly value: TextRange };
export type NodeNote =
  | {
      readonly code: "duplicate_key";
      readonly key: string;
      readonly first: TextRange;
      readonly range: TextRange;
    }
  | { readonly code: "alias_expanded"; readonly key: string; readonly range: TextRange }
  | { readonly code: "unknown_alias"; readonly key: string; readonly range: TextRange }
  | { readonly code: "too_many_aliases"; readonly range: TextRange };

/** More values than any object has: aliases of aliases grow without end. */
const maxNodes = 60_000;

type Walk = {
  readonly document: Document.Parsed;
  readonly ranges: Map<string, FieldRange>;
  readonly notes: NodeNote[];
  nodes: number;
  /** Set inside of an alias: what is there has the alias's place in the text. */
  at: TextRange | undefined;
};

/** The value of a document with aliases expanded and merge keys merged, the place of each field, and what was met. */
export function valueOfDocument(document: Document.Parsed) {
  const walk: Walk = { document, ranges: new Map(), notes: [], nodes: 0, at: undefined };
  const value = valueOf(walk, document.contents, []);
  return { value, ranges: walk.ranges, notes: walk.notes };
}

function rangeOf(walk: Walk, node: unknown): TextRange {
  if (walk.at !== undefined) return walk.at;
  const range = typeof node === "object" && node !== null && "range" in node ? node.range : undefined;
  return Array.isArray(range) ? { from: Number(range[0]), to: Number(range[1]) } : { from: 0, to: 0 };
}

function valueOf(walk: Walk, node: Node | null, steps: readonly PathStep[], key?: TextRange): unknown {
  walk.nodes += 1;
  if (walk.nodes > maxNodes) {
    if (walk.nodes === maxNodes + 1)
      walk.notes.push({ code: "too_many_aliases", range: rangeOf(walk, node) });
    return null;
  }
  if (isAlias(node)) return valueOfAlias(walk, node, steps, key);
  walk.ranges.set(printPath(steps), { ...(key === undefined ? {} : { key }), value: rangeOf(walk, node) });
  if (isScalar(node)) return node.value;
  if (isSeq(node)) {
    return node.items.map((item, index) => valueOf(walk, item as Node | null, [...steps, index]));
  }
  return isMap(node) ? valueOfMap(walk, node.items, steps) : null;
}

function valueOfAlias(
  walk: Walk,
  node: Node & { source: string; resolve(document: Document): Node | undefined },
  steps: readonly PathStep[],
  key?: TextRange,
): unknown {
  const range = rangeOf(walk, node);
  const target = node.resolve(walk.document);
  if (target === undefined) {
    walk.notes.push({ code: "unknown_alias", key: node.source, range });
    return null;
  }
  if (walk.at === undefined) walk.notes.push({ code: "alias_expanded", key: node.source, range });
  const outer = walk.at;
  walk.at = outer ?? range;
  const value = valueOf(walk, target, steps, key);
  walk.at = outer;
  return value;
}

function valueOfMap(
  walk: Walk,
  items: readonly unknown[],
  steps: readonly PathStep[],
): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  const merged: Record<string, unknown>[] = [];
  const firsts = new Map<string, TextRange>();
  for (const pair of items) {
    if (!isPair<Node | null, Node | null>(pair)) continue;
    const key = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
    const range = rangeOf(walk, pair.key);
    if (key === "<<") {
      const inner = valueOf(walk, pair.value, steps, undefined);
      merged.push(
        ...([inner].flat().filter((one) => typeof one === "object" && one !== null) as typeof merged),
      );
      continue;
    }
    const first = firsts.get(key);
    if (first !== undefined) walk.notes.push({ code: "duplicate_key", key, first, range });
    else firsts.set(key, range);
    // "__proto__" must become a member, not the prototype.
    Object.defineProperty(value, key, {
      value: valueOf(walk, pair.value, [...steps, key], range),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  if (merged.length === 0) return value;
  return Object.assign({}, ...merged.toReversed(), value) as Record<string, unknown>;
}
