import type { DumpEntry, DumpSection } from "./entry";
import { isProtoObject } from "../proto-json";

/** A resource with its parsed JSON. */
export type EntryValue = { readonly entry: DumpEntry; readonly value: unknown };

const decoder = new TextDecoder();

/** The JSON text of one entry, as the proxy printed it, secrets replaced. */
export function entryText(bytes: Uint8Array, entry: DumpEntry): string {
  return decoder.decode(bytes.subarray(entry.start, entry.end));
}

/** The JSON of one entry; undefined where a damaged dump has none there. */
export function entryValue(bytes: Uint8Array, entry: DumpEntry): unknown {
  try {
    return JSON.parse(entryText(bytes, entry)) as unknown;
  } catch {
    return undefined;
  }
}

/** The parsed entries of a section. Each is parsed alone, so a caller may pause between them. */
export function* readEntries(
  bytes: Uint8Array,
  entries: readonly DumpEntry[],
  section: DumpSection,
): Generator<EntryValue, void, undefined> {
  for (const entry of entries) {
    if (entry.section !== section) continue;
    const value = entryValue(bytes, entry);
    yield { entry, value: isProtoObject(value) ? value : {} };
  }
}

/** Number of entries by section. */
export function countSections(entries: readonly DumpEntry[]): Readonly<Record<DumpSection, number>> {
  const counts: Record<DumpSection, number> = {
    bootstrap: 0,
    clusters: 0,
    endpoints: 0,
    listeners: 0,
    routes: 0,
    scoped_routes: 0,
    secrets: 0,
    ecds: 0,
    other: 0,
  };
  for (const entry of entries) counts[entry.section] += 1;
  return counts;
}
