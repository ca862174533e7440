import { expect, it } from "vitest";
import { countsAt, newRun, scrapeMs, startMs } from "@/lib/canaries/canary-fixture";
import { sentEvidence } from "@/server/operations/canaries/sent-evidence";

const looks = 1000;
const burst = 512;
const metrics = [
  { kind: "success" },
  ...[50, 100, 250, 500, 1000].map((edgeMs) => ({ kind: "latency", edgeMs })),
];

/** A run of as many looks as one keeps; one of them failed far more often. */
function longRun(keys: readonly string[]) {
  const intervals = Array.from({ length: looks }, (_, index) => ({
    ...countsAt(index < 600 ? 5 : 50, index === burst ? 40 : 1 + (index % 7) / 13),
    atMs: startMs + index * scrapeMs,
    step: index < 600 ? 0 : 1,
  }));
  return newRun({ metrics }, { evidence: keys.map((key) => ({ key, intervals })) });
}

it("a long run is small to send, with its ends, its peak and the border of its steps", () => {
  const sent = sentEvidence(longRun(["success"]));
  const times = sent.evidence[0]?.intervals.map(({ atMs }) => (atMs - startMs) / scrapeMs) ?? [];
  expect(times).toEqual(expect.arrayContaining([0, burst, 599, 600, looks - 1]));
  expect(times.length).toBeLessThanOrEqual(400);
  expect(sent.series.points.length).toBeLessThanOrEqual(400);
  expect(sent.series.points.at(-1)?.atMs).toBe(startMs + (looks - 1) * scrapeMs);
});

it("stays under 150 KB with several metrics", () => {
  const keys = ["success", ...[50, 100, 250, 500, 1000].map((edgeMs) => `latency:${edgeMs}`)];
  expect(JSON.stringify(sentEvidence(longRun(keys))).length).toBeLessThan(150_000);
  expect(JSON.stringify(sentEvidence(longRun(["success"]))).length).toBeLessThan(150_000);
});
