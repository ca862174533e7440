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

/** The entries of a dump by section and name. */
export function entriesByName(entries: readonly DumpEntry[]): ReadonlyMap<string, DumpEntry[]> {
  const map = new Map<string, DumpEntry[]>();
  for (const entry of entries) {
    const key = nameKey(entry.section, entry.name);
    const list = map.get(key);
    if (list === undefined) map.set(key, [entry]);
    else list.push(entry);
  }
  return map;
}

/** What is compared with what: each name that either side has. */
export function unitsOf(
  left: ReadonlyMap<string, DumpEntry[]>,
  right: ReadonlyMap<string, DumpEntry[]>,
): readonly Unit[] {
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((key) => {
    const [own, other] = [left.get(key) ?? [], right.get(key) ?? []];
    const first = own[0] ?? other[0];
    return first === undefined ? [] : [{ section: first.section, name: first.name, left: own, right: other }];
  });
}
