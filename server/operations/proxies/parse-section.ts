import { createHash } from "node:crypto";
import type { DumpEntry, DumpSection } from "@/lib/proxies/dump/entry";
import { parseInSteps } from "@/lib/proxies/dump/parse-in-steps";
import { isProtoObject } from "@/lib/proxies/proto-json";
import type { Steps } from "@/lib/steps";
import { runInTurns } from "@/server/operations/run-in-turns";
import type { ConfigDumpBytes } from "@/server/ports";
import { singleton } from "@/server/singleton";

/** A collection of garbage may come on top of it. */
const blockMs = 4;
const hashedLetters = 65_536;
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
  // One call for many: a dump of 50 MB has tens of thousands of resources.
  let text = "";
  for (const { id, hash: own, start, end } of dump.entries) {
    text += `${id}\n${own ?? `${dump.contentHash} ${dump.fetchedAtMs} ${start} ${end}`}\n`;
    if (text.length < hashedLetters) continue;
    hash.update(text);
    text = "";
  }
  hash.update(text);
  const revision = hash.digest("base64url");
  revisions.set(dump.entries, revision);
  return revision;
}

/** Reads an entry at once, or in steps between which others get their turn. */
type Mapper<T> = (entry: DumpEntry, value: unknown) => T | Steps<T>;

/** A number for each mapper: names are not told apart once a build has shortened them. */
function numberOf(map: Mapper<unknown>): number {
  const known = singleton("readers of dump sections", () => ({
    numbers: new WeakMap<Mapper<unknown>, number>(),
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
  map: Mapper<T>,
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
  const work = runInTurns(steps(dump, section, map), blockMs);
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

/** A row for each resource, in steps of which none takes long. */
function* steps<T>(
  dump: ConfigDumpBytes,
  section: DumpSection,
  map: Mapper<T>,
): Generator<undefined, readonly T[], undefined> {
  const rows: T[] = [];
  for (const entry of dump.entries) {
    if (entry.section !== section) continue;
    const value = yield* valueOrNothing(dump, entry);
    const row = map(entry, isProtoObject(value) ? value : {});
    rows.push(isSteps(row) ? yield* row : row);
    yield undefined;
  }
  return rows;
}

/** Names of resources that a damaged dump has no JSON for, by what the dump holds and the section. */
const damagedNames = () => singleton("damaged resources of dumps", () => new Map<string, Set<string>>());

/** Names of the resources of a section that were found to be no JSON; their rows hold nothing but the name. */
export function damagedOf(dump: ConfigDumpBytes, section: DumpSection): readonly string[] {
  return [...(damagedNames().get(`${revisionOf(dump)} ${section}`) ?? [])];
}

function* valueOrNothing(dump: ConfigDumpBytes, entry: DumpEntry): Steps<unknown> {
  try {
    return yield* parseInSteps(dump.bytes.subarray(entry.start, entry.end));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const all = damagedNames();
    const key = `${revisionOf(dump)} ${entry.section}`;
    all.set(key, (all.get(key) ?? new Set<string>()).add(entry.name));
    for (const oldest of all.keys()) if (all.size > keptSections) all.delete(oldest);
    return undefined;
  }
}

function isSteps<T>(row: T | Steps<T>): row is Steps<T> {
  return typeof row === "object" && row !== null && Symbol.iterator in row && "next" in row;
}
