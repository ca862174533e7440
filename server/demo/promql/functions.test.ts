import { describe, expect, it } from "vitest";
import { queryInstant, queryRange } from "./evaluate";
import { createMemoryStorage, readScript } from "./script";

function storageOf(load: string) {
  const memory = createMemoryStorage();
  for (const command of readScript(load))
    if (command.kind === "load") memory.load(command.stepMs, command.series);
  return memory.storage;
}

/** The value of a query that gives one sample. */
function valueOf(load: string, query: string, seconds: number): number | undefined {
  const result = queryInstant(query, seconds * 1000, { storage: storageOf(load) });
  if (result.type === "scalar") return result.point[1];
  if (result.type !== "vector") throw new Error(`${query} is a ${result.type}`);
  return result.samples[0]?.point[1];
}

function near(value: number, expected: number): boolean {
  return Object.is(value, expected) || Math.abs(value - expected) < 1e-9;
}

describe("functions of counters", () => {
  const steady = "load 15s\n  c_total 0+15x20";
  it.each([
    ["a rate that covers the window is exact", "rate(c_total[1m])", steady, 300, 1],
    ["increase is the rate times the window", "increase(c_total[1m])", steady, 300, 60],
    ["one sample has no rate", "rate(c_total[10s])", steady, 300, undefined],
    [
      "a reset adds what was counted before it",
      "increase(c_total[1m])",
      "load 15s\n  c_total 0 10 20 5 15",
      60,
      25 * (60 / 45),
    ],
    ["a counter is not extended below zero", "increase(c_total[5m])", "load 15s\n  c_total 0 15 30", 30, 30],
    [
      "samples that end long before the window's end extend by half an interval",
      "increase(c_total[2m])",
      "load 15s\n  c_total 30 45 60",
      90,
      45,
    ],
    ["delta may fall", "delta(c_total[1m])", "load 15s\n  c_total 100 90 80 70 60", 60, -30 * (60 / 45)],
    ["irate looks at the last two samples", "irate(c_total[1m])", "load 15s\n  c_total 0 0 0 0 30", 60, 2],
    [
      "irate after a reset counts from zero",
      "irate(c_total[1m])",
      "load 15s\n  c_total 0 50 100 150 30",
      60,
      2,
    ],
    ["idelta is not per second", "idelta(c_total[1m])", "load 15s\n  c_total 0 0 0 5 3", 60, -2],
    ["resets counts falls", "resets(c_total[5m])", "load 15s\n  c_total 1 2 1 2 0 0", 75, 2],
    ["changes counts every difference", "changes(c_total[5m])", "load 15s\n  c_total 1 1 2 1 1", 60, 2],
    ["deriv is a least-squares slope", "deriv(c_total[5m])", "load 15s\n  c_total 0 15 30 45", 45, 1],
    [
      "predict_linear continues the line",
      "predict_linear(c_total[5m], 60)",
      "load 15s\n  c_total 0 15 30 45",
      45,
      105,
    ],
  ])("%s", (_, query, load, seconds, expected) => {
    const value = valueOf(load, query, seconds);
    expect(value ?? Number.NaN).toSatisfy((one: number) => near(one, expected ?? Number.NaN));
  });

  it("leaves out the sample at the very start of the window", () => {
    expect(valueOf(steady, "count_over_time(c_total[1m])", 300)).toBe(4);
    expect(valueOf(steady, "count_over_time(c_total[61s])", 300)).toBe(5);
  });

  it("remarks on a rate of something that is not named like a counter", () => {
    const result = queryInstant("sum(rate(queue_length[1m]))", 60_000, {
      storage: storageOf("load 15s\n  queue_length 1 2 3 4 5"),
    });
    expect(result.infos).toEqual([
      'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "queue_length" (1:10)',
    ]);
  });
});

describe("histogram_quantile", () => {
  const load = `load 1m
  h_bucket{le="10"} 10
  h_bucket{le="20"} 30
  h_bucket{le="50"} 40
  h_bucket{le="+Inf"} 40`;
  it.each([
    [0.5, 15],
    [0.25, 10],
    [0.9, 20 + 30 * 0.6],
    [1, 50],
    [0, 0],
    [-1, Number.NEGATIVE_INFINITY],
    [2, Number.POSITIVE_INFINITY],
  ])("interpolates %d to %d", (q, expected) => {
    expect(valueOf(load, `histogram_quantile(${q}, h_bucket)`, 60)).toBeCloseTo(expected, 9);
  });

  it("is the last bound when the rank lies beyond it, NaN without +Inf or without observations", () => {
    const beyond = `load 1m\n  h_bucket{le="10"} 1\n  h_bucket{le="+Inf"} 4`;
    expect(valueOf(beyond, "histogram_quantile(0.9, h_bucket)", 60)).toBe(10);
    expect(
      valueOf(
        `load 1m\n  h_bucket{le="10"} 1\n  h_bucket{le="20"} 2`,
        "histogram_quantile(0.9, h_bucket)",
        60,
      ),
    ).toBeNaN();
    expect(
      valueOf(
        `load 1m\n  h_bucket{le="10"} 0\n  h_bucket{le="+Inf"} 0`,
        "histogram_quantile(0.9, h_bucket)",
        60,
      ),
    ).toBeNaN();
  });

  it("evens out buckets that a scrape caught between two updates", () => {
    const uneven = `load 1m\n  h_bucket{le="10"} 10\n  h_bucket{le="20"} 9\n  h_bucket{le="+Inf"} 20`;
    expect(valueOf(uneven, "histogram_quantile(0.25, h_bucket)", 60)).toBeCloseTo(5, 9);
  });
});

describe("functions of labels and vectors", () => {
  const load = `load 1m\n  a{pod="web-1",zone="x"} 1\n  a{pod="db-2"} -2.5\n  b{pod="web-1"} 4`;
  const labelsOf = (query: string) => {
    const result = queryInstant(query, 60_000, { storage: storageOf(load) });
    return result.type === "vector" ? result.samples.map((sample) => sample.labels) : [];
  };

  it("label_replace writes groups, drops empty values and leaves what does not match", () => {
    expect(labelsOf(`label_replace(a, "app", "$1-$2", "pod", "(web)-(.*)")`)).toEqual([
      { __name__: "a", pod: "web-1", zone: "x", app: "web-1" },
      { __name__: "a", pod: "db-2" },
    ]);
    expect(labelsOf(`label_replace(a{zone="x"}, "zone", "", "", "")`)).toEqual([
      { __name__: "a", pod: "web-1" },
    ]);
    expect(() =>
      labelsOf(`label_replace(label_replace(a, "zone", "", "", ""), "pod", "same", "", "")`),
    ).toThrow("vector cannot contain metrics with the same labelset");
    expect(() => labelsOf(`label_replace(a, "x", "$1", "pod", "(")`)).toThrow(
      "invalid regular expression in label_replace(): (",
    );
  });

  it("label_join joins, also labels that are not there", () => {
    expect(labelsOf(`label_join(b, "key", "/", "pod", "none", "pod")`)).toEqual([
      { __name__: "b", pod: "web-1", key: "web-1//web-1" },
    ]);
  });

  it("absent knows the labels that were asked for by equality", () => {
    expect(labelsOf(`absent(nothing{pod="p",zone=~"x"})`)).toEqual([{ pod: "p" }]);
    expect(labelsOf(`absent(a)`)).toEqual([]);
  });

  it.each([
    ["clamp_min(sum(a), 0)", 0],
    ["clamp_max(sum(b), 3)", 3],
    ["round(sum(a), 1)", -1],
    ["scalar(b)", 4],
    ["scalar(a)", Number.NaN],
    ["sum(a) % 2", -1.5],
    ["quantile(0.5, a)", -0.75],
    ["-2 ^ 2", -4],
    ["count(a or b)", 3],
    ["sum(a and on(pod) b)", 1],
    ["b / on(pod) a", 4],
  ])("%s is %d", (query, expected) => {
    const value = valueOf(load, query, 60);
    expect(value).toSatisfy((one: number) => near(one, expected));
  });
});

describe("a range query", () => {
  it("keeps gaps, and sees a series until five minutes after its last sample", () => {
    const storage = storageOf("load 1m\n  g 1 _ stale 4");
    const range = { startMs: 0, endMs: 600_000, stepMs: 60_000 };
    expect(queryRange("g", range, { storage }).series[0]?.points).toEqual([
      [0, 1],
      [60_000, 1],
      [180_000, 4],
      [240_000, 4],
      [300_000, 4],
      [360_000, 4],
      [420_000, 4],
    ]);
  });

  it("gives the same sums in one go as function and aggregation apart", () => {
    const load = `load 15s\n  c_total{a="1",b="x"} 0+3x40\n  c_total{a="1",b="y"} 5+7x10 0+1x29\n  c_total{a="2",b="x"} _x10 0+2x29`;
    const storage = storageOf(load);
    const range = { startMs: 0, endMs: 600_000, stepMs: 30_000 };
    // The comparison between them is no shape that is taken together.
    const together = queryRange("sum by (a) (rate(c_total[2m]))", range, { storage });
    const apart = queryRange("sum by (a) (rate(c_total[2m]) >= 0)", range, { storage });
    expect(together.series).toEqual(apart.series);
    expect(together.series).toHaveLength(2);
  });
});
