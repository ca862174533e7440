import { jsonPage, type Page } from "@/server/demo/pages/serve-pages";
import type { DemoWorld } from "@/server/demo/world/world";
import { legacyEnvelope, legacyError, legacyTrace } from "./legacy-json";
import { sampleTrace } from "./sample-trace";
import { searchTraces, type TraceQuery } from "./search-traces";
import type { DemoTrace } from "./span";
import { keyOfTraceId } from "./trace-calendar";
import { traceNames } from "./trace-names";
import { durationUs, readTags } from "./v3-pages";

const twoDaysMs = 48 * 3_600_000;

function failure(code: number, msg: string): Page {
  return { ...jsonPage(legacyError(code, msg)), status: code };
}

/** What `/api/<path>` answers in Jaeger's first API; undefined for a path that it does not have. */
export async function legacyPage(
  world: DemoWorld,
  path: string,
  query: URLSearchParams,
): Promise<Page | undefined> {
  if (path === "services") {
    const services = [...(await traceNames(world)).operations.keys()];
    return jsonPage(legacyEnvelope(services, services.length));
  }
  if (path === "operations") return operationsPage(world, query.get("service") ?? "");
  if (path === "dependencies") return dependenciesPage(world, query);
  if (path === "traces") return tracesPage(world, query);
  const service = /^services\/([^/]+)\/operations$/.exec(path)?.[1];
  if (service !== undefined) return operationNamesPage(world, service);
  const id = /^traces\/([^/]+)$/.exec(path)?.[1];
  return id === undefined ? undefined : tracePage(world, id);
}

async function operationsPage(world: DemoWorld, service: string): Promise<Page> {
  if (service === "") return failure(400, "parameter 'service' is required");
  const operations = (await traceNames(world)).operations.get(service) ?? [];
  return jsonPage(legacyEnvelope(operations, operations.length));
}

async function operationNamesPage(world: DemoWorld, service: string): Promise<Page> {
  const operations = (await traceNames(world)).operations.get(service) ?? [];
  const names = [...new Set(operations.map((operation) => operation.name))];
  return jsonPage(legacyEnvelope(names, names.length));
}

function traceById(world: DemoWorld, id: string): DemoTrace | undefined {
  const key = world.scenario() === "jaeger-empty" ? undefined : keyOfTraceId(world, id);
  return key === undefined ? undefined : sampleTrace(world, key);
}

function tracePage(world: DemoWorld, id: string): Page {
  const trace = traceById(world, id);
  return trace === undefined
    ? failure(404, "trace not found")
    : jsonPage(legacyEnvelope([legacyTrace(world.spec, trace)]));
}

async function tracesPage(world: DemoWorld, query: URLSearchParams): Promise<Page> {
  const ids = query.getAll("traceID");
  if (ids.length > 0) {
    const traces = ids.flatMap((id) => traceById(world, id) ?? []);
    return jsonPage(
      legacyEnvelope(
        traces.map((trace) => legacyTrace(world.spec, trace)),
        traces.length,
      ),
    );
  }
  const parsed = parseQuery(world, query);
  if ("error" in parsed) return failure(400, parsed.error);
  const traces = await searchTraces(world, parsed);
  return jsonPage(
    legacyEnvelope(
      traces.map((trace) => legacyTrace(world.spec, trace)),
      traces.length,
    ),
  );
}

function parseQuery(world: DemoWorld, query: URLSearchParams): TraceQuery | { readonly error: string } {
  const service = query.get("service") ?? "";
  if (service === "") return { error: "parameter 'service' is required" };
  const toMs = Number(query.get("end") ?? world.nowMs() * 1000) / 1000;
  const fromMs = Number(query.get("start") ?? (world.nowMs() - twoDaysMs) * 1000) / 1000;
  const limit = Number(query.get("limit") ?? 100);
  if (![toMs, fromMs, limit].every(Number.isFinite))
    return { error: "unable to parse param 'start', 'end' or 'limit'" };
  const minUs = durationUs(query.get("minDuration") ?? undefined);
  const maxUs = durationUs(query.get("maxDuration") ?? undefined);
  if (minUs === "bad" || maxUs === "bad")
    return { error: "unable to parse param 'minDuration' or 'maxDuration'" };
  const tags = readTags(query.get("tags") ?? undefined);
  if (tags === undefined) return { error: "malformed 'tags' parameter, expecting a JSON map of strings" };
  const single = query.getAll("tag").map((tag) => {
    const colon = tag.indexOf(":");
    return [tag.slice(0, colon), tag.slice(colon + 1)] as const;
  });
  return {
    fromMs,
    toMs,
    service,
    operation: query.get("operation") || undefined,
    tags: { ...tags, ...Object.fromEntries(single) },
    minUs,
    maxUs,
    limit,
  };
}

/** Calls between services in the latest traces. Every hop is two spans, so services appear to call themselves. */
async function dependenciesPage(world: DemoWorld, query: URLSearchParams): Promise<Page> {
  if (query.get("endTs") === null) return failure(400, "unable to parse param 'endTs'");
  const { calls } = await traceNames(world);
  const data = [...calls].map(([edge, callCount]) => {
    const [parent = "", child = ""] = edge.split(">");
    return { parent, child, callCount };
  });
  return jsonPage(legacyEnvelope(data));
}
