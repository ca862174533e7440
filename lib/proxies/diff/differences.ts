import { isProtoObject, textField, type ProtoObject } from "@/lib/proxies/proto-json";
import { alignLists, type Alignment } from "./align";
import type { Difference, PathStep } from "./change";
import { modeOfField } from "./field-rules";
import { itemLabel } from "./item-label";
import { hasItemKeys, listRule, type ListRule } from "./list-rules";
import { meaningText } from "./normal-form";
import { isSameForm } from "./same-meaning";

/** The values on the way to a difference, on both sides, outermost first. */
export type Ancestors = readonly { readonly left: unknown; readonly right: unknown }[];
export type FoundDifference = Difference & { readonly ancestors: Ancestors };

type Place = {
  readonly path: readonly PathStep[];
  readonly ancestors: Ancestors;
  readonly name: string;
  readonly isData: boolean;
};

/** Every difference of two values in normal form, each at the deepest place that holds all of it. */
export function findDifferences(left: unknown, right: unknown, isData = false): readonly FoundDifference[] {
  const found: FoundDifference[] = [];
  compare(left, right, { path: [], ancestors: [], name: "", isData }, found);
  return found;
}

function compare(left: unknown, right: unknown, place: Place, found: FoundDifference[]): void {
  const { path, ancestors } = place;
  if (left === right) return;
  if (left === undefined || right === undefined) {
    const side =
      left === undefined
        ? ({ kind: "added", after: right } as const)
        : ({ kind: "removed", before: left } as const);
    found.push({ ...side, path, ancestors });
  } else if (Array.isArray(left) && Array.isArray(right)) compareLists(left, right, place, found);
  else if (isProtoObject(left) && isProtoObject(right) && left["@type"] === right["@type"])
    compareObjects(left, right, place, found);
  else found.push({ kind: "changed", path, ancestors, before: left, after: right });
}

function compareObjects(left: ProtoObject, right: ProtoObject, place: Place, found: FoundDifference[]): void {
  const ancestors = [...place.ancestors, { left, right }];
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const isData = place.isData || modeOfField(place.name, name) === "data";
    const path = [...place.path, { kind: "field" as const, name }];
    let [a, b] = [ownField(left, name), ownField(right, name)];
    // An absent list of things that have names of their own is a list without any.
    if (!isData && hasItemKeys(name)) {
      if (a === undefined && Array.isArray(b)) a = [];
      if (b === undefined && Array.isArray(a)) b = [];
    }
    compare(a, b, { path, ancestors, name, isData }, found);
  }
}

/** A message may have no field of a name that every object answers to. */
function ownField(object: ProtoObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function compareLists(
  left: readonly unknown[],
  right: readonly unknown[],
  place: Place,
  found: FoundDifference[],
): void {
  const rule = place.isData
    ? { isOrdered: true, keys: [(item: unknown) => textField(item, "host")] }
    : listRule(place.name, [...left, ...right]);
  const { pairs, removed, added } = alignUnequal(left, right, rule);
  const isNameless = (item: unknown) => rule.keys.every((key) => key(item) === undefined);
  const rest = {
    removed: removed.filter((index) => isNameless(left[index])),
    added: added.filter((index) => isNameless(right[index])),
  };
  const swaps = swapsOf(left, right, rest, rule.isOrdered);
  const swapped = {
    left: new Set(swaps.map((swap) => swap.left)),
    right: new Set(swaps.map((swap) => swap.right)),
  };
  const ancestors = [...place.ancestors, { left, right }];
  const at = (item: unknown, index: number): Place => ({
    ...place,
    ancestors,
    path: [...place.path, { kind: "item", key: itemLabel(place.name, item, index, rule.isOrdered) }],
  });
  for (const index of removed)
    if (!swapped.left.has(index)) compare(left[index], undefined, at(left[index], index), found);
  for (const { left: from, right: to, isMoved } of [...pairs, ...swaps]) {
    const there = at(right[to], to);
    if (isMoved) {
      const { path } = there;
      const [before, after] = [left[from], right[to]];
      found.push({ kind: "moved", path, ancestors, before, after, from: from + 1, to: to + 1 });
    }
    if (!isSameForm(left[from], right[to])) compare(left[from], right[to], there, found);
  }
  for (const index of added)
    if (!swapped.right.has(index)) compare(undefined, right[index], at(right[index], index), found);
}

/** Items of two lists in pairs, but for those at both ends that are equal: most of a long list is as it was. */
function alignUnequal(left: readonly unknown[], right: readonly unknown[], rule: ListRule): Alignment {
  const shorter = Math.min(left.length, right.length);
  let head = 0;
  while (head < shorter && isSameForm(left[head], right[head])) head += 1;
  let tail = 0;
  while (tail < shorter - head && isSameForm(left.at(-1 - tail), right.at(-1 - tail))) tail += 1;
  const [own, other] = [left.slice(head, left.length - tail), right.slice(head, right.length - tail)];
  const texts = new Map([...own, ...other].filter(isProtoObject).map((item) => [item, meaningText(item)]));
  const content = (item: unknown) => (isProtoObject(item) ? texts.get(item) : meaningText(item));
  const { pairs, removed, added } = alignLists(own, other, [content, ...rule.keys], rule.isOrdered);
  return {
    pairs: pairs.map((pair) => ({ ...pair, left: pair.left + head, right: pair.right + head })),
    removed: removed.map((index) => index + head),
    added: added.map((index) => index + head),
  };
}

/** One nameless item for another is a change of it, not a loss and a gain; of a set of plain values it is both. */
function swapsOf(
  left: readonly unknown[],
  right: readonly unknown[],
  { removed, added }: { readonly removed: readonly number[]; readonly added: readonly number[] },
  isOrdered: boolean,
): readonly { readonly left: number; readonly right: number; readonly isMoved: boolean }[] {
  if (removed.length !== added.length) return [];
  const pairs = removed.map((from, index) => ({ left: from, right: added[index] ?? from, isMoved: false }));
  const isAlike = pairs.every((pair) => isProtoObject(left[pair.left]) && isProtoObject(right[pair.right]));
  return isOrdered || isAlike ? pairs : [];
}
