import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { openToken, sealToken, sessionCookie, tokenFromHeaders } from "./session";

describe("a sealed token", () => {
  it("opens with its key alone, and not after a single changed character", () => {
    const key = randomBytes(32);
    const sealed = sealToken("s3cret", key);
    expect(sealed).not.toContain("s3cret");
    expect(openToken(sealed, key)).toBe("s3cret");
    expect(openToken(sealed, randomBytes(32))).toBeUndefined();
    const changed = `${sealed.slice(0, -2)}${sealed.at(-2) === "A" ? "B" : "A"}${sealed.at(-1)}`;
    expect(openToken(changed, key)).toBeUndefined();
    expect(openToken("short", key)).toBeUndefined();
  });

  it("is read from the cookie, and a header goes before it", () => {
    const cookie = `a=b; ${sessionCookie}=${sealToken("from-cookie")}`;
    expect(tokenFromHeaders(new Headers({ cookie }))).toBe("from-cookie");
    expect(tokenFromHeaders(new Headers({ cookie, authorization: "Bearer direct" }))).toBe("direct");
    expect(tokenFromHeaders(new Headers({ cookie: `${sessionCookie}=forged` }))).toBeUndefined();
  });
});
