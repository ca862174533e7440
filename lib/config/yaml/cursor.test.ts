import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { objectAround } from "./around";
import { cursorAt } from "./cursor";

/** `▮` is the cursor. */
const at = (text: string) => cursorAt(text.replace("▮", ""), text.indexOf("▮"));
const head = "apiVersion: v1\nkind: X\nspec:\n";

describe("the place of a cursor", () => {
  it("is the mapping by indentation, whatever is typed there", () => {
    expect(at(`${head}  http:\n    - name: a\n    - ti▮`)).toMatchObject({
      steps: ["spec", "http", 1],
      prefix: "ti",
      isItem: true,
    });
    expect(at(`${head}  http:\n    - name: a\n      ▮\n`)).toMatchObject({
      steps: ["spec", "http", 0],
      siblings: { name: "a" },
    });
    expect(at(`${head}  ▮\n  hosts: []\n`)).toMatchObject({ steps: ["spec"], siblings: { hosts: "[]" } });
    expect(at("▮")).toMatchObject({ steps: [], prefix: "" });
  });

  it("is behind a key when the key is written", () => {
    const cursor = at(
      `${head}  http:\n    - route:\n        - destination:\n            host: reviews\n            subset: v▮`,
    );
    expect(cursor).toMatchObject({
      steps: ["spec", "http", 0, "route", 0, "destination"],
      key: "subset",
      prefix: "v",
      siblings: { host: "reviews" },
    });
  });

  it("knows lists that are not indented below their key", () => {
    expect(at(`${head}  hosts:\n  - a\n  - ▮`)).toMatchObject({ steps: ["spec", "hosts", 1], isItem: true });
    expect(at(`${head}  hosts:\n  - a\n  gate▮`)).toMatchObject({ steps: ["spec"], siblings: { hosts: "" } });
  });

  it("begins anew in each document and ends at the next", () => {
    const cursor = at(`${head}  hosts: []\n---\nkind: Y\nme▮\n---\nspec: {}\n`);
    expect(cursor).toMatchObject({ steps: [], siblings: { kind: "Y" } });
    expect(cursor?.siblings).not.toHaveProperty("spec");
  });

  it("does not take the fields of the next item for its own", () => {
    const cursor = at(`${head}  http:\n    - name: a\n      ti▮\n    - name: b\n      timeout: 5s\n`);
    expect(cursor?.siblings).toEqual({ name: "a" });
  });

  it("is nowhere in comments, block texts and flow collections", () => {
    expect(at(`${head}  # a▮`)).toBeUndefined();
    expect(at(`${head}  script: |\n    host: ▮\n`)).toBeUndefined();
    expect(at(`${head}  script: |\n    host: x\n  ho▮`)).toMatchObject({ steps: ["spec"] });
    expect(at(`${head}  hosts: [a▮`)).toBeUndefined();
  });

  it("takes quotes as part of the value, not of what is typed", () => {
    expect(at(`${head}  host: "re▮`)).toMatchObject({ key: "host", prefix: "re" });
  });

  it("never throws", () => {
    const text = fc.string({ unit: fc.constantFrom("a", ":", " ", "-", "\n", "#", '"') });
    const property = fc.property(text, fc.nat(40), (one, offset) => {
      expect(() => cursorAt(one, Math.min(offset, one.length))).not.toThrow();
    });
    fc.assert(property);
  });
});

describe("the object around a cursor", () => {
  it("is the one of its own document, half-written too", () => {
    const text = `${head}---\nkind: Gateway\nmetadata:\n  name: a\n  namespace: shop\nspec:\n  se: [`;
    expect(objectAround(text, text.length)).toEqual({ apiVersion: "", kind: "Gateway", namespace: "shop" });
    expect(objectAround(text, 3)).toEqual({ apiVersion: "v1", kind: "X", namespace: "" });
  });
});
