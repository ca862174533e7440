import { z } from "zod";
import { parseDurationMs } from "@/lib/xds/duration";
import { jsonPage, type Page } from "@/server/demo/pages/serve-pages";
import type { DemoWorld } from "@/server/demo/world/world";
import { otlpResourceSpans } from "./otlp-json";
import { sampleTrace } from "./sample-trace";
import { searchTraces, type TraceQuery } from "./search-traces";
import { type DemoTrace, isErrorSpan, serviceNameOf } from "./span";
import { keyOfTraceId } from "./trace-calendar";
import { traceNames } from "./trace-names";

function failure(httpCode: number, message: string): Page {
  return { ...jsonPage({ error: { httpCode, message } }), status: httpCode };
}

const notFound = failure(404, "No traces found");
const tagsSchema = z.record(z.string(), z.string());

/** What `/api/v3/<path>` answers; undefined for a path that the API does not have. */
export async function v3Page(
  world: DemoWorld,
  path: string,
  query: URLSearchParams,
): Promise<Page | undefined> {
  if (path === "services") return jsonPage({ services: [...(await traceNames(world)).operations.keys()] });
  if (path === "operations") return operationsPage(world, query);
  if (path === "traces" || path === "trace-summaries") return findPage(world, path, query);
  const id = /^traces\/([^/]+)$/.exec(path)?.[1];
  return id === undefined ? undefined : tracePage(world, id);
}

async function operationsPage(world: DemoWorld, query: URLSearchParams): Promise<Page> {
  const service = query.get("service") ?? "";
  if (service === "") return failure(400, "service is required");
  const kind = query.get("spanKind") ?? query.get("span_kind") ?? "";
  const operations = (await traceNames(world)).operations.get(service) ?? [];
  return jsonPage({ operations: operations.filter((entry) => kind === "" || entry.spanKind === kind) });
}

function tracePage(world: DemoWorld, id: string): Page {
  if (!/^[0-9a-fA-F]{1,32}$/.test(id))
    return failure(400, "malformed parameter trace_id: invalid TraceID: strconv.ParseUint: invalid syntax");
  const key = world.scenario() === "jaeger-empty" ? undefined : keyOfTraceId(world, id);
  const trace = key === undefined ? undefined : sampleTrace(world, key);
  return trace === undefined
    ? notFound
    : jsonPage({ result: { resourceSpans: otlpResourceSpans(world.spec, trace) } });
}

async function findPage(world: DemoWorld, path: string, query: URLSearchParams): Promise<Page> {
  const parsed = parseQuery(query);
  if ("error" in parsed) return failure(400, parsed.error);
  const traces = await searchTraces(world, parsed);
  if (path === "trace-summaries")
    return jsonPage(traces.length === 0 ? {} : { summaries: traces.map(summaryOf) });
  if (traces.length === 0) return notFound;
  const resourceSpans = traces.flatMap((trace) => otlpResourceSpans(world.spec, trace));
  return jsonPage({ result: { resourceSpans } });
}

/** Both spellings of each parameter, as the gateway takes them. */
function parameter(query: URLSearchParams, name: string): string | undefined {
  const snake = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return query.get(`query.${name}`) ?? query.get(`query.${snake}`) ?? undefined;
}

function parseQuery(query: URLSearchParams): TraceQuery | { readonly error: string } {
  const from = parameter(query, "startTimeMin");
  const to = parameter(query, "startTimeMax");
  if (from === undefined || to === undefined)
    return { error: "query.start_time_min and query.start_time_max are required" };
  const fromMs = Date.parse(from);
  const toMs = Date.parse(to);
  if (Number.isNaN(fromMs)) return { error: `malformed parameter query.start_time_min: ${from}` };
  if (Number.isNaN(toMs)) return { error: `malformed parameter query.start_time_max: ${to}` };
  const depth = parameter(query, "searchDepth") ?? query.get("query.num_traces") ?? "100";
  const limit = Number(depth);
  if (!Number.isInteger(limit) || limit < 0)
    return { error: `malformed parameter query.search_depth: ${depth}` };
  const minUs = durationUs(parameter(query, "durationMin"));
  const maxUs = durationUs(parameter(query, "durationMax"));
  if (minUs === "bad") return { error: "malformed parameter query.duration_min: invalid duration" };
  if (maxUs === "bad") return { error: "malformed parameter query.duration_max: invalid duration" };
  const tags = readTags(parameter(query, "attributes"));
  if (tags === undefined)
    return { error: "malformed parameter query.attributes: it must be a JSON object of strings" };
  return {
    fromMs,
    toMs,
    service: parameter(query, "serviceName") || undefined,
    operation: parameter(query, "operationName") || undefined,
    tags,
    minUs,
    maxUs,
    limit,
  };
}

/** µs of a Go duration. */
export function durationUs(text: string | undefined): number | undefined | "bad" {
  if (text === undefined || text === "") return undefined;
  const ms = parseDurationMs(text);
  return ms === undefined ? "bad" : ms * 1000;
}

/** Tags of a search from their JSON; undefined when it is none. */
export function readTags(text: string | undefined): Readonly<Record<string, string>> | undefined {
  if (text === undefined || text === "") return {};
  try {
    const tags = tagsSchema.safeParse(JSON.parse(text));
    return tags.success ? tags.data : undefined;
  } catch {
    return undefined;
  }
}

function summaryOf(trace: DemoTrace): unknown {
  const ids = new Set(trace.spans.map((span) => span.spanId));
  const root = trace.spans.find((span) => span.parentSpanId === "");
  const names = [...new Set(trace.spans.map((span) => serviceNameOf(span.reporter)))];
  const ends = trace.spans.map((span) => span.startUs + span.durationUs);
  return {
    traceId: trace.traceId,
    rootServiceName: root === undefined ? "" : serviceNameOf(root.reporter),
    rootOperationName: root?.name ?? "",
    minStartTimeUnixNano: `${Math.min(...trace.spans.map((span) => span.startUs))}000`,
    maxEndTimeUnixNano: `${Math.max(...ends)}000`,
    spanCount: trace.spans.length,
    errorSpanCount: trace.spans.filter(isErrorSpan).length,
    orphanSpanCount: trace.spans.filter((span) => span.parentSpanId !== "" && !ids.has(span.parentSpanId))
      .length,
    services: names.map((name) => {
      const spans = trace.spans.filter((span) => serviceNameOf(span.reporter) === name);
      return { name, spanCount: spans.length, errorSpanCount: spans.filter(isErrorSpan).length };
    }),
  };
}
