import { createRandom, hashText } from "@/server/demo/world/random";
import type { DemoWorld } from "@/server/demo/world/world";

/** Which sampled request of which flow. */
export type TraceKey = { readonly flow: number; readonly index: number };

/** Spans reach the storage a little later than they happened. */
const arrivalMs = 5000;

/** How often a request of the flow is sampled: busier flows more often, none more than every third second. */
function samplingIntervalMs(world: DemoWorld, flow: number): number {
  const rate = world.spec.flows[flow]?.requestsPerSecond ?? 1;
  return Math.round(Math.max(3, Math.min(15, 60 / Math.sqrt(Math.max(1, rate)) / 2)) * 1000);
}

/** When the sampled request began, epoch ms with parts. */
export function startOf(world: DemoWorld, key: TraceKey): number {
  const interval = samplingIntervalMs(world, key.flow);
  const part = randomFor(world, key, "start")();
  return world.originMs + key.index * interval + Math.floor(part * interval * 1000) / 1000;
}

/** A stream of numbers that belongs to one request. */
export function randomFor(world: DemoWorld, key: TraceKey, what: string): () => number {
  return createRandom(hashText(`trace/${key.flow}/${key.index}/${what}`) ^ world.spec.seed);
}

/** Requests that began within the span and have arrived, newest first. */
export function* keysBetween(world: DemoWorld, fromMs: number, toMs: number): Generator<TraceKey> {
  const untilMs = Math.min(toMs, world.nowMs() - arrivalMs);
  const flows = world.spec.flows.map((_, flow) => {
    const interval = samplingIntervalMs(world, flow);
    return { flow, index: Math.floor((untilMs - world.originMs) / interval) };
  });
  for (;;) {
    let newest: { entry: { flow: number; index: number }; startMs: number } | undefined;
    for (const entry of flows) {
      if (entry.index < 0) continue;
      const startMs = startOf(world, entry);
      if (newest === undefined || startMs > newest.startMs) newest = { entry, startMs };
    }
    if (newest === undefined || newest.startMs < fromMs) return;
    if (newest.startMs <= untilMs) yield { ...newest.entry };
    newest.entry.index -= 1;
  }
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, "0");
}

/** The id: a hash that proves it, then flow and index under a mask, so that it leads back to its request. */
export function traceIdOf(world: DemoWorld, key: TraceKey): string {
  const name = `${world.spec.seed}/${key.flow}/${key.index}`;
  const proof = hashText(`proof/${name}`);
  const mask = createRandom(proof ^ world.spec.seed);
  const first = Math.floor(mask() * 2 ** 32);
  const second = Math.floor(mask() * 2 ** 32);
  return hex(proof) + hex(hashText(`more/${name}`)) + hex(first ^ key.flow) + hex(second ^ key.index);
}

/** The request behind an id; undefined when no request that has arrived has it. */
export function keyOfTraceId(world: DemoWorld, traceId: string): TraceKey | undefined {
  const id = traceId.toLowerCase().padStart(32, "0");
  if (!/^[0-9a-f]{32}$/.test(id)) return undefined;
  const part = (from: number): number => Number.parseInt(id.slice(from, from + 8), 16);
  const mask = createRandom(part(0) ^ world.spec.seed);
  const flow = (part(16) ^ Math.floor(mask() * 2 ** 32)) >>> 0;
  const index = (part(24) ^ Math.floor(mask() * 2 ** 32)) >>> 0;
  const key = { flow, index };
  if (world.spec.flows[flow] === undefined || traceIdOf(world, key) !== id) return undefined;
  return startOf(world, key) <= world.nowMs() - arrivalMs ? key : undefined;
}
