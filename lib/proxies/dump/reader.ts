import type { DumpEntry, DumpSection } from "@/lib/proxies/dump/entry";
import { entryValue } from "@/lib/proxies/dump/read-entries";

/** A dump whose resources are found by name and parsed when they are asked for, each once. */
export type DumpReader = {
  readonly entries: readonly DumpEntry[];
  /** The entries of a section with this name: several where one name is static and dynamic, or warming and active. */
  readonly named: (section: DumpSection, name: string) => readonly DumpEntry[];
  readonly ofSection: (section: DumpSection) => readonly DumpEntry[];
  /** The entry's JSON: the element of the dump's list with version and state, the resource inside of it; undefined where there is none. */
  readonly value: (entry: DumpEntry) => unknown;
};

/** Reads `bytes` by their `entries`; nothing is parsed before it is wanted. */
export function createDumpReader(dump: {
  readonly bytes: Uint8Array;
  readonly entries: readonly DumpEntry[];
}): DumpReader {
  const values = new Map<string, unknown>();
  const bySection = new Map<DumpSection, DumpEntry[]>();
  const byName = new Map<string, DumpEntry[]>();
  for (const entry of dump.entries) {
    push(bySection, entry.section, entry);
    push(byName, `${entry.section} ${entry.name}`, entry);
  }
  return {
    entries: dump.entries,
    named: (section, name) => byName.get(`${section} ${name}`) ?? [],
    ofSection: (section) => bySection.get(section) ?? [],
    value: (entry) => {
      if (!values.has(entry.id)) values.set(entry.id, entryValue(dump.bytes, entry));
      return values.get(entry.id);
    },
  };
}

function push<K>(lists: Map<K, DumpEntry[]>, key: K, entry: DumpEntry): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [entry]);
  else list.push(entry);
}
