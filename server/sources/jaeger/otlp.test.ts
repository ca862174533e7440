import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { criticalPath, pathTimesUs } from "@/lib/traces/critical-path";
import { meshFactsFromSpan } from "@/lib/traces/mesh-facts";
import { otlpJsonFromTable } from "@/lib/traces/otlp-export";
import { attributesOfRow, nameOfRow, resourceOfRow, serviceOfRow } from "@/lib/traces/span-attributes";
import type { SpanColumns } from "@/lib/traces/span-columns";
import { summaryFromColumns } from "@/lib/traces/summary";
import { buildTraceTable } from "@/lib/traces/trace-table";
import { readLegacy } from "./legacy-trace";
import { readOtlp } from "./otlp";

const captures = "../shared/meshbed/captures/jaeger";
const acceptance = "../shared/acceptance/traces";

const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));
const tracesFromOtlp = (resourceSpans: unknown) => readOtlp(bytesOf({ result: { resourceSpans } })).traces;

function columnsFromLegacy(trace: unknown): SpanColumns {
  const [columns] = readLegacy(bytesOf({ data: [trace] })).traces;
  if (columns === undefined) throw new Error("no trace");
  return columns;
}

type Json = { [key: string]: Json } & Json[];
const readJson = (path: string): Json => JSON.parse(readFileSync(path, "utf8")) as Json;

/** Rows with their texts spelled out, so that the order of interning does not matter. */
function spelledOut(columns: SpanColumns) {
  const table = buildTraceTable(columns);
  return columns.spanIds
    .map((spanId, row) => ({
      spanId,
      parent: columns.parentSpanIds[row],
      service: serviceOfRow(table, row),
      name: nameOfRow(table, row),
      kind: columns.kinds[row],
      status: columns.statuses[row],
      startUs: columns.startUs + (columns.offsetUs[row] ?? 0),
      durationUs: columns.durationUs[row],
      attributes: attributesOfRow(table, row),
      resource: resourceOfRow(table, row),
    }))
    .toSorted((a, b) => (a.spanId < b.spanId ? -1 : 1));
}

describe.skipIf(!existsSync(captures))("a trace captured from Jaeger 1.76", () => {
  const v3 = readJson(`${captures}/v3-get-trace.json`);
  const legacy = readJson(`${captures}/legacy-get-trace.json`);
  const [columns] = [...tracesFromOtlp(v3["result"]?.["resourceSpans"] ?? []).values()];
  if (columns === undefined) throw new Error("the capture holds no trace");

  it("gives the same columns through both APIs", () => {
    expect(spelledOut(columnsFromLegacy(legacy["data"]?.[0]))).toEqual(spelledOut(columns));
  });

  it("exports OTLP that reads back as the same trace", () => {
    const exported = JSON.parse(otlpJsonFromTable(buildTraceTable(columns))) as Json;
    const again = tracesFromOtlp(exported["resourceSpans"] ?? []).get(columns.traceId);
    expect(again === undefined ? [] : spelledOut(again)).toEqual(spelledOut(columns));
  });

  it("is one tree of nine spans below the gateway", () => {
    const summary = summaryFromColumns(columns);
    expect(summary).toMatchObject({
      rootService: "istio-ingressgateway.istio-system",
      spanCount: 9,
      orphanSpanCount: 0,
      errorSpanCount: 0,
      durationUs: 29_874,
    });
    const table = buildTraceTable(columns);
    expect(table.maxDepth).toBe(6);
    expect(summary.startMs).toBeCloseTo(1_795_273_699_881.397, 2);
  });

  it("tells the proxy, the workload and the destination of a client span", () => {
    const table = buildTraceTable(columns);
    expect(meshFactsFromSpan(table, columns.spanIds.indexOf("2f336a9027aa09b8"))).toEqual({
      proxy: {
        role: "sidecar",
        pod: "productpage-v1-64794f5db4-8wsk2",
        namespace: "bookinfo",
        ip: "10.244.0.11",
      },
      workload: { namespace: "bookinfo", name: "productpage-v1" },
      canonicalService: "productpage",
      canonicalRevision: "v1",
      meshClusterId: "Kubernetes",
      upstream: {
        cluster: "outbound|9080||details.bookinfo.svc.cluster.local",
        direction: "outbound",
        port: 9080,
        host: "details.bookinfo.svc.cluster.local",
        service: { namespace: "bookinfo", name: "details" },
      },
      responseFlags: [],
      isGrpc: false,
      requestId: "485d9d80-51a6-9e20-8b2e-36fc76ce5d1b",
      peerAddress: "10.244.0.11",
    });
  });

  it("separates the traces that a search flattens into one list", () => {
    const found = readJson(`${captures}/v3-find-traces.json`);
    const traces = tracesFromOtlp(found["result"]?.["resourceSpans"] ?? []);
    expect(traces.size).toBe(5);
    for (const trace of traces.values()) expect(summaryFromColumns(trace).orphanSpanCount).toBe(0);
  });
});

describe.skipIf(!existsSync(acceptance))("traces of other projects", () => {
  it("reads base64 ids and kinds by name, as Tempo writes them", () => {
    const tempo = readJson(`${acceptance}/bookinfo-tempo-v1.json`);
    const [[traceId, columns] = []] = [...tracesFromOtlp(tempo["batches"] ?? [])];
    expect(traceId).toBe("3ba55609c3cde49649cd77d1f9dcd936");
    expect(columns?.spanIds[0]).toMatch(/^[0-9a-f]{16}$/);
    expect(new Set(columns?.kinds)).toEqual(new Set([2, 3]));
    expect(columns === undefined ? 0 : summaryFromColumns(columns).orphanSpanCount).toBe(0);
  });

  it("reads the 57-span trace as one tree", () => {
    const columns = columnsFromLegacy(readJson(`${acceptance}/genai-57-spans.json`));
    const table = buildTraceTable(columns);
    const path = criticalPath(table);
    expect(table.spanCount).toBe(57);
    expect(table.roots).toHaveLength(1);
    expect(pathTimesUs(table, path).reduce((sum, time) => sum + time, 0)).toBe(
      table.spanDurationUs[table.roots[0] ?? 0],
    );
  });

  /** Siblings that overlap are counted twice there and once here: the case may differ by the length of its overlaps. */
  const overlapUs: Readonly<Record<string, number>> = { "19.json": 20, "20.json": 20 };
  const cases = existsSync(`${acceptance}/crisp`)
    ? readdirSync(`${acceptance}/crisp`, { recursive: true, encoding: "utf8" }).filter((name) =>
        name.endsWith(".json"),
      )
    : [];

  it.each(cases)("finds the critical path of CRISP's case %s", (name) => {
    const body = readJson(`${acceptance}/crisp/${name}`);
    const testing: unknown = body["testing"];
    const expected = (
      Array.isArray(testing) ? testing[0] : (testing as { opTimeExclusive: unknown }).opTimeExclusive
    ) as Record<string, number>;
    const table = buildTraceTable(columnsFromLegacy(body["data"]?.[0]));
    const times = pathTimesUs(table, criticalPath(table));
    const byOperation: Record<string, number> = {};
    times.forEach((time, row) => {
      const key = `[${serviceOfRow(table, row)}] ${nameOfRow(table, row)}`;
      byOperation[key] = (byOperation[key] ?? 0) + time;
    });
    const differing = [...new Set([...Object.keys(expected), ...Object.keys(byOperation)])].filter(
      (key) => Math.abs((byOperation[key] ?? 0) - (expected[key] ?? 0)) > (overlapUs[name] ?? 0),
    );
    expect(differing).toEqual([]);
  });
});

describe("tracesFromOtlp", () => {
  const span = {
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: "b7ad6b7169203331",
    name: "GET /",
    startTimeUnixNano: "1000000000000001500",
  };

  it("reads every kind of value as text and skips what it does not know", () => {
    const attributes = [
      { key: "n", value: { intValue: "7" } },
      { key: "d", value: { doubleValue: 1.5 } },
      { key: "b", value: { boolValue: false } },
      { key: "l", value: { arrayValue: { values: [{ stringValue: "x" }, { intValue: 2 }] } } },
      { key: "m", value: { kvlistValue: { values: [{ key: "k", value: { stringValue: "v" } }] } } },
      { key: "new", value: { futureValue: 1 } },
      "no object",
    ];
    const traces = tracesFromOtlp([
      {
        resource: null,
        scopeSpans: [
          { spans: [{ ...span, endTimeUnixNano: 1_000_000_000_000_004_000, attributes, future: {} }] },
        ],
      },
    ]);
    const table = buildTraceTable(traces.get(span.traceId) ?? columnsFromLegacy({}));
    expect(attributesOfRow(table, 0).filter(({ key }) => key !== "")).toEqual([
      { key: "b", value: "false" },
      { key: "d", value: "1.5" },
      { key: "l", value: '["x","2"]' },
      { key: "m", value: '{"k":"v"}' },
      { key: "n", value: "7" },
      { key: "new", value: "" },
    ]);
    expect(serviceOfRow(table, 0)).toBe("");
  });

  it("keeps nanoseconds in the duration, and an unfinished span has none", () => {
    const ended = tracesFromOtlp([
      { scopeSpans: [{ spans: [{ ...span, endTimeUnixNano: "1000000000000004750" }] }] },
    ]);
    expect(ended.get(span.traceId)?.durationUs).toEqual([3.25]);
    const open = tracesFromOtlp([{ scopeSpans: [{ spans: [span] }] }]);
    expect(open.get(span.traceId)?.durationUs).toEqual([0]);
  });

  it("takes an error tag as an error although the status is unset", () => {
    const failed = {
      ...span,
      attributes: [{ key: "error", value: { stringValue: "true" } }],
      parentSpanId: "0000000000000000",
    };
    const columns = tracesFromOtlp([{ scopeSpans: [{ spans: [failed] }] }]).get(span.traceId);
    expect(columns?.statuses).toEqual([2]);
    expect(columns?.parentSpanIds).toEqual([""]);
  });
});
