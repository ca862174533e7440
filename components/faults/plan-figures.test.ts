import { describe, expect, it } from "vitest";
import { exactPercent, exactTime, shareText, spanText } from "./plan-figures";

describe("figures of a plan", () => {
  it("stay as a person set them", () => {
    expect([20, 0.5, 0.0001, 100].map(exactPercent)).toEqual(["20%", "0.5%", "0.0001%", "100%"]);
    expect([1, 500, 2000, 1500, 1234, 30_000, 60_000, 90_000].map(exactTime)).toEqual([
      "1\u00a0ms",
      "500\u00a0ms",
      "2\u00a0s",
      "1.5\u00a0s",
      "1234\u00a0ms",
      "30\u00a0s",
      "1\u00a0min",
      "1.5\u00a0min",
    ]);
  });

  it("are a dash while half typed, also after JSON made null of them", () => {
    expect([exactPercent(Number.NaN), exactPercent(null), exactTime(undefined)]).toEqual(["—", "—", "—"]);
  });

  it("name no part of a span that is zero", () => {
    expect([300_000, 100_000, 3_600_000, 0, 499, Number.NaN].map(spanText)).toEqual([
      "5\u00a0min",
      "1\u00a0min 40\u00a0s",
      "1\u00a0h",
      "0\u00a0s",
      "0\u00a0s",
      "—",
    ]);
  });

  it("that are measured keep small shares apart from none", () => {
    expect([shareText(0), shareText(0.0042), shareText(0.2), shareText(undefined)]).toEqual([
      "0.0%",
      "0.42%",
      "20.0%",
      "—",
    ]);
  });
});
