import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { DumpEntry, DumpSection } from "@/lib/proxies/dump/entry";
import { readEntries } from "@/lib/proxies/dump/read-entries";
import type { ConfigDumpBytes } from "@/server/ports";
import { singleton } from "@/server/singleton";

const blockMs = 8;
const keptSections = 96;
const keptItems = 400_000;

type Kept = { readonly work: Promise<readonly unknown[]>; items: number };

/** Revisions of lists of entries that were asked for: one list is asked for several times. */
const revisions = new WeakMap<readonly DumpEntry[], string>();

/**
 * Names what a dump holds, in its order: equal for equal resources in equal lists, however often they are fetched. A
 * dump whose resources nobody hashed has one of its own for each fetch.
 */
export function revisionOf(dump: ConfigDumpBytes): string {
  const known = revisions.get(dump.entries);
  if (known !== undefined) return known;
  const hash = createHash("sha1");
  for (const { id, hash: own, start, end } of dump.entries)
    hash.update(`${id}\n${own ?? `${dump.contentHash} ${dump.fetchedAtMs} ${start} ${end}`}\n`);
  const revision = hash.digest("base64url");
  revisions.set(dump.entries, revision);
  return revision;
}

type Mapper = (entry: DumpEntry, value: unknown) => unknown;

/** A number for each mapper: names are not told apart once a build has shortened them. */
function numberOf(map: Mapper): number {
  const known = singleton("readers of dump sections", () => ({
    numbers: new WeakMap<Mapper, number>(),
    next: 0,
  }));
  const number = known.numbers.get(map) ?? known.next++;
  known.numbers.set(map, number);
  return number;
}

/**
 * Every resource of a section, read by `map`. The event loop gets its turn between resources, and the last few
 * sections are remembered by what they hold, so that a table, its side panel and every refresh parse a dump once.
 * Versions and times in what `map` gives may be those of an earlier fetch of the same resources.
 */
export async function parseSection<T>(
  dump: ConfigDumpBytes,
  section: DumpSection,
  map: (entry: DumpEntry, value: unknown) => T,
): Promise<readonly T[]> {
  const parsed = singleton("parsed dump sections", () => new Map<string, Kept>());
  const key = `${revisionOf(dump)} ${section} ${numberOf(map)}`;
  const known = parsed.get(key);
  if (known !== undefined) {
    parsed.delete(key);
    parsed.set(key, known);
    // The key tells the mapper, so the values are of its type.
    return known.work as Promise<readonly T[]>;
  }
  const work = parse(dump, section, map);
  const kept: Kept = { work, items: 0 };
  parsed.set(key, kept);
  work.then(
    (items) => {
      kept.items = items.length;
      forget(parsed);
    },
    () => parsed.delete(key),
  );
  return work;
}

/** Drops the sections that were asked for longest ago. */
function forget(parsed: Map<string, Kept>): void {
  let items = 0;
  for (const kept of parsed.values()) items += kept.items;
  for (const [oldest, kept] of parsed) {
    if (parsed.size <= keptSections && (items <= keptItems || parsed.size === 1)) break;
    items -= kept.items;
    parsed.delete(oldest);
  }
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
