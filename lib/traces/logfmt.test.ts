import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { durationUsFromText, textFromDurationUs } from "./duration-text";
import { logfmtFromTags, tagsFromLogfmt } from "./logfmt";
import { traceIdFromText } from "./trace-id";

describe("tagsFromLogfmt", () => {
  it("reads plain and quoted values", () => {
    expect(tagsFromLogfmt(' http.status_code=503  url="/a b\\"c" guid:x-request-id=1-2 empty=""')).toEqual({
      ok: true,
      tags: { "http.status_code": "503", url: '/a b"c', "guid:x-request-id": "1-2", empty: "" },
    });
    expect(tagsFromLogfmt("   ")).toEqual({ ok: true, tags: {} });
  });

  it.each([
    ["error", "noEquals", 0, "error"],
    ["a=1 error", "noEquals", 4, "error"],
    ["=1", "noKey", 0, "=1"],
    ['a="open', "openQuote", 0, 'a="open'],
    ["a=1 a=2", "repeated", 4, "a"],
  ])("says what is wrong with %j and where", (text, reason, at, word) => {
    expect(tagsFromLogfmt(text)).toEqual({ ok: false, reason, at, word });
  });

  it("reads back what it printed", () => {
    const tags = fc.dictionary(fc.stringMatching(/^[a-z_.:-]{1,9}$/), fc.string(), { noNullPrototype: true });
    fc.assert(
      fc.property(tags, (record) => {
        expect(tagsFromLogfmt(logfmtFromTags(record))).toEqual({ ok: true, tags: record });
      }),
      { seed: 3 },
    );
  });
});

describe("durationUsFromText", () => {
  it.each([
    ["250ms", 250_000],
    ["1.5 s", 1_500_000],
    ["800us", 800],
    ["800 µs", 800],
    ["1m30s", 90_000_000],
    ["2min", 120_000_000],
    ["12", undefined],
    ["fast", undefined],
    ["-1s", undefined],
  ])("reads %s as %s", (text, expected) => {
    expect(durationUsFromText(text)).toBe(expected);
  });

  it("reads back what it printed", () => {
    fc.assert(
      fc.property(fc.nat(2_000_000_000), (us) => {
        expect(durationUsFromText(textFromDurationUs(us))).toBe(us);
      }),
    );
  });
});

describe("traceIdFromText", () => {
  const id = "9c1b7cdb5553e0718f5a165404462632";
  it.each([
    [id, id],
    [`  ${id.toUpperCase()} `, id],
    [`https://jaeger.example/jaeger/trace/${id}?uiFind=a`, id],
    [`00-${id}-c88fafcbc9afa44c-01`, id],
    ["productpage", undefined],
    ["checkout-7c9f", undefined],
  ])("finds in %s the id %s", (text, expected) => {
    expect(traceIdFromText(text)).toBe(expected);
  });
});
