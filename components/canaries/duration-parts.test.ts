import { expect, it } from "vitest";
import { durationParts } from "./duration-parts";

const text = (ms: number) =>
  durationParts(ms)
    .map(({ unit, count }) => `${count} ${unit}`)
    .join(" ");

it.each([
  [0, "0 second"],
  [-5, "0 second"],
  [119_000, "119 second"],
  [120_000, "2 minute"],
  [719_000, "12 minute"],
  [7_199_999, "2 hour"],
  [7_500_000, "2 hour 5 minute"],
  [172_800_000, "2 day"],
  [180_000_000, "2 day 2 hour"],
])("%d ms are %s", (ms, words) => {
  expect(text(ms)).toBe(words);
});
