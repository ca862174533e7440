import { describe, expect, it } from "vitest";
import { defaultRange, durationMsFromText, scopeFromSearch, textFromDurationMs } from "@/lib/url/scope";

describe("scopeFromSearch", () => {
  it("reads cluster, namespaces and a relative range", () => {
    expect(scopeFromSearch({ cluster: "east", ns: "shop,pay", range: "6h" })).toEqual({
      cluster: "east",
      namespaces: ["shop", "pay"],
      range: { kind: "relative", durationMs: 21_600_000 },
    });
  });

  it("prefers an absolute range, and falls back to the default when a range makes no sense", () => {
    expect(scopeFromSearch({ range: "6h", from: "1000", to: "2000" }).range).toEqual({
      kind: "absolute",
      startMs: 1000,
      endMs: 2000,
    });
    expect(scopeFromSearch({ from: "2000", to: "1000" }).range).toEqual(defaultRange);
    expect(scopeFromSearch({ range: "99999d" }).range).toEqual(defaultRange);
    expect(scopeFromSearch({ from: "1e9", to: "x" }).range).toEqual(defaultRange);
  });

  it.each(["1m", "15m", "90m", "6h", "7d"])("prints and reads %s alike in length", (text) => {
    const ms = durationMsFromText(text);
    expect(durationMsFromText(textFromDurationMs(ms ?? 0))).toBe(ms);
  });
});
