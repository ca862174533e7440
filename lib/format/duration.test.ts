import { expect, it } from "vitest";
import { formatElapsed } from "@/lib/format/duration";

it("elapsed time keeps its seconds within the first hour", () => {
  expect([0, 45_900, 60_000, 185_000, 3_599_000, 3_605_000, 7_800_000].map(formatElapsed)).toEqual([
    "0s",
    "45s",
    "1m",
    "3m 5s",
    "59m 59s",
    "1h",
    "2h 10m",
  ]);
});
