import { describe, expect, it } from "vitest";
import { requestFromText, textOfRequest } from "@/lib/proxies/explain-flow/request-text";

describe("requestFromText", () => {
  it.each([
    [
      "http://cart.shop:8080/items?sku=1",
      { scheme: "http", host: "cart.shop", port: 8080, path: "/items?sku=1" },
    ],
    ["https://shop.example.com", { scheme: "https", host: "shop.example.com", port: 443, path: "/" }],
    ["cart:8080", { scheme: "http", host: "cart", port: 8080, path: "/" }],
    ["cart", { scheme: "http", host: "cart", port: 80, path: "/" }],
    ["tcp://10.0.0.1:5432", { scheme: "tcp", host: "10.0.0.1", port: 5432, path: "/" }],
    ["http://[fd00::1]:80/a#b", { scheme: "http", host: "fd00::1", port: 80, path: "/a" }],
    ["http://a?b=c", { scheme: "http", host: "a", port: 80, path: "/?b=c" }],
  ])("reads %s", (text, wanted) => {
    expect(requestFromText(text)).toMatchObject(wanted);
  });

  it.each(["", "tcp://10.0.0.1", "ftp://a", "a:99999", "a b", "http://user@host/"])(
    "refuses %j instead of guessing",
    (text) => {
      expect(requestFromText(text)).toBeUndefined();
    },
  );

  it("reads a curl command with quotes, headers, a body and lines that go on", () => {
    const text = `curl -s -o /dev/null 'http://cart:8080/a?b=c' \\\n  -H "X-User: o'hara" --header 'host: other.example' -d '{"a":1}'`;
    expect(requestFromText(text)).toEqual({
      scheme: "http",
      host: "cart",
      port: 8080,
      path: "/a?b=c",
      method: "POST",
      headers: [
        { name: "x-user", value: "o'hara" },
        { name: "host", value: "other.example" },
      ],
    });
    expect(requestFromText("curl -X DELETE cart:8080/x")).toMatchObject({ method: "DELETE", path: "/x" });
  });

  it("prints what it reads", () => {
    for (const text of [
      "http://cart:8080/a?b=c",
      "https://a/",
      "http://[fd00::1]:81/",
      "tcp://10.0.0.1:5432",
    ]) {
      const read = requestFromText(text);
      expect(read === undefined ? undefined : textOfRequest(read)).toBe(text);
    }
  });
});
