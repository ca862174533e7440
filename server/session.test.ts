import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { openToken, sealToken, sessionCookie, sessionCookieLine, tokenFromHeaders } from "./session";

const later = Date.now() + 60_000;

describe("a sealed token", () => {
  it("opens with its key alone", () => {
    const key = randomBytes(32);
    const sealed = sealToken("s3cret", later, key);
    expect(Buffer.from(sealed, "base64url").toString("latin1")).not.toContain("s3cret");
    expect(openToken(sealed, Date.now(), key)).toBe("s3cret");
    expect(openToken(sealed, Date.now(), randomBytes(32))).toBeUndefined();
  });

  it("does not open after any changed bit, shortened, or empty", () => {
    const key = randomBytes(32);
    const bytes = Buffer.from(sealToken("s3cret", later, key), "base64url");
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(bytes.readUInt8(index) ^ 1, index);
      expect(openToken(changed.toString("base64url"), Date.now(), key)).toBeUndefined();
    }
    expect(openToken(bytes.subarray(0, -1).toString("base64url"), Date.now(), key)).toBeUndefined();
    expect(openToken("short", Date.now(), key)).toBeUndefined();
    expect(openToken("", Date.now(), key)).toBeUndefined();
  });

  it("ends by the server's clock, however long a browser keeps the cookie", () => {
    const sealed = sealToken("s3cret", 1000);
    expect(openToken(sealed, 999)).toBe("s3cret");
    expect(openToken(sealed, 1000)).toBeUndefined();
  });

  it("is read from the cookie, and a header goes before it", () => {
    const cookie = `a=b; ${sessionCookie}=${sealToken("from-cookie", later)}`;
    expect(tokenFromHeaders(new Headers({ cookie }))).toBe("from-cookie");
    expect(tokenFromHeaders(new Headers({ cookie, authorization: "Bearer direct" }))).toBe("direct");
    expect(tokenFromHeaders(new Headers({ cookie: `${sessionCookie}=forged` }))).toBeUndefined();
    expect(tokenFromHeaders(new Headers({ cookie: `x${cookie.slice(5)}` }))).toBeUndefined();
  });
});

describe("the session cookie", () => {
  it("is out of reach of scripts and of other sites' forms, and only for HTTPS where there is HTTPS", () => {
    const parts = sessionCookieLine("sealed", true).split("; ");
    expect(parts).toEqual(expect.arrayContaining(["HttpOnly", "SameSite=Lax", "Path=/", "Secure"]));
    expect(sessionCookieLine("sealed", false)).not.toContain("Secure");
  });

  it("is taken away by an empty one", () => {
    expect(sessionCookieLine("", false)).toMatch(/^heddle_session=;.*Max-Age=0/);
  });
});
