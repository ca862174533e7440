import { describe, expect, it } from "vitest";
import { compileRegex } from "./regex";

describe("RE2 in JavaScript", () => {
  it.each([
    ["a|b", "a", true],
    ["a|b", "ab", false],
    ["web.*", "web\n1", true],
    ["(?i)PROD", "prod", true],
    ["(?i:pro)D", "PROd", false],
    ["x(?i:[a-c])", "xB", true],
    ["((?i)a)b", "Ab", true],
    ["((?i)a)b", "AB", false],
    ["(?P<name>a)+", "aa", true],
    ["a\\.b", "axb", false],
    ["10\\.0\\.\\d+\\.\\d+:15020", "10.0.3.4:15020", true],
    ["[^\\]]+", "abc", true],
    ["", "", true],
    ["\\-\\_", "-_", true],
  ])("%s against %o is %s", (pattern, text, expected) => {
    expect(compileRegex(pattern).test(text)).toBe(expected);
  });

  it("throws on what cannot be read", () => {
    expect(() => compileRegex("a(")).toThrow("Invalid regular expression");
  });
});
