import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createWorldFixture, splitOf, type WorldFixture } from "@/server/demo/pages/world-fixture";
import type { DemoServer } from "@/server/demo/world/world";
import { searchTraces, type TraceQuery } from "./search-traces";
import { type DemoTrace, serviceNameOf } from "./span";
import { startJaeger } from "./start-jaeger";

let fixture: WorldFixture;
let jaeger: DemoServer;
beforeAll(async () => {
  fixture = createWorldFixture();
  jaeger = await startJaeger(fixture.world, { host: "127.0.0.1" });
});
afterAll(() => jaeger.close());

const spanSchema = z.looseObject({
  traceId: z.string(),
  spanId: z.string(),
  name: z.string(),
  kind: z.number(),
  startTimeUnixNano: z.string(),
  endTimeUnixNano: z.string(),
  attributes: z.array(z.object({ key: z.string(), value: z.object({ stringValue: z.string() }) })),
});
const answerSchema = z.object({
  result: z.object({
    resourceSpans: z.array(
      z.looseObject({ scopeSpans: z.array(z.looseObject({ spans: z.array(spanSchema) })) }),
    ),
  }),
});

async function get(path: string, server = jaeger): Promise<{ status: number; text: string }> {
  const response = await fetch(server.url + path);
  return { status: response.status, text: await response.text() };
}

function findPath(parameters: Record<string, string>, minutes = 20): string {
  const now = fixture.world.nowMs();
  const times = {
    startTimeMin: new Date(now - minutes * 60_000).toISOString(),
    startTimeMax: new Date(now).toISOString(),
  };
  const pairs = Object.entries({ ...times, ...parameters }).map(([key, value]) => [`query.${key}`, value]);
  return `/api/v3/traces?${new URLSearchParams(pairs).toString()}`;
}

async function find(parameters: Record<string, string>, minutes?: number) {
  const { text } = await get(findPath(parameters, minutes));
  return answerSchema
    .parse(JSON.parse(text))
    .result.resourceSpans.flatMap((resource) => resource.scopeSpans.flatMap((scope) => scope.spans));
}

function search(part: Partial<TraceQuery>): Promise<readonly DemoTrace[]> {
  return searchTraces(fixture.world, {
    fromMs: fixture.world.nowMs() - 20 * 60_000,
    toMs: fixture.world.nowMs(),
    service: undefined,
    operation: undefined,
    tags: {},
    minUs: undefined,
    maxUs: undefined,
    limit: 40,
    ...part,
  });
}

const idsOf = (spans: readonly { traceId: string }[]) => [...new Set(spans.map((span) => span.traceId))];

describe("a search", () => {
  it("needs both times and says so as Jaeger does", async () => {
    expect(await get("/api/v3/traces?query.serviceName=checkout.orders")).toEqual({
      status: 400,
      text: `{"error":{"httpCode":400,"message":"query.start_time_min and query.start_time_max are required"}}`,
    });
  });

  it("is 404 when nothing matches", async () => {
    const answer = await get(findPath({ serviceName: "nobody.nowhere" }));
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      404,
      { error: { httpCode: 404, message: "No traces found" } },
    ]);
  });

  it("gives as many traces as asked for, newest first", async () => {
    const traces = await search({ limit: 7, service: "catalog.shop" });
    const starts = traces.map((trace) => trace.spans[0]?.startUs ?? 0);
    expect(traces).toHaveLength(7);
    expect(starts).toEqual(starts.toSorted((a, b) => b - a));
    expect(idsOf(await find({ serviceName: "catalog.shop", searchDepth: "7" }))).toHaveLength(7);
  });

  it("finds by operation, duration and attributes of one and the same span", async () => {
    const slow = await search({
      service: "payments.orders",
      operation: "api.paygate.example:80/*",
      minUs: 90_000,
    });
    expect(slow.length).toBeGreaterThan(0);
    const meets = (trace: DemoTrace) =>
      trace.spans.some(
        (span) =>
          serviceNameOf(span.reporter) === "payments.orders" &&
          span.name === "api.paygate.example:80/*" &&
          span.durationUs >= 90_000,
      );
    expect(slow.every(meets)).toBe(true);
    const split = await search({
      tags: { upstream_cluster: "outbound|8080|v2|checkout.orders.svc.cluster.local" },
    });
    const all = await search({ operation: "checkout:8080/*", limit: 1000 });
    expect(split.length / all.length).toBeGreaterThan(0.02);
    expect(split.length / all.length).toBeLessThan(0.25);
  });

  it("refuses what it cannot read", async () => {
    expect((await get(findPath({ durationMin: "soon" }))).status).toBe(400);
    expect((await get(findPath({ attributes: "error=true" }))).status).toBe(400);
    expect((await get(findPath({ startTimeMin: "yesterday" }))).status).toBe(400);
  });
});

describe("a trace", () => {
  it("is the same by its id as in the search, and later", async () => {
    const spans = await find({ serviceName: "checkout.orders", searchDepth: "1" });
    const id = spans[0]?.traceId ?? "";
    const byId = async () =>
      answerSchema
        .parse(JSON.parse((await get(`/api/v3/traces/${id}`)).text))
        .result.resourceSpans.flatMap((resource) => resource.scopeSpans.flatMap((scope) => scope.spans));
    expect(await byId()).toEqual(spans);
    fixture.wait(3_600_000);
    expect(await byId()).toEqual(spans);
  });

  it("hangs together: parents are there, children begin within them, clients lie around their servers", async () => {
    for (const trace of await search({ limit: 60 })) {
      const byId = new Map(trace.spans.map((span) => [span.spanId, span]));
      expect(byId.size).toBe(trace.spans.length);
      expect(trace.spans.filter((span) => span.parentSpanId === "")).toHaveLength(1);
      for (const span of trace.spans) {
        const parent = byId.get(span.parentSpanId);
        expect(span.parentSpanId === "" || parent !== undefined).toBe(true);
        const startsWithin = parent === undefined || span.startUs >= parent.startUs;
        const endsWithin =
          parent === undefined || span.startUs + span.durationUs <= parent.startUs + parent.durationUs;
        expect([startsWithin, endsWithin]).toEqual([true, true]);
      }
    }
  });

  it("is unknown as 404, or malformed as 400", async () => {
    expect((await get(`/api/v3/traces/${"0".repeat(31)}1`)).status).toBe(404);
    expect((await get("/api/v3/traces/xyz")).status).toBe(400);
  });

  it("carries Istio's tags on both sides of a hop", async () => {
    const [first] = await find({
      serviceName: "cart.shop",
      operationName: "cart.shop.svc.cluster.local:8080/*",
      searchDepth: "1",
    });
    expect(first).toBeDefined();
    const spans = await find({ serviceName: "cart.shop", searchDepth: "1" });
    const server = spans.find((span) => span.kind === 2 && span.name.startsWith("cart.shop"));
    const tags = Object.fromEntries(
      (server?.attributes ?? []).map((tag) => [tag.key, tag.value.stringValue]),
    );
    expect(tags).toMatchObject({
      component: "proxy",
      "istio.canonical_service": "cart",
      "istio.namespace": "shop",
      upstream_cluster: "inbound|8080||",
      response_flags: "-",
      "http.status_code": "200",
    });
    expect(tags["node_id"]).toMatch(
      /^sidecar~10\.244\.\d+\.\d+~cart-v1-[^~]+\.shop~shop\.svc\.cluster\.local$/,
    );
    expect(tags["guid:x-request-id"]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });
});

describe("traces follow configuration and scenario", () => {
  const since = async (part: Partial<TraceQuery>) => {
    const fromMs = fixture.world.nowMs();
    fixture.wait(600_000);
    return search({ fromMs, toMs: fixture.world.nowMs(), limit: 500, ...part });
  };

  it("a written split moves requests from then on, not before", async () => {
    const v2 = { upstream_cluster: "outbound|8080|v2|checkout.orders.svc.cluster.local" };
    const before = await search({ tags: v2, limit: 500 });
    fixture.write(splitOf("orders", "checkout", 0, 100));
    const fromMs = fixture.world.nowMs();
    const all = await since({ operation: "checkout:8080/*" });
    const toV2 = await search({ fromMs, tags: v2, limit: 500 });
    expect(all.length).toBeGreaterThan(20);
    expect(toV2.length).toBe(
      all.filter((trace) => trace.spans.some((span) => span.cluster === v2.upstream_cluster)).length,
    );
    expect(all.every((trace) => trace.spans.every((span) => !span.cluster.includes("|v1|checkout")))).toBe(
      true,
    );
    expect(await search({ fromMs: fromMs - 20 * 60_000, toMs: fromMs, tags: v2, limit: 500 })).toEqual(
      before,
    );
    fixture.write(splitOf("orders", "checkout", 90, 10));
  });

  it("faults have flag FI and no upstream", async () => {
    const manifest = splitOf("orders", "checkout", 100, 0);
    const abort = { percentage: { value: 100 }, httpStatus: 418 };
    const [route] = z.array(z.looseObject({})).parse(manifest.spec?.["http"]);
    fixture.write({ ...manifest, spec: { ...manifest.spec, http: [{ ...route, fault: { abort } }] } });
    const faulted = await since({ tags: { response_flags: "FI", "http.status_code": "418" } });
    expect(faulted.length).toBeGreaterThan(20);
    expect(faulted[0]?.spans.find((span) => span.flags === "FI")?.upstreamAddress).toBe("");
    fixture.write(splitOf("orders", "checkout", 90, 10));
  });

  it("retries are several server spans under one client span", async () => {
    fixture.world.setScenario("retry-storm");
    const [retried] = await since({ tags: { "retry.count": "2" } });
    const client = retried?.spans.find((span) => span.retries === 2);
    const servers = retried?.spans.filter((span) => span.parentSpanId === client?.spanId) ?? [];
    expect(servers).toHaveLength(3);
    expect(servers.slice(0, 2).map((span) => span.status)).toEqual([500, 500]);
    fixture.world.setScenario("healthy");
  });

  it("an empty Jaeger knows no services and no traces", async () => {
    const [known] = await search({ limit: 1 });
    fixture.world.setScenario("jaeger-empty");
    expect((await get("/api/v3/services")).text).toBe(`{"services":[]}`);
    expect((await get(findPath({}))).status).toBe(404);
    expect((await get(`/api/v3/traces/${known?.traceId ?? ""}`)).status).toBe(404);
    expect((await get("/api/traces?service=checkout.orders")).text).toContain(`"data":[],"total":0`);
    fixture.world.setScenario("healthy");
  });
});

describe("the two APIs", () => {
  it("name the same services and operations", async () => {
    const v3 = z
      .object({ services: z.array(z.string()) })
      .parse(JSON.parse((await get("/api/v3/services")).text));
    const legacy = z
      .object({ data: z.array(z.string()) })
      .parse(JSON.parse((await get("/api/services")).text));
    expect(v3.services).toEqual(legacy.data);
    expect(v3.services).toContain("istio-ingressgateway.istio-system");
    const operations = (await get("/api/v3/operations?service=catalog.shop")).text;
    expect(operations).toContain(`{"name":"catalog:8080/*","spanKind":"server"}`);
  });

  it("tell the same trace, the legacy one with kinds as tags and µs", async () => {
    const [trace] = await search({ limit: 1, service: "cart.shop" });
    const { text } = await get(`/api/traces/${trace?.traceId ?? ""}`);
    const legacy = z
      .object({
        data: z.array(
          z.looseObject({
            spans: z.array(
              z.looseObject({ spanID: z.string(), startTime: z.number(), duration: z.number() }),
            ),
          }),
        ),
      })
      .parse(JSON.parse(text));
    expect(legacy.data[0]?.spans.map((span) => [span.spanID, span.startTime, span.duration])).toEqual(
      trace?.spans.map((span) => [span.spanId, span.startUs, span.durationUs]),
    );
    expect(text).toContain(`{"key":"span.kind","type":"string","value":"client"}`);
  });

  it("can each be absent, which is a plain 404", async () => {
    const old = await startJaeger(fixture.world, { host: "127.0.0.1", api: "legacy" });
    const fresh = await startJaeger(fixture.world, { host: "127.0.0.1", api: "v3" });
    expect(await get("/api/v3/services", old)).toEqual({ status: 404, text: "404 page not found\n" });
    expect((await get("/api/services", old)).status).toBe(200);
    expect((await get("/api/services", fresh)).status).toBe(404);
    await Promise.all([old.close(), fresh.close()]);
  });
});
