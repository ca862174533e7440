import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDemo, type RunningDemo } from "@/server/demo/start";
import { readDump } from "@/server/sources/read-dump";
import { report } from "./figure";
import { watchTurns } from "./turns";

const sizeBytes = 50 * 1_048_576;
const chunkBytes = 65_536;
const budgetRatio = 1.5;
const blockBudgetMs = 25;
const runs = 4;

type Dump = { configs: Record<string, unknown>[] };
let demo: RunningDemo;
let dump: Buffer;

beforeAll(async () => {
  demo = await startDemo();
  const workload = demo.world.spec.workloads.find(({ dataplane }) => dataplane === "sidecar");
  const pod = workload?.pods[0];
  if (workload === undefined || pod === undefined) throw new Error("no pod with a sidecar");
  const url = demo.envoys.url.replace("{namespace}", workload.namespace).replace("{pod}", pod.name);
  const response = await fetch(`${url}/config_dump?include_eds`);
  dump = enlarge(await response.text());
});
afterAll(() => demo.close());

/** The dump of a proxy of a mesh that is many times as large: every list of resources is repeated. */
function enlarge(text: string): Buffer {
  const { configs } = JSON.parse(text) as Dump;
  const lists = configs.flatMap((config) => Object.values(config).filter((value) => Array.isArray(value)));
  const times = Math.ceil(sizeBytes / JSON.stringify(lists).length);
  const grown = configs.map((config) =>
    Object.fromEntries(
      Object.entries(config).map(([key, value]) => [
        key,
        Array.isArray(value) ? Array.from({ length: times }, () => value as unknown[]).flat() : value,
      ]),
    ),
  );
  return Buffer.from(JSON.stringify({ configs: grown }));
}

/** As the bytes come from a socket: the event loop gets a turn between chunks. */
async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    // oxlint-disable-next-line no-await-in-loop -- chunks come one after another
    await new Promise((resolve) => setImmediate(resolve));
    yield bytes.subarray(at, at + chunkBytes);
  }
}

/** Of wall clock and processor time the lesser: on a busy machine the clock also counts the turns of other programs. */
function startClock(): () => number {
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(startCpu);
    return Math.min(performance.now() - startMs, (user + system) / 1000);
  };
}

/** The longest time that a timer had to wait while `work` ran. */
async function longestBlockMs(work: () => Promise<unknown>): Promise<number> {
  const turns = watchTurns();
  await work();
  return turns.stop();
}

describe("an Envoy dump of 50 MB", () => {
  it("is redacted and indexed while it streams in", async () => {
    let parseMs = Number.POSITIVE_INFINITY;
    let readMs = Number.POSITIVE_INFINITY;
    let blockMs = Number.POSITIVE_INFINITY;
    let entries = 0;
    for (let run = 0; run < runs; run += 1) {
      globalThis.gc?.();
      let spentMs = startClock();
      JSON.parse(dump.toString("utf8"));
      parseMs = Math.min(parseMs, spentMs());
      globalThis.gc?.();
      spentMs = startClock();
      // oxlint-disable-next-line no-await-in-loop -- runs must not overlap
      entries = (await readDump(chunksOf(dump))).entries.length;
      readMs = Math.min(readMs, spentMs());
      // oxlint-disable-next-line no-await-in-loop -- runs must not overlap
      blockMs = Math.min(blockMs, await longestBlockMs(() => readDump(chunksOf(dump))));
    }
    const note = `${(dump.length / 1e6).toFixed(0)} MB, ${entries} resources, JSON.parse ${parseMs.toFixed(0)} ms`;
    report({
      part: "proxies",
      what: "dump of 50 MB: redact and index ÷ JSON.parse",
      measured: readMs / parseMs,
      unit: "ratio",
      limit: budgetRatio,
      note,
    });
    report({
      part: "proxies",
      what: "dump of 50 MB: longest event-loop block",
      measured: blockMs,
      unit: "ms",
      limit: blockBudgetMs,
    });
    expect(entries).toBeGreaterThan(1000);
  });
});
