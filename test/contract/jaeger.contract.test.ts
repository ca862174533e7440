import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { criticalPath } from "@/lib/traces/critical-path";
import { meshFactsFromSpan } from "@/lib/traces/mesh-facts";
import type { TraceSummary } from "@/lib/traces/search";
import { attributeOfRow, nameOfRow, serviceOfRow } from "@/lib/traces/span-attributes";
import { buildTraceTable, type TraceTable } from "@/lib/traces/trace-table";
import { traceParamsForService } from "@/lib/url/traces";
import type { TraceSource } from "@/server/ports";
import { createJaegerSource } from "@/server/sources/jaeger";
import { startFaultProxy, type FaultProxy } from "@/test/contract/fault-proxy";
import { startTarget, targetKind, type ContractTarget } from "@/test/contract/target";
import { faultOf } from "@/test/local-server";
import { until } from "@/test/mesh/until";

const call = { purpose: "contract" };
let target: ContractTarget;
let proxy: FaultProxy;
let service = "";
let found: readonly TraceSummary[] = [];
/** One of them of which every span has come: proxies send theirs some seconds after the request. */
let whole = { traceId: "", spanCount: 0 };

beforeAll(async () => {
  target = await startTarget();
  proxy = await startFaultProxy(target.config.jaeger?.url ?? "");
  ({ service } = traceParamsForService({ namespace: target.namespace, name: target.service }));
  const spansSeen = new Map<string, number>();
  await until(
    "a trace of which every span has come",
    async () => {
      found = (await source().search({ service, tags: {}, limit: 20 }, lastHour(), call)).data;
      for (const { traceId, spanCount } of found) {
        const isStill = spansSeen.get(traceId) === spanCount;
        spansSeen.set(traceId, spanCount);
        // oxlint-disable-next-line no-await-in-loop -- most often the first is whole
        if (!isStill || (await tableOf("v3", traceId)).orphans.size > 0) continue;
        whole = { traceId, spanCount };
        return true;
      }
      return false;
    },
    45_000,
  );
});
afterEach(() => proxy.setFault(undefined));
afterAll(async () => {
  await proxy.close();
  await target.close();
});

/** A fresh source per test, so that what one has learnt of the server is not another's. */
function source(api: "auto" | "v3" | "legacy" = "auto"): TraceSource {
  return createJaegerSource({ cluster: target.sources.name, url: proxy.url, api, timeoutMs: 5000 });
}

function lastHour() {
  const endMs = Date.now();
  return { startMs: endMs - 3_600_000, endMs };
}

async function tableOf(api: "v3" | "legacy", traceId: string): Promise<TraceTable> {
  return buildTraceTable((await source(api).get(traceId, call)).data);
}

/** The trace as texts, so that two tables can be compared whatever the order of equal starts. */
function spansOf(table: TraceTable): string[] {
  return table.spanIds
    .map((id, row) =>
      [
        id,
        serviceOfRow(table, row),
        nameOfRow(table, row),
        table.spanIds[table.parent[row] ?? -1] ?? "",
        table.kinds[row],
        attributeOfRow(table, row, ["node_id"]),
      ].join(" "),
    )
    .toSorted();
}

describe(`Jaeger contract (${targetKind})`, () => {
  it("GET /api/v3/services: knows the mesh's services under the names of their proxies", async () => {
    const services = await source().services(call);
    expect(services.data).toContain(service);
    expect(services.evidence[0]?.request).toBe("GET /api/v3/services");
    expect(await source().api(call)).toBe("v3");
  });

  it("GET /api/v3/operations: lists the span names of one service", async () => {
    const operations = await source().operations(service, call);
    expect(operations.data.length).toBeGreaterThan(0);
    expect(operations.data).toEqual([...new Set(operations.data)].toSorted());
  });

  it("search: gives whole traces as summaries, newest first, all through the service", () => {
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThanOrEqual(20);
    const starts = found.map(({ startMs }) => startMs);
    expect(starts).toEqual(starts.toSorted((a, b) => b - a));
    for (const trace of found) {
      expect(trace.services.map(({ name }) => name)).toContain(service);
      expect(trace.spanCount).toBe(trace.services.reduce((sum, each) => sum + each.spanCount, 0));
      expect(trace.durationUs).toBeGreaterThan(0);
    }
  });

  it("search: the least duration leaves out traces without a span that long", async () => {
    const minDurationUs = Math.max(...found.map(({ durationUs }) => durationUs)) + 1;
    const longer = await source().search(
      { service, tags: {}, limit: 20, minDurationUs: minDurationUs * 1000 },
      lastHour(),
      call,
    );
    expect(longer.data).toEqual([]);
    const shorter = await source().search(
      { service, tags: {}, limit: 20, minDurationUs: 1 },
      lastHour(),
      call,
    );
    expect(shorter.data.length).toBeGreaterThan(0);
  });

  it("search: tags select spans, and a value that no span has gives an empty list", async () => {
    const tagged = await source().search(
      { service, tags: { component: "proxy" }, limit: 5 },
      lastHour(),
      call,
    );
    expect(tagged.data.length).toBeGreaterThan(0);
    const none = await source().search(
      { service, tags: { component: "no such thing" }, limit: 5 },
      lastHour(),
      call,
    );
    expect(none.data).toEqual([]);
  });

  it("search: an unknown service and a time without traffic are empty lists, not errors", async () => {
    const unknown = await source().search(
      { service: "nobody.nowhere", tags: {}, limit: 5 },
      lastHour(),
      call,
    );
    expect(unknown.data).toEqual([]);
    const longAgo = { startMs: 86_400_000, endMs: 90_000_000 };
    expect((await source().search({ service, tags: {}, limit: 5 }, longAgo, call)).data).toEqual([]);
  });

  it("GET /api/v3/traces/{id}: is one tree whose critical path covers the root", async () => {
    const table = await tableOf("v3", whole.traceId);
    expect(table.spanCount).toBe(whole.spanCount);
    const { startUs, endUs } = criticalPath(table);
    const covered = endUs.reduce((sum, end, index) => sum + end - (startUs[index] ?? 0), 0);
    const root = table.roots.find((row) => !table.orphans.has(row)) ?? 0;
    expect(covered).toBeCloseTo(table.spanDurationUs[root] ?? 0, 3);
  });

  it("both APIs: give the same spans for one trace", async () => {
    const traceId = whole.traceId;
    expect(spansOf(await tableOf("legacy", traceId))).toEqual(spansOf(await tableOf("v3", traceId)));
  });

  it("legacy search: finds traces too", async () => {
    const legacy = await source("legacy").search({ service, tags: {}, limit: 5 }, lastHour(), call);
    expect(legacy.data.length).toBeGreaterThan(0);
    expect(legacy.evidence[0]?.request).toContain("/api/traces?");
  });

  it("spans: name the proxy that sent them and where the request went", async () => {
    const table = await tableOf("v3", whole.traceId);
    const facts = Array.from(table.order, (row) => meshFactsFromSpan(table, row));
    expect(facts.every(({ proxy: sender }) => sender !== undefined && sender.pod !== "")).toBe(true);
    expect(facts.some(({ upstream }) => upstream?.service !== undefined)).toBe(true);
  });

  it("an unknown trace is not_found through both APIs", async () => {
    const unknown = "0123456789abcdef0123456789abcdef";
    expect(await faultOf(source("v3").get(unknown, call))).toMatchObject({
      reason: "not_found",
      status: 404,
    });
    expect(await faultOf(source("legacy").get(unknown, call))).toMatchObject({ reason: "not_found" });
  });

  it.each([
    ["HTML", { kind: "answer", status: 200, body: "<html>login</html>", type: "text/html" }, "not_json"],
    ["401", { kind: "answer", status: 401, body: "no" }, "unauthenticated"],
    ["an error", { kind: "answer", status: 500, body: "{}" }, "server_error"],
    ["half of the answer", { kind: "cut", afterBytes: 600 }, "truncated"],
    [
      "half of the JSON",
      { kind: "answer", status: 200, body: '{"result":{"resourceSpans":[{"res' },
      "truncated",
    ],
  ] as const)("a server that sends %s is named for what it does", async (_, fault, reason) => {
    const own = source("v3");
    proxy.setFault(() => fault);
    expect(await faultOf(own.get(whole.traceId, call))).toMatchObject({ reason });
  });

  it("a Jaeger without v3 is read through the legacy API", async () => {
    proxy.setFault((line) =>
      line.includes("/api/v3/")
        ? { kind: "answer", status: 404, body: "404 page not found", type: "text/plain" }
        : undefined,
    );
    const old = source();
    expect((await old.services(call)).data).toContain(service);
    expect(await old.api(call)).toBe("legacy");
    expect((await old.get(whole.traceId, call)).data.spanIds).toHaveLength(whole.spanCount);
  });
});
