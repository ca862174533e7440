import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { MetricsSource } from "@/server/ports";
import { createPrometheusSource, type PrometheusOptions } from "@/server/sources/prometheus/index";
import { startFaultProxy, type FaultProxy } from "@/test/contract/fault-proxy";
import { startTarget, targetKind, type ContractTarget } from "@/test/contract/target";
import { faultOf } from "@/test/local-server";

const call = { purpose: "contract" };
let target: ContractTarget;
let proxy: FaultProxy;

beforeAll(async () => {
  target = await startTarget();
  proxy = await startFaultProxy(target.config.prometheus?.url ?? "");
});
afterEach(() => proxy.setFault(undefined));
afterAll(async () => {
  await proxy.close();
  await target.close();
});

/** A fresh source per test, so that one test's open circuit is not another's. */
function source(options: Partial<PrometheusOptions> = {}): MetricsSource {
  return createPrometheusSource({
    cluster: target.sources.name,
    url: proxy.url,
    timeoutMs: 5000,
    ...options,
  });
}
const now = () => Math.floor(Date.now() / 1000) * 1000;

describe(`Prometheus contract (${targetKind})`, () => {
  it("GET /api/v1/status/buildinfo: tells version, flavour and its clock", async () => {
    const { data } = await source().buildInfo(call);
    expect(data.version).toMatch(/^\d+\.\d+/);
    expect(data.flavour).toBe("Prometheus");
    expect(Math.abs((data.serverTimeMs ?? 0) - Date.now())).toBeLessThan(5000);
  });

  it("POST /api/v1/query: a vector has labels, the asked time and numbers", async () => {
    const timeMs = now();
    const { data, warnings, evidence } = await source().query(
      "sum by (destination_service_name) (istio_requests_total)",
      timeMs,
      call,
    );
    expect(data.length).toBeGreaterThan(0);
    expect(data.every((sample) => sample.timeMs === timeMs && Number(sample.value) >= 0)).toBe(true);
    expect(data.map(({ labels }) => labels["destination_service_name"])).toContain(target.service);
    expect(warnings).toEqual([]);
    expect(evidence[0]?.rows).toBe(data.length);
  });

  it.each([
    ["vector(0) / vector(0)", null],
    ["vector(1) / vector(0)", null],
    ["-vector(1) / vector(0)", null],
    ["vector(0)", 0],
    ["scalar(vector(7))", 7],
  ])("POST /api/v1/query: %s is read as %s", async (promql, value) => {
    const { data } = await source().query(promql, now(), call);
    expect(data.map((sample) => sample.value)).toEqual([value]);
  });

  it("POST /api/v1/query: no match is an empty list without a warning", async () => {
    const { data, warnings } = await source().query("no_such_metric_at_all", now(), call);
    expect([data, warnings]).toEqual([[], []]);
  });

  it("POST /api/v1/query_range: samples lie on the grid and what was not measured stays a gap", async () => {
    const span = { startMs: now() - 30 * 86_400_000, endMs: now() };
    const { data } = await source().queryRange("sum(istio_requests_total)", span, 6 * 3_600_000, call);
    expect(data.points).toBe(121);
    expect(data.series).toHaveLength(1);
    expect(data.series[0]?.values).toHaveLength(121);
    expect(data.series[0]?.values[0]).toBeNull();
    expect(data.series[0]?.values.at(-1)).toBeGreaterThanOrEqual(0);
  });

  it("GET /api/v1/label/…/values: values are texts, matchers narrow them", async () => {
    const all = await source().labelValues("destination_service_namespace", ["istio_requests_total"], call);
    expect(all.data).toContain(target.namespace);
    const one = await source().labelValues(
      "destination_service_namespace",
      [`istio_requests_total{destination_service_namespace="${target.namespace}"}`],
      call,
    );
    expect(one.data).toEqual([target.namespace]);
  });

  it("POST /api/v1/query: the scope holds in every selector of a query", async () => {
    const scoped = source({ scope: { destination_service_namespace: target.namespace } });
    const promql =
      "sum by (destination_service_namespace) (istio_requests_total) or sum by (destination_service_namespace) (rate(istio_requests_total[5m]))";
    const { data } = await scoped.query(promql, now(), call);
    expect(data.map(({ labels }) => labels["destination_service_namespace"])).toEqual([target.namespace]);
  });
});

describe(`Prometheus refusals (${targetKind})`, () => {
  it.each([
    ["sum(", "bad_request", 400, /parse error/],
    ["istio_requests_total + on() istio_requests_total", "invalid", 422, /many-to-many|duplicate series/],
  ] as const)(
    "POST /api/v1/query: %s is %s in Prometheus's own words",
    async (promql, reason, status, words) => {
      const error = await faultOf(source().query(promql, now(), call));
      expect([error.reason, error.status]).toEqual([reason, status]);
      expect(error.message).toMatch(words);
    },
  );

  it("POST /api/v1/query_range: more than 11,000 points are refused with a way out", async () => {
    const span = { startMs: now() - 86_400_000, endMs: now() };
    const error = await faultOf(source().queryRange("up", span, 1000, call));
    expect([error.reason, error.status]).toEqual(["too_large", 400]);
    expect(error.hint).toContain("shorter");
  });
});

describe(`Prometheus faults (${targetKind})`, () => {
  const query = (own = source()) => own.query("sum(istio_requests_total)", now(), call);

  it("down: a closed port is refused", async () => {
    const closed = await startFaultProxy("http://127.0.0.1:1");
    await closed.close();
    expect((await faultOf(query(source({ url: closed.url })))).reason).toBe("refused");
  });

  it("slow: silence ends in a timeout", async () => {
    proxy.setFault(() => ({ kind: "silence" }));
    expect((await faultOf(query(source({ timeoutMs: 200 })))).reason).toBe("timeout");
  });

  it.each([
    [401, "Unauthorized", "text/plain", "unauthenticated"],
    [403, "Forbidden", "text/plain", "forbidden"],
    [200, "<!doctype html><title>Login</title>", "text/html", "not_json"],
    [200, '{"status":"success","data":{"resultType":"vector"', "application/json", "truncated"],
    [200, "", "application/json", "empty"],
    [502, "Bad Gateway", "text/plain", "server_error"],
  ] as const)("HTTP %i %s (%s) is %s", async (status, body, type, reason) => {
    proxy.setFault(() => ({ kind: "answer", status, body, type }));
    expect((await faultOf(query())).reason).toBe(reason);
  });

  it("a connection cut inside of the answer is truncated", async () => {
    proxy.setFault(() => ({ kind: "cut", afterBytes: 20 }));
    expect((await faultOf(query())).reason).toBe("truncated");
  });

  it("twenty equal queries at once are one request", async () => {
    const own = source();
    const before = proxy.seen.length;
    const timeMs = now();
    const answers = await Promise.all(Array.from({ length: 20 }, () => own.query("count(up)", timeMs, call)));
    expect(new Set(answers.map(({ data }) => data[0]?.value)).size).toBe(1);
    expect(proxy.seen.length - before).toBe(1);
  });
});
