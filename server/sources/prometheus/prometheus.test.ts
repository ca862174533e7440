import { afterEach, describe, expect, it } from "vitest";
import { answer, closeServers, faultOf, serve } from "@/test/local-server";
import { createPrometheusSource, type PrometheusOptions } from "./index";

afterEach(closeServers);
const call = { purpose: "request rates" };

function sourceAt(url: string, options: Partial<PrometheusOptions> = {}) {
  return createPrometheusSource({
    cluster: "east",
    url,
    clock: { nowMs: () => Date.now(), wait: async () => undefined, random: () => 0 },
    ...options,
  });
}

const success = (data: unknown, extra: object = {}) => JSON.stringify({ status: "success", data, ...extra });
const failure = (errorType: string, error: string) => JSON.stringify({ status: "error", errorType, error });

describe("values", () => {
  it("reads NaN and infinities as no measurement and keeps zero", async () => {
    const values = ["NaN", "+Inf", "-Inf", "0", "1.5e3"];
    const result = values.map((value, index) => ({ metric: { i: String(index) }, value: [100.5, value] }));
    const server = await serve(answer(200, success({ resultType: "vector", result })));
    const { data, evidence } = await sourceAt(server.url).query("up", 100_500, call);
    expect(data.map((sample) => sample.value)).toEqual([null, null, null, 0, 1500]);
    expect(data[0]?.timeMs).toBe(100_500);
    expect(evidence[0]).toMatchObject({ kind: "promql", request: "up", rows: 5, purpose: "request rates" });
  });

  it("keeps gaps of a range on the grid", async () => {
    const values = [
      [10, "1"],
      [40, "NaN"],
      [50, "3"],
    ];
    const server = await serve(
      answer(200, success({ resultType: "matrix", result: [{ metric: {}, values }] })),
    );
    const span = { startMs: 10_000, endMs: 59_000 };
    const { data } = await sourceAt(server.url).queryRange("up", span, 10_000, call);
    expect(data).toMatchObject({ startMs: 10_000, stepMs: 10_000, points: 5 });
    expect(data.series[0]?.values).toEqual([1, null, null, null, 3]);
  });

  it("takes a scalar as one sample without labels", async () => {
    const server = await serve(answer(200, success({ resultType: "scalar", result: [1, "7"] })));
    const { data } = await sourceAt(server.url).query("scalar(x)", 1000, call);
    expect(data).toEqual([{ labels: {}, timeMs: 1000, value: 7 }]);
  });

  it("leaves native histograms out and says so", async () => {
    const histogram = [1, { count: "3", sum: "4", buckets: [[0, "1", "2", "3"]] }];
    const result = [
      { metric: { a: "1" }, histogram },
      { metric: { a: "2" }, value: [1, "5"] },
    ];
    const server = await serve(answer(200, success({ resultType: "vector", result })));
    const { data, warnings } = await sourceAt(server.url).query("x", 1000, call);
    expect(data.map((sample) => sample.value)).toEqual([5]);
    expect(warnings[0]?.message).toContain("1 native histogram");
  });

  it("an empty answer is an empty list without a warning", async () => {
    const server = await serve(answer(200, success({ resultType: "vector", result: [] })));
    expect(await sourceAt(server.url).query("nothing", 1, call)).toMatchObject({ data: [], warnings: [] });
  });
});

describe("notices", () => {
  const vector = { resultType: "vector", result: [] };

  it.each([
    ["warnings", { warnings: ["receive series from store-2: unavailable"] }, "store-2"],
    ["isPartial alone", { isPartial: true }, "partial"],
  ])("%s make the answer partial", async (_name, extra, text) => {
    const server = await serve(answer(200, success(vector, extra)));
    const { warnings } = await sourceAt(server.url).query("up", 1, call);
    expect(warnings).toMatchObject([{ reason: "partial", part: "request rates", cluster: "east" }]);
    expect(warnings[0]?.message).toContain(text);
  });

  it("infos are notes of the evidence and no warning", async () => {
    const server = await serve(answer(200, success(vector, { infos: ["metric might not be a counter"] })));
    const { warnings, evidence } = await sourceAt(server.url).query("up", 1, call);
    expect([warnings, evidence[0]?.notes]).toEqual([[], ["metric might not be a counter"]]);
  });
});

describe("refusals", () => {
  it.each([
    [400, "bad_data", "1:5: parse error: unclosed left parenthesis", "bad_request"],
    [422, "execution", "found duplicate series for the match group", "invalid"],
    [503, "timeout", "query timed out in expression evaluation", "timeout"],
    [422, "execution", "query processing would load too many samples into memory", "too_large"],
    [500, "internal", "storage broke", "server_error"],
  ] as const)("HTTP %i %s is told in Prometheus's own words", async (status, type, text, reason) => {
    const server = await serve(answer(status, failure(type, text)));
    const error = await faultOf(sourceAt(server.url).query("up", 1, call));
    expect([error.reason, error.status]).toEqual([reason, status]);
    expect(error.message).toContain(text);
  });

  it("does not repeat a query that was too expensive", async () => {
    const server = await serve(answer(503, failure("timeout", "query timed out")));
    await faultOf(sourceAt(server.url).query("up", 1, call));
    expect(server.count()).toBe(1);
  });

  it.each([
    ["HTML", "<html>", { "content-type": "text/html" }, "not_json"],
    ["an unknown envelope", '{"status":"success","data":{"resultType":"cube"}}', {}, "schema"],
  ] as const)("%s is %s", async (_name, body, headers, reason) => {
    const server = await serve(answer(200, body, headers));
    expect((await faultOf(sourceAt(server.url).query("up", 1, call))).reason).toBe(reason);
  });

  it("refuses a query that cannot be scoped before anything is sent", async () => {
    const server = await serve(answer(200, "{}"));
    const error = await faultOf(sourceAt(server.url, { scope: { mesh_id: "m" } }).query("sum(", 1, call));
    expect([error.reason, server.count()]).toEqual(["bad_request", 0]);
  });
});

describe("requests", () => {
  it("sends a form with the scope in every selector", async () => {
    const bodies: string[] = [];
    const server = await serve((request, response) => {
      request.setEncoding("utf8").on("data", (text: string) => bodies.push(`${request.method} ${text}`));
      request.on("end", () => response.end(success({ resultType: "vector", result: [] })));
    });
    await sourceAt(server.url, { scope: { mesh_id: "m" } }).query("a/b", 1500, call);
    expect(bodies).toEqual([
      "POST query=a%7Bmesh_id%3D%22m%22%7D%2Fb%7Bmesh_id%3D%22m%22%7D&time=1.5&timeout=15s",
    ]);
  });

  it("keeps the path prefix of the address, and label values inside of the scope", async () => {
    const paths: string[] = [];
    const server = await serve((request, response) => {
      paths.push(decodeURIComponent(request.url ?? ""));
      response.end(success(["x"]));
    });
    const source = sourceAt(`${server.url}/prom/`, { scope: { mesh_id: "m" } });
    expect((await source.labelValues("app", [], call)).data).toEqual(["x"]);
    expect(paths).toEqual(['/prom/api/v1/label/app/values?match[]={mesh_id="m"}']);
  });

  it("tells Thanos from Prometheus by its stores page", async () => {
    const server = await serve((request, response) => {
      response.end(request.url?.endsWith("/stores") === true ? "{}" : success({ version: "0.41.0" }));
    });
    const { data } = await sourceAt(server.url).buildInfo(call);
    expect(data).toMatchObject({ version: "0.41.0", flavour: "Thanos" });
  });
});
