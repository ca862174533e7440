import { expect, it } from "vitest";
import { evidenceOption } from "./evidence-option";
import type { ChartTokens } from "./tokens";

const tokens = new Proxy({}, { get: () => "black" }) as unknown as ChartTokens;

function labelsOf(timesMs: readonly number[]): unknown {
  const line = {
    id: "against",
    name: "against",
    tone: "failing" as const,
    points: [[0, 1] as const, [100_000, 1] as const],
    limit: 100,
    limitName: "stops it",
  };
  const markers = timesMs.map((timeMs) => ({ timeMs, label: `${timeMs} ms` }));
  const { series } = evidenceOption({ title: "t", lines: [line], markers }, tokens, "en") as {
    series: { markLine: { data: { xAxis?: number; label: { formatter: string } }[] } }[];
  };
  return series[0]?.markLine.data
    .filter(({ xAxis }) => xAxis !== undefined)
    .map(({ label }) => label.formatter);
}

it("of two steps close together only the later one is named", () => {
  expect(labelsOf([0, 20_000, 22_000, 60_000])).toEqual(["0 ms", "", "22000 ms", "60000 ms"]);
});

it("steps with room between them are all named", () => {
  expect(labelsOf([10_000, 50_000, 90_000])).toEqual(["10000 ms", "50000 ms", "90000 ms"]);
});
