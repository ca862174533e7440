import { setImmediate as nextTurn } from "node:timers/promises";
import type { DemoWorld } from "@/server/demo/world/world";
import { resourceTags } from "./otlp-json";
import { sampleTrace } from "./sample-trace";
import { type DemoSpan, type DemoTrace, isErrorSpan, serviceNameOf } from "./span";
import { tagsOf } from "./span-tags";
import { keysBetween } from "./trace-calendar";

export type TraceQuery = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly service: string | undefined;
  readonly operation: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly minUs: number | undefined;
  readonly maxUs: number | undefined;
  readonly limit: number;
};

/** Traces made before the event loop gets its turn: the demo shares it with the console. */
const batch = 60;

/** True when one span of the trace meets every condition, which is how Jaeger's storages search. */
function traceMatches(world: DemoWorld, trace: DemoTrace, query: TraceQuery): boolean {
  return trace.spans.some((span) => spanMatches(world, trace, span, query));
}

function spanMatches(world: DemoWorld, trace: DemoTrace, span: DemoSpan, query: TraceQuery): boolean {
  const service = serviceNameOf(span.reporter);
  if (query.service !== undefined && service !== query.service) return false;
  if (query.operation !== undefined && span.name !== query.operation) return false;
  if (span.durationUs < (query.minUs ?? 0)) return false;
  if (span.durationUs > (query.maxUs ?? Number.POSITIVE_INFINITY)) return false;
  const wanted = Object.entries(query.tags);
  if (wanted.length === 0) return true;
  if (query.tags["error"] === "true" && !isErrorSpan(span)) return false;
  const tags = tagsOf(world.spec, trace, span);
  const others = { ...resourceTags(service), "span.kind": span.kind };
  return wanted.every(([key, value]) => valueOf(tags, key) === value || valueOf(others, key) === value);
}

function valueOf(tags: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(tags, key) ? tags[key] : undefined;
}

/** Matching traces, newest first, at most `limit`. */
export async function searchTraces(world: DemoWorld, query: TraceQuery): Promise<readonly DemoTrace[]> {
  const found: DemoTrace[] = [];
  if (world.scenario() === "jaeger-empty") return found;
  let made = 0;
  for (const key of keysBetween(world, query.fromMs, query.toMs)) {
    if (found.length >= query.limit) break;
    const trace = sampleTrace(world, key);
    made += 1;
    if (made % batch === 0) await nextTurn();
    if (trace !== undefined && traceMatches(world, trace, query)) found.push(trace);
  }
  return found;
}

/** The latest traces of all services: what names of services and operations are read from. */
export function recentTraces(world: DemoWorld, count: number): Promise<readonly DemoTrace[]> {
  return searchTraces(world, {
    fromMs: world.originMs,
    toMs: world.nowMs(),
    service: undefined,
    operation: undefined,
    tags: {},
    minUs: undefined,
    maxUs: undefined,
    limit: count,
  });
}
