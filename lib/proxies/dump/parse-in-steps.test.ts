import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkInSteps, parseInSteps } from "./parse-in-steps";

const encoder = new TextEncoder();

function run(text: string, pieceBytes: number): { value: unknown; steps: number } {
  const work = parseInSteps(encoder.encode(text), pieceBytes);
  for (let steps = 0; ; steps += 1) {
    const step = work.next();
    if (step.done === true) return { value: step.value, steps };
  }
}

describe("parsing JSON in steps", () => {
  it("gives what JSON.parse gives, whatever the size of a piece", () => {
    fc.assert(
      fc.property(fc.json(), fc.integer({ min: 1, max: 60 }), fc.boolean(), (text, pieceBytes, isSpaced) => {
        const written = isSpaced ? ` ${JSON.stringify(JSON.parse(text), null, 2)}\n` : text;
        expect(run(written, pieceBytes).value).toEqual(JSON.parse(written));
        expect(() => [...checkInSteps(encoder.encode(written), pieceBytes)]).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  it("keeps the order of members, the last of equal names, and __proto__ as a name", () => {
    const text = '{"b":[1,2,3],"__proto__":{"x":"y, {z}"},"a":"\\"}","b":[4]}';
    const { value } = run(text, 8);
    expect(Object.keys(value as object)).toEqual(["b", "__proto__", "a"]);
    expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(text)));
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it("pauses several times within a large list", () => {
    const text = JSON.stringify({
      hosts: Array.from({ length: 1000 }, (_, index) => ({ name: `h-${index}` })),
    });
    expect(run(text, 1000).steps).toBeGreaterThan(10);
  });

  it.each([
    '{"a":[1,2,3',
    '{"a":[1 2,3],"b":{"c":4444444444}}',
    "[1,2,3,,4]",
    '{"a":1,"b" 2,"c":[1,2,3,4]}',
    '{"aaaaaaaaaaaaaaaa":[1,2,3]}}',
    '["aaaaaaaaaaaa","bbbbbbbb',
    '{"a" x :[1,2,3,4,5]}',
    "{:[1,2,3,4,5]}",
    "[1,2,3,]",
    '{"a":1,}',
  ])("refuses %s as JSON.parse does", (text) => {
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
    expect(() => run(text, 4)).toThrow(SyntaxError);
    expect(() => [...checkInSteps(encoder.encode(text), 4)]).toThrow(SyntaxError);
  });
});
