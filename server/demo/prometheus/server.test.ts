import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DemoServer } from "@/server/demo/world/world";
import { createFixtureWorld } from "./fixture-world";
import { startPrometheus } from "./server";

const fixture = createFixtureWorld();
const nowSeconds = fixture.clock.nowMs / 1000;
const delays: number[] = [];
let server: DemoServer;

beforeAll(async () => {
  server = await startPrometheus(fixture.world, {
    host: "127.0.0.1",
    delay: (ms) => {
      delays.push(ms);
      return Promise.resolve();
    },
  });
});
afterAll(() => server.close());

type Body = {
  status: string;
  data?: unknown;
  errorType?: string;
  error?: string;
  warnings?: string[];
  infos?: string[];
};

async function get(path: string, params: Record<string, string> | [string, string][] = {}) {
  const response = await fetch(`${server.url}/api/v1/${path}?${new URLSearchParams(params)}`);
  return { status: response.status, body: (await response.json()) as Body };
}

describe("the HTTP API", () => {
  it("answers an instant query by GET and by POST alike, values as text", async () => {
    const params = { query: `sum(rate(istio_requests_total[5m]))`, time: String(nowSeconds) };
    const { body } = await get("query", params);
    expect(body.data).toEqual({
      resultType: "vector",
      result: [{ metric: {}, value: [nowSeconds, expect.stringMatching(/^\d+/)] }],
    });
    const posted = await fetch(`${server.url}/api/v1/query`, {
      method: "POST",
      body: new URLSearchParams(params),
    });
    expect(await posted.json()).toEqual(body);
  });

  it("answers scalars, strings and ranges in their own shapes", async () => {
    expect((await get("query", { query: "1/0", time: "5" })).body.data).toEqual({
      resultType: "scalar",
      result: [5, "+Inf"],
    });
    expect((await get("query", { query: `"a"`, time: "5" })).body.data).toEqual({
      resultType: "string",
      result: [5, "a"],
    });
    const range = { query: "vector(1)", start: "10", end: "1970-01-01T00:00:30Z", step: "10s" };
    expect((await get("query_range", range)).body.data).toEqual({
      resultType: "matrix",
      result: [
        {
          metric: {},
          values: [
            [10, "1"],
            [20, "1"],
            [30, "1"],
          ],
        },
      ],
    });
  });

  it.each([
    [
      "query",
      { query: "sum(" },
      400,
      'invalid parameter "query": 1:5: parse error: unclosed left parenthesis',
    ],
    [
      "query",
      { query: "" },
      400,
      'invalid parameter "query": 1:1: parse error: no expression found in input',
    ],
    [
      "query",
      { query: "foo(x)" },
      400,
      'invalid parameter "query": 1:1: parse error: unknown function with name "foo"',
    ],
    [
      "query",
      { query: "up", time: "x" },
      400,
      'invalid parameter "time": cannot parse "x" to a valid timestamp',
    ],
    [
      "query_range",
      { query: "up", start: "20", end: "10", step: "1" },
      400,
      'invalid parameter "end": end timestamp must not be before start time',
    ],
    [
      "query_range",
      { query: "up", start: "10", end: "20", step: "0" },
      400,
      'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
    ],
    [
      "query_range",
      { query: "up", start: "10", end: "20", step: "x" },
      400,
      'invalid parameter "step": cannot parse "x" to a valid duration',
    ],
    [
      "query_range",
      { query: "up", start: "0", end: "11001", step: "1" },
      400,
      "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)",
    ],
    ["series", {}, 400, 'invalid parameter "match[]": no match[] parameter provided'],
  ])("refuses %s %o in the words of Prometheus", async (path, params, status, error) => {
    expect(await get(path, params)).toEqual({
      status,
      body: { status: "error", errorType: "bad_data", error },
    });
  });

  it("answers 422 when a query cannot be executed", async () => {
    const { status, body } = await get("query", {
      query: `up * on(job) istio_build`,
      time: String(nowSeconds),
    });
    expect(status).toBe(422);
    expect(body.errorType).toBe("execution");
    expect(body.error).toContain(
      "many-to-many matching not allowed: matching labels must be unique on one side",
    );
  });

  it("passes remarks on", async () => {
    const { body } = await get("query", { query: "sum(rate(pilot_xds[5m]))", time: String(nowSeconds) });
    expect(body.infos?.[0]).toContain(
      'metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "pilot_xds"',
    );
  });

  it("lists labels, values, series and metadata", async () => {
    expect((await get("labels", { "match[]": "up" })).body.data).toEqual([
      "__name__",
      "app",
      "instance",
      "job",
      "namespace",
      "pod",
      "version",
    ]);
    expect((await get("label/reporter/values")).body.data).toEqual(["destination", "source"]);
    expect((await get("label/__name__/values")).body.data).toContain(
      "istio_request_duration_milliseconds_bucket",
    );
    const limited = await get("label/pod/values", { limit: "2" });
    expect(limited.body.data).toHaveLength(2);
    expect(limited.body.warnings).toEqual(["results truncated due to limit"]);
    const series = await get("series", [
      ["match[]", `up{job="istiod"}`],
      ["match[]", `pilot_xds{app="istiod"}`],
    ]);
    expect(series.body.data).toHaveLength(4);
    expect((await get("metadata", { metric: "istio_requests_total" })).body.data).toEqual({
      istio_requests_total: [{ type: "counter", help: "Requests that ended.", unit: "" }],
    });
    expect((await get("status/buildinfo")).body.data).toMatchObject({ version: "3.5.0" });
  });

  it("is ready, and has no other pages", async () => {
    expect((await fetch(`${server.url}/-/ready`)).status).toBe(200);
    const missing = await fetch(`${server.url}/api/v1/nothing`);
    expect(missing.status).toBe(404);
    expect(await missing.text()).toBe("404 page not found\n");
  });

  it("waits six seconds before each answer in the scenario prometheus-slow, and only then", async () => {
    fixture.world.setScenario("prometheus-slow");
    await get("query", { query: "1", time: "5" });
    await fetch(`${server.url}/-/ready`);
    fixture.world.setScenario("healthy");
    await get("query", { query: "1", time: "5" });
    expect(delays).toEqual([6000, 6000]);
  });
});
