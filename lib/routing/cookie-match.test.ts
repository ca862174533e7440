import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cookieRegex, cookiesFromRegex } from "@/lib/routing/cookie-match";

const cookies = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,8}$/),
    value: fc.stringMatching(/^[A-Za-z0-9!#$%&'()*+./:<=>?@[\]^_`{|}~-]{0,8}$/),
  }),
  { minLength: 1, maxLength: 3, selector: ({ name }) => name },
);
const isMet = (regex: string, header: string) => new RegExp(`^(?:${regex})$`).test(header);

describe("cookies as a regular expression", () => {
  it("are met in any order among others, and read back", () => {
    fc.assert(
      fc.property(cookies, (wanted) => {
        const regex = cookieRegex(wanted);
        const pairs = wanted.map(({ name, value }) => `${name}=${value}`);
        expect(isMet(regex, pairs.join("; "))).toBe(true);
        expect(isMet(regex, ["first=1", ...pairs.toReversed(), "last=2"].join("; "))).toBe(true);
        expect(isMet(regex, `x${pairs.join("; x")}y`)).toBe(false);
        expect(cookiesFromRegex(regex)).toEqual(wanted);
      }),
    );
  });

  it("are read from what people copy from Istio's tasks", () => {
    expect(cookiesFromRegex("^(.*?;)?(user=jason)(;.*)?$")).toEqual([{ name: "user", value: "jason" }]);
    expect(cookiesFromRegex("^(.*;.)?(user=jason)(;.*)?$")).toBeUndefined();
    expect(cookiesFromRegex(".*user=(a|b).*")).toBeUndefined();
  });
});
