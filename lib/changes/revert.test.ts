import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { revert } from "@/lib/changes/revert";

const json = fc.jsonValue({ maxDepth: 3 }).filter((value) => value !== null);
const records = fc.dictionary(fc.constantFrom("a", "b", "c", "d"), json);

describe("taking a change back", () => {
  it("gives exactly the old value when nobody else wrote", () => {
    fc.assert(
      fc.property(records, records, (before, after) => {
        const { value, kept } = revert(before, after, after);
        expect(JSON.stringify(value)).toBe(JSON.stringify(before));
        expect(kept).toEqual([]);
      }),
    );
  });

  it("changes nothing when it was taken back already", () => {
    fc.assert(
      fc.property(records, records, (before, after) => {
        expect(revert(before, after, before)).toEqual({ value: before, kept: [] });
      }),
    );
  });

  it("keeps fields that only others wrote", () => {
    const before = { a: 1, list: ["x"] };
    const after = { a: 2, list: ["x"] };
    const live = { a: 2, list: ["x", "y"], more: true };
    expect(revert(before, after, live)).toEqual({ value: { a: 1, list: ["x", "y"], more: true }, kept: [] });
  });

  it("keeps an entry that others put into a list of ours", () => {
    const subset = (name: string) => ({ name, labels: { version: name } });
    const { value } = revert(
      { subsets: [subset("v1")] },
      { subsets: [subset("v1"), subset("v2")] },
      { subsets: [subset("v1"), subset("v2"), subset("v3")] },
    );
    expect(value).toEqual({ subsets: [subset("v1"), subset("v3")] });
  });

  it("leaves a weight list whole that others changed, and says so", () => {
    const route = (weight: number) => ({
      http: [{ name: "p", route: [{ destination: { subset: "v1" }, weight }] }],
    });
    expect(revert(route(100), route(90), route(50))).toEqual({ value: route(50), kept: ['http["p"].route'] });
  });

  it("brings a removed entry back to its place", () => {
    const rule = (name: string) => ({ name });
    const { value } = revert(
      { http: [rule("a"), rule("b"), rule("c")] },
      { http: [rule("a"), rule("c")] },
      { http: [rule("a"), rule("c"), rule("d")] },
    );
    expect(value).toEqual({ http: [rule("a"), rule("b"), rule("c"), rule("d")] });
  });
});
