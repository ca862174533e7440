import { describe, expect, it } from "vitest";
import { compareDumps, type ComparedDump } from "@/lib/proxies/diff/compare-dumps";
import type { ConfigDiff } from "@/lib/proxies/diff/result";
import { hashText, readable, runInTurns } from "@/server/operations/proxies/diff/compare";
import { readDump } from "@/server/sources/read-dump";
import { readBed, type Bed } from "./bed-file";

const found = readBed();
const adminPort = 15_000;
const books = (found?.pods ?? []).filter(({ namespace }) => namespace === "bookinfo");

async function read(url: string, word: ComparedDump["word"]): Promise<ComparedDump> {
  const response = await fetch(url);
  if (!response.ok || response.body === null) throw new Error(`${url}: ${response.status}`);
  return { ...readable(await readDump(response.body)), word };
}

function compare(left: ComparedDump, right: ComparedDump, isPodPair = false): Promise<ConfigDiff> {
  return runInTurns(compareDumps(left, right, { facts: {}, isPodPair, hash: hashText }));
}

const envoyOf = ({ ip }: Bed["pods"][number]) =>
  read(`http://${ip}:${adminPort}/config_dump?include_eds`, "envoy");
const linesOf = ({ changes }: ConfigDiff) =>
  changes.map(({ kind, section, resource, pathText }) => `${kind} ${section} ${resource} ${pathText}`);

describe.skipIf(found === undefined)("Envoy beside the real istiod", () => {
  const bed = found as Bed;

  it.each(books)("$workload runs what istiod would send, in other words", async (pod) => {
    const query = `proxyID=${pod.name}.${pod.namespace}&include_eds`;
    const istiod = await read(`${bed.ISTIOD_DEBUG}/debug/config_dump?${query}`, "istiod");
    const diff = await compare(await envoyOf(pod), istiod);
    expect(linesOf(diff)).toEqual([]);
    const compared = diff.sections.map(({ section, equalMeaning }) => [section, equalMeaning > 0]);
    expect(Object.fromEntries(compared)).toMatchObject({
      clusters: true,
      endpoints: true,
      listeners: true,
      routes: true,
    });
    expect(diff.omissions.map(({ section }) => section)).toContain("secrets");
  });

  it("finds nothing between two reads of one proxy", async () => {
    const [pod] = books;
    if (pod === undefined) throw new Error("no pod");
    expect(linesOf(await compare(await envoyOf(pod), await envoyOf(pod)))).toEqual([]);
  });
});
