import { describe, expect, it } from "vitest";
import { RecentValues } from "@/lib/proxies/explain/recent-values";

function counting(fewestKept: number) {
  const values = new RecentValues<string | undefined>(fewestKept);
  const made: string[] = [];
  const get = (key: string) =>
    values.get(key, () => {
      made.push(key);
      return key === "none" ? undefined : key.toUpperCase();
    });
  return { get, made };
}

describe("values that were asked for of late", () => {
  it("are made once, those that are undefined too", () => {
    const { get, made } = counting(4);
    expect([get("a"), get("a"), get("none"), get("none")]).toEqual(["A", "A", undefined, undefined]);
    expect(made).toEqual(["a", "none"]);
  });

  it("are all there when as many as fit are asked for again and again in one order", () => {
    const { get, made } = counting(50);
    for (let index = 0; index < 70; index += 1) get(`before-${index}`);
    const keys = Array.from({ length: 50 }, (_, index) => `k-${index}`);
    for (const key of keys) get(key);
    made.length = 0;
    for (let round = 0; round < 5; round += 1) for (const key of keys) get(key);
    expect(made).toEqual([]);
  });

  it("are forgotten when twice as many others came", () => {
    const { get, made } = counting(10);
    get("first");
    for (let index = 0; index < 20; index += 1) get(`k-${index}`);
    made.length = 0;
    get("first");
    expect(made).toEqual(["first"]);
  });
});
