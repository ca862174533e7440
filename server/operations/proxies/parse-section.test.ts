import { describe, expect, it } from "vitest";
import type { DumpEntry } from "@/lib/proxies/dump/entry";
import { parseSection } from "@/server/operations/proxies/parse-section";

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
});
