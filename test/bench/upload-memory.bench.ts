import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/server/database/database";
import { listSnapshots } from "@/server/database/snapshot";
import { uploadDumps } from "@/server/operations/proxies/snapshots/upload/upload";
import type { OperationContext } from "@/server/ports";
import { report } from "./figure";
import { watchTurns } from "./turns";

const megabyte = 1_048_576;
const chunkBytes = 65_536;
const sampleMs = 20;
/** Less than the largest file takes once. */
const memoryBudgetMb = 192;

const folder = mkdtempSync(path.join(tmpdir(), "heddle-bench-"));
const databaseUrl = `file:${path.join(folder, "heddle.db")}`;

function context(): OperationContext {
  return {
    clusters: new Map(),
    actor: { type: "user", name: "bench", groups: [] },
    requestId: "bench",
    databaseUrl,
    nowMs: () => Date.now(),
    signal: new AbortController().signal,
  };
}

beforeAll(async () => {
  // Migrations and modules are no part of what an upload takes.
  await upload(resources(1));
});
afterAll(async () => {
  await closeDatabase(databaseUrl);
  rmSync(folder, { recursive: true, force: true });
});

const upload = (body: AsyncIterable<Uint8Array>) => uploadDumps(context(), { fileName: "dump.json", body });

/** A text of letters that repeat as little as those of a real dump: it shrinks to about a twentieth. */
function filler(seed: number, length: number): string {
  const words = Array.from({ length: 12 }, (_, index) =>
    ((seed * 7919 + index * 104_729) % 9_973).toString(36),
  );
  const text = `outbound|${seed % 60_000}||svc-${seed}.shop.svc.cluster.local ${words.join(".")} connect-failure,refused-stream `;
  return text.repeat(Math.ceil(length / text.length)).slice(0, length);
}

async function* inChunks(parts: Iterable<string>): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    const bytes = Buffer.from(part);
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      await new Promise((resolve) => setImmediate(resolve));
      yield bytes.subarray(at, at + chunkBytes);
    }
  }
}

/** As many clusters of 8 KB as fill `bytes`; made while they are read, so that the file is nowhere as a whole. */
function resources(bytes: number): AsyncGenerator<Uint8Array> {
  function* parts() {
    yield '{"configs":[{"dynamic_active_clusters":[';
    for (let size = 0, index = 0; size < bytes; index += 1) {
      const cluster = JSON.stringify({
        version_info: `${index}`,
        cluster: { name: `c-${index}`, alt_stat_name: filler(index, 8000) },
      });
      size += cluster.length;
      yield `${index === 0 ? "" : ","}${cluster}`;
    }
    yield "]}]}";
  }
  return inChunks(parts());
}

/** One route table of `bytes`. */
function table(bytes: number): AsyncGenerator<Uint8Array> {
  function* parts() {
    yield '{"configs":[{"dynamic_route_configs":[{"version_info":"1","route_config":{"name":"80","virtual_hosts":[';
    for (let size = 0, index = 0; size < bytes; index += 1) {
      const host = JSON.stringify({ name: filler(index, 4000), domains: [`h-${index}`] });
      size += host.length;
      yield `${index === 0 ? "" : ","}${host}`;
    }
    yield "]}}]}]}";
  }
  return inChunks(parts());
}

/** The most memory of the process while `work` ran, above what it had before. */
async function watched(work: () => Promise<unknown>) {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let peak = before;
  const sample = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(sample, sampleMs);
  const turns = watchTurns();
  const start = performance.now();
  const outcome = await work().then(
    () => "kept",
    (error: unknown) => (error instanceof Error ? error.message : "refused"),
  );
  const seconds = (performance.now() - start) / 1000;
  const blockMs = turns.stop();
  clearInterval(timer);
  sample();
  return { grownMb: (peak - before) / megabyte, beforeMb: before / megabyte, seconds, blockMs, outcome };
}

describe("an upload", () => {
  it.each([
    ["195 MB of 25,000 clusters", () => resources(195 * megabyte)],
    ["one route table of 60 MB", () => table(60 * megabyte)],
    ["195 MB that are one route table", () => table(195 * megabyte)],
  ] as const)("takes a bounded part of it in memory: %s", async (what, make) => {
    const { grownMb, beforeMb, seconds, blockMs, outcome } = await watched(() => upload(make()));
    const stored = statSync(path.join(folder, "heddle.db")).size / megabyte;
    report({
      part: "proxies",
      what: `upload of ${what}: memory above the rest`,
      measured: grownMb,
      unit: "MB",
      limit: memoryBudgetMb,
      note: `${outcome}; before ${beforeMb.toFixed(0)} MB, ${seconds.toFixed(1)} s, longest block ${blockMs.toFixed(0)} ms, database ${stored.toFixed(0)} MB`,
    });
    expect((await listSnapshots(databaseUrl, {})).length).toBeGreaterThan(0);
  });
});
