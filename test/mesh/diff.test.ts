import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { compareDumps, type ComparedDump } from "@/lib/proxies/diff/compare-dumps";
import type { ConfigDiff } from "@/lib/proxies/diff/result";
import { hashText } from "@/server/operations/proxies/diff/compare";
import { readable } from "@/server/operations/proxies/diff/side";
import { runInTurns } from "@/server/operations/run-in-turns";
import { readDump } from "@/server/sources/read-dump";
import { field, isProtoObject } from "@/lib/proxies/proto-json";
import { readBed, type Bed } from "./bed-file";
import { callKube } from "./kube";
import { until } from "./until";
import { createNamespace, removeNamespace } from "./xds/mesh-objects";

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

/** Compares until Envoy has taken what other suites have left, at most a minute: what differs then is a difference. */
async function settledDiff(bed: Bed, pod: Bed["pods"][number]): Promise<ConfigDiff> {
  const query = `proxyID=${pod.name}.${pod.namespace}&include_eds`;
  const endMs = Date.now() + 60_000;
  for (;;) {
    const istiod = await read(`${bed.ISTIOD_DEBUG}/debug/config_dump?${query}`, "istiod");
    const diff = await compare(await envoyOf(pod), istiod);
    if (diff.changes.length === 0 || Date.now() > endMs) return diff;
    await wait(1000);
  }
}

const envoyOf = ({ ip }: Bed["pods"][number]) =>
  read(`http://${ip}:${adminPort}/config_dump?include_eds`, "envoy");
const linesOf = ({ changes }: ConfigDiff) =>
  changes.map(({ kind, section, resource, pathText }) => `${kind} ${section} ${resource} ${pathText}`);

describe.skipIf(found === undefined)("Envoy beside the real istiod", () => {
  const bed = found as Bed;

  it.each(books)("$workload runs what istiod would send, in other words", async (pod) => {
    const diff = await settledDiff(bed, pod);
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

  it("a deleted Service whose listener still drains is no difference", async () => {
    const [pod] = books;
    if (pod === undefined) throw new Error("no pod");
    const namespace = "hd-drain";
    const services = `/api/v1/namespaces/${namespace}/services`;
    const manifest = {
      metadata: { name: "leaving", namespace },
      spec: { selector: { app: "nobody" }, ports: [{ name: "tcp-leaving", port: 7999 }] },
    };
    const isIn = async (state: string) => {
      const { entries, value } = await envoyOf(pod);
      const entry = entries.find(({ section, name }) => section === "listeners" && name.endsWith("_7999"));
      return entry !== undefined && isProtoObject(field(value(entry), state));
    };
    await createNamespace(bed, namespace);
    try {
      await callKube(bed, "POST", services, manifest, bed.TOKEN_ADMIN);
      await until("a listener of the Service", () => isIn("active_state"));
      await callKube(bed, "DELETE", `${services}/leaving`, undefined, bed.TOKEN_ADMIN);
      await until("its draining", () => isIn("draining_state"));
      const diff = await settledDiff(bed, pod);
      expect(linesOf(diff)).toEqual([]);
      // Services that other suites have deleted may drain beside this one.
      const draining = diff.omissions.find(
        ({ section, reason }) => section === "listeners" && reason === "draining",
      );
      expect(draining?.resources).toBeGreaterThanOrEqual(1);
    } finally {
      await callKube(bed, "DELETE", `${services}/leaving`, undefined, bed.TOKEN_ADMIN);
      await removeNamespace(bed, namespace);
    }
  });

  it("finds nothing between two reads of one proxy", async () => {
    const [pod] = books;
    if (pod === undefined) throw new Error("no pod");
    expect(linesOf(await compare(await envoyOf(pod), await envoyOf(pod)))).toEqual([]);
  });
});
