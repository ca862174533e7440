import { setImmediate as nextTurn } from "node:timers/promises";
import type { DumpEntry, DumpSection } from "@/lib/proxies/dump/entry";
import { readEntries } from "@/lib/proxies/dump/read-entries";
import type { ConfigDumpBytes } from "@/server/ports";
import { singleton } from "@/server/singleton";

const blockMs = 8;
const keptSections = 48;

/**
 * Every resource of a section, read by `map`. The event loop gets its turn between resources, and the last few
 * sections are remembered, so that a table, its side panel and a refresh parse a dump once.
 */
export async function parseSection<T>(
  dump: ConfigDumpBytes,
  section: DumpSection,
  map: (entry: DumpEntry, value: unknown) => T,
): Promise<readonly T[]> {
  const parsed = singleton("parsed dump sections", () => new Map<string, Promise<readonly unknown[]>>());
  const key = `${dump.contentHash} ${dump.fetchedAtMs} ${section} ${map.name}`;
  const known = parsed.get(key);
  // The key names the mapper, so the values are of its type.
  if (known !== undefined) return known as Promise<readonly T[]>;
  const work = parse(dump, section, map);
  parsed.set(key, work);
  work.catch(() => parsed.delete(key));
  for (const oldest of parsed.keys()) {
    if (parsed.size <= keptSections) break;
    parsed.delete(oldest);
  }
  return work;
}

async function parse<T>(
  dump: ConfigDumpBytes,
  section: DumpSection,
  map: (entry: DumpEntry, value: unknown) => T,
): Promise<readonly T[]> {
  const found: T[] = [];
  let startMs = performance.now();
  for (const { entry, value } of readEntries(dump.bytes, dump.entries, section)) {
    found.push(map(entry, value));
    if (performance.now() - startMs < blockMs) continue;
    await nextTurn();
    startMs = performance.now();
  }
  return found;
}
