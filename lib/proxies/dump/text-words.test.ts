import fc from "fast-check";
import { expect, it } from "vitest";
import { TextWords } from "./text-words";

it("finds the next quote or backslash wherever a chunk lies in its memory", () => {
  const byte = fc.constantFrom(0x00, 0x21, 0x22, 0x23, 0x5b, 0x5c, 0x5d, 0x61, 0x80, 0xa2, 0xdc, 0xff);
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }),
      fc.array(byte, { maxLength: 40 }),
      fc.nat(7),
      (any, signs, lead) => {
        const text = [...any, ...signs];
        const memory = Uint8Array.of(...Array.from({ length: lead }, () => 0x22), ...text, 0x22);
        const chunk = memory.subarray(lead, lead + text.length);
        const words = new TextWords(chunk);
        for (let from = 0; from <= chunk.length; from += 1) {
          const found = chunk.findIndex((one, at) => at >= from && (one === 0x22 || one === 0x5c));
          expect(words.nextSign(from)).toBe(found < 0 ? chunk.length : found);
        }
      },
    ),
  );
});
