import { expect, it } from "vitest";
import { breakdownLines, breakdownQuery } from "@/lib/telemetry/istio/breakdown";

const set = (entries: [string, string, (number | null)[]][]) => ({
  startMs: 0,
  stepMs: 15_000,
  points: 2,
  series: entries.map(([reporter, version, values]) => ({
    labels: { reporter, destination_canonical_revision: version },
    values,
  })),
});

it("draws one reporter only, the busiest lines first, and says how many there were", () => {
  const result = breakdownLines(
    set([
      ["source", "v1", [9, 9]],
      ["destination", "v1", [1, null]],
      ["destination", "v2", [5, 5]],
      ["destination", "v3", [0, 0]],
    ]),
    "version",
    1,
  );
  expect(result.lines.map((line) => line.name)).toEqual(["v2"]);
  expect(result.total).toBe(2);
});

it("groups by the label of its dimension and by reporter", () => {
  expect(
    breakdownQuery({ kind: "service", namespace: "shop", name: "cart" }, "source", 60_000).promql,
  ).toContain("sum by (reporter,source_workload)");
});
