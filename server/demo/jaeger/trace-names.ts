import type { DemoWorld } from "@/server/demo/world/world";
import { serviceNameOf } from "./span";
import { recentTraces } from "./search-traces";

const tracesForNames = 250;
const namesForMs = 10_000;

type Operation = { readonly name: string; readonly spanKind: "client" | "server" };
type Names = {
  readonly readAtMs: number;
  readonly epochs: number;
  readonly scenario: string;
  readonly operations: ReadonlyMap<string, readonly Operation[]>;
  readonly calls: ReadonlyMap<string, number>;
};

const known = new WeakMap<DemoWorld, Promise<Names>>();

/** Services, their operations, and who called whom, from the latest traces; read again after some seconds. */
export async function traceNames(world: DemoWorld): Promise<Names> {
  const present = await known.get(world);
  const fresh =
    present !== undefined &&
    world.nowMs() - present.readAtMs < namesForMs &&
    present.epochs === world.epochs().length &&
    present.scenario === world.scenario();
  if (fresh) return present;
  const reading = readNames(world);
  known.set(world, reading);
  return reading;
}

async function readNames(world: DemoWorld): Promise<Names> {
  const traces = await recentTraces(world, tracesForNames);
  const operations = new Map<string, Map<string, Operation>>();
  const calls = new Map<string, number>();
  for (const trace of traces) {
    const services = new Map(trace.spans.map((span) => [span.spanId, serviceNameOf(span.reporter)]));
    for (const span of trace.spans) {
      const service = serviceNameOf(span.reporter);
      const ofService = operations.get(service) ?? new Map<string, Operation>();
      operations.set(service, ofService);
      ofService.set(`${span.kind} ${span.name}`, { name: span.name, spanKind: span.kind });
      const parent = services.get(span.parentSpanId);
      if (parent === undefined) continue;
      const edge = `${parent}>${service}`;
      calls.set(edge, (calls.get(edge) ?? 0) + 1);
    }
  }
  return {
    readAtMs: world.nowMs(),
    epochs: world.epochs().length,
    scenario: world.scenario(),
    operations: new Map([...operations].map(([service, list]) => [service, [...list.values()]])),
    calls,
  };
}
