import { describe, expect, it } from "vitest";
import type { MetricsSource } from "@/server/ports";
import { unavailableMetrics } from "@/server/unavailable";
import { createAnswerCache } from "./cache";
import { shareMetrics } from "./shared-reads";

function counting() {
  const asked: string[] = [];
  const nothing = { warnings: [], evidence: [] };
  const source: MetricsSource = {
    ...unavailableMetrics("east"),
    query: async (promql, timeMs) => {
      asked.push(`${promql}@${timeMs}`);
      return { ...nothing, data: [] };
    },
    queryRange: async (promql, { startMs, endMs }, stepMs) => {
      asked.push(`${promql}@${startMs}-${endMs}`);
      return { ...nothing, data: { startMs, stepMs, points: 0, series: [] } };
    },
  };
  let nowMs = 0;
  const shared = shareMetrics(
    source,
    "east",
    createAnswerCache(() => nowMs),
  );
  return { shared, asked, advance: (ms: number) => (nowMs += ms) };
}

const call = { purpose: "rates" };

describe("shared metrics", () => {
  it("cost as much for fifty tabs that ask some moments apart as for one", async () => {
    const { shared, asked } = counting();
    const tabs = Array.from({ length: 50 }, (_, index) => shared.query("up", 1_000_000 + index * 90, call));
    await Promise.all(tabs);
    expect(asked).toEqual(["up@1000000"]);
  });

  it("ask again once the answer is older than a refresh", async () => {
    const { shared, asked, advance } = counting();
    await shared.query("up", 1_000_000, call);
    advance(5000);
    await shared.query("up", 1_005_000, call);
    expect(asked).toEqual(["up@1000000", "up@1005000"]);
  });

  it("lay ranges on their own step, so that a chart does not flicker between refreshes", async () => {
    const { shared, asked } = counting();
    const { data } = await shared.queryRange("up", { startMs: 61_234, endMs: 121_234 }, 15_000, call);
    await shared.queryRange("up", { startMs: 62_000, endMs: 122_000 }, 15_000, call);
    expect([asked, data.startMs]).toEqual([["up@60000-120000"], 60_000]);
  });

  it("keep different questions and different clusters apart", async () => {
    const { shared, asked } = counting();
    await shared.query("up", 0, call);
    await shared.query("down", 0, call);
    await shared.query("up", 0, { purpose: "other" });
    expect(asked).toHaveLength(3);
  });
});
