import { describe, expect, it } from "vitest";
import type { DumpEntry } from "@/lib/proxies/dump/entry";
import { damagedOf, parseSection } from "@/server/operations/proxies/parse-section";

const bytes = new TextEncoder().encode('{"name":"a"}');
const dump = {
  bytes,
  entries: [
    {
      id: "dynamic_active_clusters/a",
      section: "clusters" as const,
      group: "dynamic_active_clusters",
      name: "a",
      start: 0,
      end: bytes.length,
    },
  ],
  contentHash: "of-this-test",
  fetchedAtMs: 1,
};

describe("a section that is remembered", () => {
  it("is remembered for the one who read it, also where two readers have one name", async () => {
    const readers = [{ read: ({ name }: DumpEntry) => name }, { read: ({ group }: DumpEntry) => group }];
    const [first, second] = readers;
    if (first === undefined || second === undefined) throw new Error("no readers");
    expect(first.read.name).toBe(second.read.name);
    expect(await parseSection(dump, "clusters", first.read)).toEqual(["a"]);
    expect(await parseSection(dump, "clusters", second.read)).toEqual(["dynamic_active_clusters"]);
  });

  it("is not read again", async () => {
    let reads = 0;
    const count = () => (reads += 1);
    await parseSection(dump, "clusters", count);
    await parseSection(dump, "clusters", count);
    expect(reads).toBe(1);
  });

  it("tells which of its resources are no JSON, keeps their place, and reads the others", async () => {
    const text = '{"name":"a"}{"name":"b",}';
    const two = {
      ...dump,
      bytes: new TextEncoder().encode(text),
      entries: dump.entries.flatMap((entry) => [
        entry,
        { ...entry, id: "dynamic_active_clusters/b", name: "b", start: 12, end: text.length },
      ]),
      contentHash: "damaged",
    };
    const read = (entry: DumpEntry, value: unknown) => `${entry.name} ${JSON.stringify(value)}`;
    expect(await parseSection(two, "clusters", read)).toEqual(['a {"name":"a"}', "b {}"]);
    expect(damagedOf(two, "clusters")).toEqual(["b"]);
    expect(damagedOf(dump, "clusters")).toEqual([]);
  });
});
