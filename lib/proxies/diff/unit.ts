import type { DumpEntry, DumpSection } from "@/lib/proxies/dump/entry";
import { nameKey } from "./compared-side";

/** The resources of one type and name on both sides. */
export type Unit = {
  readonly section: DumpSection;
  readonly name: string;
  readonly left: readonly DumpEntry[];
  readonly right: readonly DumpEntry[];
};

/** Whether it is a route table that Envoy lists beside the listener that it stands in. */
export function isStaticTable({ left, right }: Unit): boolean {
  return [...left, ...right].every(({ group }) => group === "static_route_configs");
}

/** Whether both sides have the same text, by their hashes. */
export function isSameBytes({ left, right }: Unit): boolean {
  return (
    left.length === right.length &&
    left.every(({ hash }, index) => hash !== undefined && hash === right[index]?.hash)
  );
}

/** The hashes of entries' bytes; undefined where nobody hashed. */
export function hashesOf(entries: readonly DumpEntry[]): string | undefined {
  return entries.some(({ hash }) => hash === undefined)
    ? undefined
    : entries.map(({ hash }) => hash).join(" ");
}

/** After so many names the caller may pause. */
const namesInStep = 2_000;

/** The entries of a dump by section and name. */
export function* entriesByName(
  entries: readonly DumpEntry[],
): Generator<undefined, ReadonlyMap<string, DumpEntry[]>, undefined> {
  const map = new Map<string, DumpEntry[]>();
  for (const [index, entry] of entries.entries()) {
    const key = nameKey(entry.section, entry.name);
    const list = map.get(key);
    if (list === undefined) map.set(key, [entry]);
    else list.push(entry);
    if (index % namesInStep === 0) yield undefined;
  }
  return map;
}

/** What is compared with what: each name that either side has. */
export function* unitsOf(
  left: ReadonlyMap<string, DumpEntry[]>,
  right: ReadonlyMap<string, DumpEntry[]>,
): Generator<undefined, readonly Unit[], undefined> {
  const units: Unit[] = [];
  const add = (own: readonly DumpEntry[], other: readonly DumpEntry[]) => {
    const first = own[0] ?? other[0];
    if (first !== undefined)
      units.push({ section: first.section, name: first.name, left: own, right: other });
    return units.length % namesInStep === 0;
  };
  for (const [key, own] of left) if (add(own, right.get(key) ?? [])) yield undefined;
  for (const [key, other] of right) if (!left.has(key) && add([], other)) yield undefined;
  return units;
}
