import { describe, expect, it } from "vitest";
import { requestFromTold } from "@/lib/proxies/explain/told-request";

const wanted = {
  authority: "shop:80",
  path: "/a?x=1",
  method: "GET",
  scheme: "http",
  headers: [{ name: "x-user", value: "ada" }],
  headersAreComplete: true,
};

describe("a told request", () => {
  it.each([
    { authority: "shop:80", path: "/a?x=1", headers: [["X-User", "ada"]] },
    { host: "shop:80", path: "/a", query: { x: 1 }, headers: { "x-user": "ada" } },
    { path: "/a", query: "?x=1", headers: { host: "shop:80", "x-user": ["ada"] } },
    { ":authority": "shop:80", ":path": "/a?x=1", headers: [{ key: "x-user", value: "ada" }] },
    {
      headers: [
        { name: ":authority", value: "shop:80" },
        { name: ":path", value: "/a?x=1" },
        { name: ":method", value: "GET" },
        { name: "x-user", value: "ada" },
      ],
    },
    { url: "http://shop:80/a?x=1", headers: { "X-User": "ada" } },
  ])("is read from %j", (told) => {
    expect(requestFromTold(told)).toEqual(wanted);
  });

  it("has a path unless it is a CONNECT", () => {
    expect(requestFromTold({ host: "a" }).path).toBe("/");
    expect(requestFromTold({ host: "a:1", method: "CONNECT" }).path).toBeUndefined();
    expect(requestFromTold({ url: "https://a?x" })).toMatchObject({ path: "/?x", scheme: "https" });
  });

  it.each([
    [3, "a request must be an object"],
    [{ path: "/" }, "a request needs authority, host or url"],
    [{ host: "a", scheme: "ftp" }, "scheme: ftp is neither http nor https"],
    [{ host: "a", headers: [{ value: "1" }] }, "headers.0: no name"],
    [{ host: "a", headers: { x: {} } }, "headers.x: no text"],
    [{ url: "shop" }, "url: shop has no scheme and host"],
  ])("that can't be read is refused by name: %j", (told, message) => {
    expect(() => requestFromTold(told)).toThrow(message);
  });
});
