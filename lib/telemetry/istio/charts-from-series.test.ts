import { describe, expect, it } from "vitest";
import { chartsFromSeries } from "@/lib/telemetry/istio/charts-from-series";
import { sparklinesFromSeries } from "@/lib/telemetry/istio/sparkline-queries";
import type { SeriesSet } from "@/lib/telemetry/series";

const set = (series: SeriesSet["series"]): SeriesSet => ({ startMs: 0, stepMs: 1000, points: 3, series });
const http = (reporter: string, code: string, values: (number | null)[]) => ({
  labels: { reporter, request_protocol: "http", response_code: code },
  values,
});

describe("chartsFromSeries", () => {
  it("draws the server's view and mixes no caller's figures in", () => {
    const charts = chartsFromSeries({
      requests: set([http("source", "200", [9, 9, 9]), http("destination", "200", [1, 2, 3])]),
    });
    expect(charts.reporter).toBe("destination");
    expect(charts.requestsPerSecond).toEqual([1, 2, 3]);
  });

  it("draws the caller's view when it is asked for", () => {
    const charts = chartsFromSeries(
      { requests: set([http("source", "200", [9, 9, 9]), http("destination", "200", [1, 2, 3])]) },
      "source",
    );
    expect(charts.requestsPerSecond).toEqual([9, 9, 9]);
  });

  it("keeps a gap a gap and does not make it an error ratio of zero", () => {
    const charts = chartsFromSeries({
      requests: set([http("destination", "200", [1, null, 0]), http("destination", "503", [1, null, 0])]),
    });
    expect(charts.errorRatio).toEqual([0.5, null, null]);
    expect(charts.requestsByClass.map((entry) => entry.name)).toEqual(["2xx", "5xx"]);
  });

  it("leaves out what was not answered", () => {
    const charts = chartsFromSeries({});
    expect(charts.requestsPerSecond).toBeUndefined();
    expect(charts.latencyMsP99).toBeUndefined();
  });
});

describe("sparklinesFromSeries", () => {
  it("takes both lines of a subject from the same reporter", () => {
    const labels = (reporter: string) => ({
      reporter,
      destination_cluster: "k",
      destination_service_namespace: "shop",
    });
    const lines = sparklinesFromSeries(
      {
        requests: set([
          { labels: labels("source"), values: [5, 5, 5] },
          { labels: labels("destination"), values: [4, 4, 4] },
        ]),
        errors: set([{ labels: labels("source"), values: [1, 1, 1] }]),
      },
      "namespace",
      "inbound",
      "east",
    );
    expect(lines.get("east/shop/@")).toEqual({ requestsPerSecond: [4, 4, 4] });
  });
});
