import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, it } from "vitest";
import { holdsLiterals, literalsOf } from "@/lib/proxies/explain/regex-literals";

describe("texts that a match needs", () => {
  it.each([
    ["/api/v1/.*", "/api/v1/", []],
    ["^/api/(v1|v2)/items$", "/api/", [[["v1"], ["v2"]], "/items"]],
    ["(.*;)?(session=t5)(;.*)?", "", [[["session=t5"]]]],
    [
      "(a(b|c)d|e.*f)+g",
      "",
      [
        [
          ["a", [["b"], ["c"]], "d"],
          ["e", "f"],
        ],
        "g",
      ],
    ],
    ["(a|b*)c", "", ["c"]],
    ["(a|(?i)b|c)d", "", ["d"]],
    ["(ab)(?s)*", "", []],
    ["(ab)+(?s)*?c", "", []],
    ["(ab){0,1}c", "", ["c"]],
    [String.raw`/a\.b/\d+/c`, "/a.b/", ["/c"]],
    ["user-17-.*", "user-17-", []],
    [".*canary.*", "", ["canary"]],
    ["/ab?c", "/a", ["c"]],
    ["/ab*", "/a", []],
    ["/ab{0,2}c", "/a", ["c"]],
    ["/ab{,2}c", "/a", []],
    ["/a|/b", "", []],
    ["/a(b)|c", "", []],
    ["/a[|]b", "/a", ["b"]],
    ["/a[]|)]b", "/a", ["b"]],
    ["/a(?:x[)]y)b", "/a", [[["x", "y"]], "b"]],
    ["/a(?i)b|c", "", []],
    ["/a(?i)b", "/", []],
    [String.raw`/a\Q|\Eb`, "", []],
    [String.raw`\x2fa`, "", []],
    ["/é", "/", []],
    ["/ab(?s)*", "/a", []],
  ])("of %s start with “%s”", (regex, start, later) => {
    expect(literalsOf(regex)).toEqual({ start, later });
  });

  it.each([
    ["(?i)Tenant-5:[a-z]+", "TENANT-5:a", "TENANT-6:a"],
    ["^(?i)(Shop|Cart)-.*", "cART-1", "pay-1"],
    ["(?i)k1", "\u212A1", "l1"],
  ])("of %s are looked for in either case", (regex, taken, other) => {
    expect(RE2JS.compile(regex).matches(taken)).toBe(true);
    expect(holdsLiterals(literalsOf(regex), taken)).toBe(true);
    expect(holdsLiterals(literalsOf(regex), other)).toBe(false);
  });

  it("are in every value that RE2 takes", () => {
    const atoms = [
      ..."ab/-.*+?|()[]{}^$,12",
      ".*",
      ".+",
      "(?i)",
      "(?:",
      "(?P<n>",
      "(?i:",
      "(?s)",
      "[ab]",
      "[^a]",
      "[]a]",
      "[[:alpha:]]",
      "[|]",
      "{2}",
      "{0,1}",
      "{1,}",
      "{,2}",
      "*?",
      "ab",
      "a|b",
      "(a|b)",
      "(a)?",
      "(ab)",
      "(a|bb)+",
      "(?:b|(?i)a)",
      "(?i)(a|B)",
      "b*",
      String.raw`\.`,
      String.raw`\d`,
      String.raw`\w`,
      String.raw`\|`,
      String.raw`\(`,
      String.raw`\Q`,
      String.raw`\E`,
      String.raw`\b`,
      String.raw`\x61`,
      String.raw`\pL`,
      String.raw`\A`,
      String.raw`\z`,
    ];
    const regexes = fc
      .array(fc.constantFrom(...atoms), { minLength: 1, maxLength: 9 })
      .map((all) => all.join(""));
    const values = fc
      .array(fc.constantFrom(..."abAB/-.|()[]{},12", "", "ab", "aa", "bb"), { maxLength: 7 })
      .map((all) => all.join(""));
    let taken = 0;
    let narrowed = 0;
    fc.assert(
      fc.property(regexes, fc.array(values, { minLength: 12, maxLength: 12 }), (regex, many) => {
        let pattern: RE2JS;
        try {
          pattern = RE2JS.compile(regex);
        } catch {
          return;
        }
        const literals = literalsOf(regex);
        if (literals.start !== "" || literals.later.length > 0) narrowed += 1;
        for (const value of [...many, regex, regex.replaceAll(/[\\^$?*+]/g, "")]) {
          if (!pattern.matches(value)) continue;
          taken += 1;
          expect([regex, value, holdsLiterals(literals, value)]).toEqual([regex, value, true]);
        }
      }),
      { numRuns: 4_000, seed: 6 },
    );
    expect(taken).toBeGreaterThan(500);
    expect(narrowed).toBeGreaterThan(300);
  });
});
