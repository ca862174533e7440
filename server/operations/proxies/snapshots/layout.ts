import { promisify } from "node:util";
import { deflateRaw, inflateRaw } from "node:zlib";
import { z } from "zod";
import { sectionFromGroup, type DumpSection } from "@/lib/proxies/dump/entry";

const compress = promisify(deflateRaw);
const expand = promisify(inflateRaw);

/** One resource of a snapshot and what lies around it. */
export type LaidEntry = {
  readonly group: string;
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  /** Bytes of the frame between the entry before and this one. */
  readonly gap: number;
  /** Bytes without what changes between fetches. */
  readonly size: number;
  /** Place in those bytes and text that belongs there: versions and times. */
  readonly holes: readonly (readonly [number, string])[];
};

const packedSchema = z.object({
  groups: z.array(z.string()),
  rows: z.array(
    z.tuple([
      z.number(),
      z.string(),
      z.string(),
      z.string(),
      z.number(),
      z.number(),
      z.array(z.tuple([z.number(), z.string()])),
    ]),
  ),
});

/** The entries as compressed bytes. */
export async function packLayout(entries: readonly LaidEntry[]): Promise<Uint8Array> {
  const groups = [...new Set(entries.map(({ group }) => group))];
  const numberOf = new Map(groups.map((group, index) => [group, index]));
  const rows = entries.map(({ group, id, name, hash, gap, size, holes }) => [
    numberOf.get(group),
    id,
    name,
    hash,
    gap,
    size,
    holes,
  ]);
  return compress(Buffer.from(JSON.stringify({ groups, rows })), { level: 6 });
}

/** The entries behind `packLayout`'s bytes. */
export async function unpackLayout(
  bytes: Uint8Array,
): Promise<readonly (LaidEntry & { section: DumpSection })[]> {
  const { groups, rows } = packedSchema.parse(JSON.parse((await expand(bytes)).toString("utf8")));
  return rows.map(([number, id, name, hash, gap, size, holes]) => {
    const group = groups[number] ?? "";
    return { group, section: sectionFromGroup(group), id, name, hash, gap, size, holes };
  });
}
