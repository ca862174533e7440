import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { balanceWeights, evenWeights, textFromWeights, weightsFromText } from "@/lib/routing/balance-weights";

const sum = (weights: Readonly<Record<string, number>>) =>
  Object.values(weights).reduce((total, weight) => total + weight, 0);
const names = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e", "f", "g"), { minLength: 1 });

describe("weights", () => {
  it("always add up to 100 in whole parts, wherever a slider is moved", () => {
    fc.assert(
      fc.property(names, fc.nat(6), fc.array(fc.integer({ min: -20, max: 130 })), (all, at, moves) => {
        let weights = evenWeights(all);
        for (const move of moves) {
          weights = balanceWeights(weights, all[at % all.length] ?? "", move);
          expect(sum(weights)).toBe(100);
          expect(Object.values(weights).every((weight) => Number.isInteger(weight) && weight >= 0)).toBe(
            true,
          );
        }
      }),
    );
  });

  it("let the others keep their proportion", () => {
    expect(balanceWeights({ a: 20, b: 60, c: 20 }, "a", 60)).toEqual({ a: 60, b: 30, c: 10 });
    expect(balanceWeights({ a: 100, b: 0, c: 0 }, "a", 90)).toEqual({ a: 90, b: 5, c: 5 });
  });

  it("survive the URL", () => {
    expect(weightsFromText(textFromWeights({ v1: 90, "v2-x": 10 }))).toEqual({ v1: 90, "v2-x": 10 });
    expect(weightsFromText("v1:,x,:5,v2:7")).toEqual({ v2: 7 });
  });
});
