import { describe, expect, it } from "vitest";
import { colorIndexesFor, colorIndexForService } from "./service-color";

const names = Array.from({ length: 30 }, (_, index) => `service-${index}.shop`);

describe("colorIndexesFor", () => {
  it("gives eight services eight colours, whatever their names and order", () => {
    for (let from = 0; from + 8 <= names.length; from += 1) {
      const some = names.slice(from, from + 8);
      const indexes = colorIndexesFor(some);
      expect(new Set(indexes.values()).size).toBe(8);
      expect(new Map(colorIndexesFor(some.toReversed()))).toEqual(new Map([...indexes].toReversed()));
    }
  });

  it("keeps a service's own colour where nobody else wants it", () => {
    expect(colorIndexesFor(["web.shop"]).get("web.shop")).toBe(colorIndexForService("web.shop"));
  });

  it("stays within the palette for more services than colours", () => {
    for (const index of colorIndexesFor(names).values()) {
      expect(index).toBeGreaterThanOrEqual(1);
      expect(index).toBeLessThanOrEqual(8);
    }
  });
});
