import { expect, it } from "vitest";
import { formatEvidence } from "@/lib/format/evidence";

it.each([
  [1, "1"],
  [12.4971, "12"],
  [3.41421, "3.4"],
  [611.593, "612"],
  [12_345, "12,345"],
  [0.0184649, "0.018"],
  [0.0001, "< 0.001"],
  [3.2e12, "> 10¹²"],
  [Number.MAX_VALUE, "> 10³⁰⁸"],
  [Number.NaN, "—"],
])("%d is %s", (value, text) => {
  expect(formatEvidence(value)).toBe(text);
});
