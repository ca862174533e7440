import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Output } from "./output";

describe("Output", () => {
  it("behaves like one array, across the borders of its blocks", () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("append" as const), size: fc.integer({ min: 0, max: 900_000 }) }),
      fc.record({ kind: fc.constant("cut" as const), size: fc.integer({ min: 0, max: 5_000 }) }),
      fc.record({ kind: fc.constant("mask" as const), size: fc.integer({ min: 0, max: 5_000 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        const output = new Output();
        let expected = Buffer.alloc(0);
        for (const [index, { kind, size }] of steps.entries()) {
          const end = Math.max(0, expected.length - size);
          if (kind === "append") {
            const source = Buffer.alloc(size + 2, 65 + index);
            output.append(source, 1, size + 1);
            expected = Buffer.concat([expected, source.subarray(1, size + 1)]);
          } else if (kind === "cut") {
            output.cut(end);
            expected = expected.subarray(0, end);
          } else {
            output.mask(end, expected.length);
            expected = Buffer.from(expected).fill("*", end);
          }
        }
        const middle = Math.floor(expected.length / 2);
        expect(Buffer.concat([...output.blocks()]).equals(expected)).toBe(true);
        expect(Buffer.from(output.range(middle, expected.length)).equals(expected.subarray(middle))).toBe(
          true,
        );
      }),
      { numRuns: 25 },
    );
  });
});
