import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createJaegerSource } from "@/server/sources/jaeger";

type Reply = { status?: number; type?: string; body: string };
type Route = (url: URL) => Reply | undefined;

const span = { startMs: 1_000_000, endMs: 2_000_000 };
const call = { purpose: "test" };
const anything = { tags: {}, limit: 20, service: "web.shop" };
const traceA = "0af7651916cd43dd8448eb211c80319c";
const traceB = "4bf92f3577b34da6a3ce929d0e0e4736";

let server: Server | undefined;
afterEach(() => server?.close());

async function jaeger(route: Route, api: "auto" | "v3" | "legacy" = "auto") {
  const seen: string[] = [];
  server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://jaeger");
    seen.push(url.pathname);
    const reply = route(url) ?? { status: 404, type: "text/plain", body: "404 page not found" };
    response.writeHead(reply.status ?? 200, { "content-type": reply.type ?? "application/json" });
    response.end(reply.body);
  });
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const { port } = listening.address() as AddressInfo;
  return {
    seen,
    source: createJaegerSource({ cluster: "east", url: `http://127.0.0.1:${port}`, api, timeoutMs: 2000 }),
  };
}

const json = (value: unknown, status = 200): Reply => ({ status, body: JSON.stringify(value) });
const nothing = json({ error: { httpCode: 404, message: "No traces found" } }, 404);

function resourceSpans(traceId: string, startNano: string, tags: Record<string, string> = {}) {
  const attributes = Object.entries(tags).map(([key, value]) => ({ key, value: { stringValue: value } }));
  return {
    resource: { attributes: [{ key: "service.name", value: { stringValue: "web.shop" } }] },
    scopeSpans: [
      {
        spans: [
          {
            traceId,
            spanId: "b7ad6b7169203331",
            name: "GET /",
            startTimeUnixNano: startNano,
            endTimeUnixNano: `${startNano.slice(0, -6)}900000`,
            attributes,
          },
        ],
      },
    ],
  };
}

const services = (url: URL) =>
  url.pathname === "/api/v3/services" ? json({ services: ["web.shop", "cart.shop"] }) : undefined;

function legacyTrace(traceID: string) {
  return {
    traceID,
    processes: { p1: { serviceName: "web.shop", tags: [] } },
    spans: [
      {
        traceID,
        spanID: "1",
        operationName: "GET /",
        references: [],
        startTime: 1_500_000,
        duration: 10,
        tags: [],
        logs: [],
        processID: "p1",
      },
    ],
  };
}

describe("choosing the API", () => {
  it("uses v3 where it answers and remembers it", async () => {
    const { source, seen } = await jaeger(
      (url) =>
        services(url) ??
        (url.pathname === "/api/v3/operations"
          ? json({ operations: [{ name: "b" }, { name: "a" }, { name: "b" }] })
          : undefined),
    );
    expect((await source.services(call)).data).toEqual(["cart.shop", "web.shop"]);
    expect((await source.operations("web.shop", call)).data).toEqual(["a", "b"]);
    expect(await source.api(call)).toBe("v3");
    expect(seen).toEqual(["/api/v3/services", "/api/v3/operations"]);
  });

  it.each([
    ["a 404 of the router", undefined],
    ["the page of Jaeger's own UI", { type: "text/html", body: "<!doctype html><title>Jaeger UI</title>" }],
  ])("falls back to the legacy API on %s", async (_, reply) => {
    const { source, seen } = await jaeger((url) => {
      if (url.pathname === "/api/services") return json({ data: ["web.shop"], errors: null });
      if (url.pathname === "/api/traces") return json({ data: [legacyTrace(traceA)], errors: null });
      return url.pathname.startsWith("/api/v3/") ? reply : undefined;
    });
    expect(await source.api(call)).toBe("legacy");
    expect((await source.search(anything, span, call)).data.map(({ traceId }) => traceId)).toEqual([traceA]);
    expect(seen).toEqual(["/api/v3/services", "/api/services", "/api/traces"]);
  });

  it("says that the address is wrong when everything is HTML", async () => {
    const { source } = await jaeger(() => ({ type: "text/html", body: "<html>login</html>" }));
    await expect(source.services(call)).rejects.toMatchObject({
      reason: "not_json",
      source: "jaeger",
      cluster: "east",
    });
  });
});

describe("searching", () => {
  it("asks v3 with times, durations and limit, and gives whole traces as summaries, newest first", async () => {
    let asked: URL | undefined;
    const { source } = await jaeger((url) => {
      if (url.pathname === "/api/v3/traces") {
        asked = url;
        return json({
          result: {
            resourceSpans: [
              resourceSpans(traceA, "1000000000000000000"),
              resourceSpans(traceB, "1000000005000000000"),
            ],
          },
        });
      }
      return services(url);
    });
    const found = await source.search({ ...anything, operation: "GET /", minDurationUs: 1500 }, span, call);
    expect(found.data.map(({ traceId }) => traceId)).toEqual([traceB, traceA]);
    expect(found.data[0]).toMatchObject({ rootService: "web.shop", durationUs: 900, spanCount: 1 });
    expect(Object.fromEntries(asked?.searchParams ?? [])).toEqual({
      "query.service_name": "web.shop",
      "query.operation_name": "GET /",
      "query.start_time_min": "1970-01-01T00:16:40.000Z",
      "query.start_time_max": "1970-01-01T00:33:20.000Z",
      "query.duration_min": "1500us",
      "query.num_traces": "20",
    });
    expect(found.evidence[0]?.request).toContain("GET /api/v3/traces?");
  });

  it("prefers trace summaries where they are served and asks for traces where not, once", async () => {
    const { source, seen } = await jaeger((url) =>
      url.pathname === "/api/v3/traces" ? nothing : services(url),
    );
    await source.search(anything, span, call);
    await source.search(anything, span, call);
    expect(seen.filter((path) => path.endsWith("trace-summaries"))).toHaveLength(1);

    const served = await jaeger((url) =>
      url.pathname === "/api/v3/trace-summaries"
        ? json({
            summaries: [
              {
                traceId: traceA,
                rootServiceName: "web.shop",
                minStartTimeUnixNano: "1000000000000000000",
                maxEndTimeUnixNano: "1000000000000250000",
                spanCount: 3,
                orphanSpanCount: "1",
              },
            ],
          })
        : services(url),
    );
    expect((await served.source.search(anything, span, call)).data).toEqual([
      {
        traceId: traceA,
        rootService: "web.shop",
        rootOperation: "",
        startMs: 1_000_000_000_000,
        durationUs: 250,
        spanCount: 3,
        errorSpanCount: 0,
        orphanSpanCount: 1,
        services: [],
      },
    ]);
  });

  it("gives an empty list when v3 says 404 for no match", async () => {
    const { source } = await jaeger((url) =>
      url.pathname.startsWith("/api/v3/trace") ? nothing : services(url),
    );
    expect((await source.search(anything, span, call)).data).toEqual([]);
  });

  it("reads a stream of chunks and keeps what came before an error in it", async () => {
    const chunk = (traceId: string) =>
      JSON.stringify({
        result: { resourceSpans: [resourceSpans(traceId, "1000000000000000000", { note: '}{"' })] },
      });
    const { source } = await jaeger((url) =>
      url.pathname === "/api/v3/traces"
        ? {
            body: `${chunk(traceA)}\n${chunk(traceB)}{"error":{"httpCode":500,"message":"storage went away"}}`,
          }
        : services(url),
    );
    const found = await source.search(anything, span, call);
    expect(found.data).toHaveLength(2);
    expect(found.warnings).toMatchObject([{ reason: "truncated", part: "the rest of the spans" }]);
  });

  it("uses the legacy search for tags when v3 ignores them", async () => {
    const { source, seen } = await jaeger((url) => {
      if (url.pathname === "/api/v3/traces")
        return json({ result: { resourceSpans: [resourceSpans(traceA, "1000000000000000000")] } });
      if (url.pathname === "/api/traces")
        return url.searchParams.get("tags") === '{"flag":"UO"}'
          ? json({ data: [legacyTrace(traceB)], errors: null })
          : undefined;
      return services(url);
    });
    const tagged = { ...anything, tags: { flag: "UO" } };
    expect((await source.search(tagged, span, call)).data.map(({ traceId }) => traceId)).toEqual([traceB]);
    await source.search(tagged, span, call);
    expect(seen.filter((path) => path === "/api/v3/traces")).toHaveLength(1);
  });

  it("filters by tags itself, and says so, when there is no other search", async () => {
    const { source } = await jaeger((url) =>
      url.pathname === "/api/v3/traces"
        ? json({
            result: {
              resourceSpans: [
                resourceSpans(traceA, "1000000000000000000"),
                resourceSpans(traceB, "1000000000000000000", { flag: "UO" }),
              ],
            },
          })
        : services(url),
    );
    const found = await source.search({ ...anything, tags: { flag: "UO" } }, span, call);
    expect(found.data.map(({ traceId }) => traceId)).toEqual([traceB]);
    expect(found.warnings[0]).toMatchObject({ reason: "partial", source: "jaeger" });
  });

  it("does not take a legacy search that is gone for an empty result", async () => {
    const { source } = await jaeger(() => undefined, "legacy");
    await expect(source.search(anything, span, call)).rejects.toMatchObject({ reason: "not_found" });
  });
});

describe("reading one trace", () => {
  it("throws not_found for an unknown trace through both APIs", async () => {
    const v3 = await jaeger((url) => (url.pathname.startsWith("/api/v3/traces/") ? nothing : services(url)));
    await expect(v3.source.get(traceA, call)).rejects.toMatchObject({
      reason: "not_found",
      code: "not_found",
    });
    server?.close();
    const legacy = await jaeger(
      () => json({ data: null, errors: [{ code: 404, msg: "trace not found" }] }, 404),
      "legacy",
    );
    await expect(legacy.source.get(traceA, call)).rejects.toMatchObject({ reason: "not_found" });
  });

  it.each([
    ["truncated", '{"result":{"resourceSpans":[{"resource":', "truncated"],
    ["empty", "", "empty"],
    ["HTML", "<html>login</html>", "not_json"],
    ["of another shape", '{"result":{"resourceSpans":7}}', "schema"],
    ["an error in a 200", '{"error":{"httpCode":500,"message":"boom"}}', "server_error"],
  ])("names an answer that is %s", async (_, body, reason) => {
    const { source } = await jaeger((url) =>
      url.pathname.startsWith("/api/v3/traces/") ? { body } : services(url),
    );
    await expect(source.get(traceA, call)).rejects.toMatchObject({ reason });
  });

  it("keeps the status of a refusal", async () => {
    const { source } = await jaeger(() => ({ status: 401, type: "text/plain", body: "who are you" }));
    await expect(source.get(traceA, call)).rejects.toMatchObject({ reason: "unauthenticated", status: 401 });
  });
});
