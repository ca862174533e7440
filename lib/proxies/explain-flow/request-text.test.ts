import { describe, expect, it } from "vitest";
import { curlOfRequest } from "@/lib/proxies/explain-flow/curl-command";
import { requestOf } from "@/lib/proxies/explain-flow/flow-fixture";
import { redirectedRequest } from "@/lib/proxies/explain-flow/redirected-request";
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

  it.each([
    ["curl -XPUT cart:8080/x", { method: "PUT", path: "/x" }],
    ["curl -sSXPOST -Hx-a:b cart", { method: "POST", headers: [{ name: "x-a", value: "b" }] }],
    [
      "curl --request=PATCH --header='x-a: b' cart",
      { method: "PATCH", headers: [{ name: "x-a", value: "b" }] },
    ],
    ["curl -G -d a=b cart", { method: "GET" }],
    [
      "curl --json '{}' cart",
      { method: "POST", headers: [{ name: "content-type", value: "application/json" }] },
    ],
    [
      "curl -b 'user=ada; x=y' -e http://from/ cart",
      {
        headers: [
          { name: "cookie", value: "user=ada; x=y" },
          { name: "referer", value: "http://from/" },
        ],
      },
    ],
    ["curl --max-time 3 --compressed -k https://a/", { scheme: "https", host: "a", method: "GET" }],
    ["curl --resolve a:443:10.0.0.7 https://a/", { host: "a", port: 443, ip: "10.0.0.7" }],
    ["curl --resolve 'a:443:[fd00::7]' https://a/", { ip: "fd00::7" }],
    ["curl -I cart", { method: "HEAD" }],
    [
      "kubectl exec -n shop deploy/web -- curl -s http://cart:8080/a",
      { host: "cart", port: 8080, path: "/a" },
    ],
  ] as const)("reads %s", (text, wanted) => {
    expect(requestFromText(text)).toMatchObject(wanted);
  });

  it("refuses a command without an address", () => {
    expect(requestFromText("curl -s -H 'a: b'")).toBeUndefined();
    expect(requestFromText("kubectl get pods")).toBeUndefined();
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

describe("curlOfRequest", () => {
  it("is a command that says the same request again", () => {
    for (const more of [
      { host: "cart", port: 8080, path: "/a'c?x=$y&z" },
      { host: "fd00::1", port: 80, method: "POST", headers: [{ name: "x-user", value: 'o\'hara "quoted"' }] },
      { host: "a.example", port: 443, scheme: "https" as const, ip: "10.0.0.7", method: "HEAD" },
      { host: "a.example", port: 443, scheme: "https" as const, ip: "fd00::7" },
    ]) {
      const request = requestOf(more);
      const { scheme, host, port, path, method, headers, ip } = request;
      const read = requestFromText(curlOfRequest(request, { namespace: "shop", pod: "web-1" }));
      expect(read).toEqual({
        scheme,
        host,
        port,
        path,
        method,
        headers,
        ...(ip === undefined ? {} : { ip }),
      });
    }
  });

  it("runs in the pod's own container, and knocks at a TCP port only", () => {
    const request = requestOf({ scheme: "tcp", host: "db", port: 5432 });
    expect(curlOfRequest(request, { namespace: "shop", pod: "web-1" })).toBe(
      "kubectl exec -n shop web-1 -- curl -sS -i telnet://db:5432",
    );
  });
});

describe("redirectedRequest", () => {
  const from = requestOf({ host: "a.example", path: "/x", method: "POST", ip: "10.0.0.7" });

  it("goes to the location with the method that clients send", () => {
    const location = "https://b.example/y?z#part";
    expect(redirectedRequest(from, { status: 302, location })).toMatchObject({
      scheme: "https",
      host: "b.example",
      port: 443,
      path: "/y?z",
      method: "GET",
      ip: undefined,
    });
    expect(redirectedRequest(from, { status: 307, location })?.method).toBe("POST");
    expect(redirectedRequest({ ...from, method: "PUT" }, { status: 303, location })?.method).toBe("GET");
    expect(redirectedRequest({ ...from, method: "PUT" }, { status: 301, location })?.method).toBe("PUT");
  });

  it("stays at the host for a path, and takes no header of the old host along", () => {
    expect(redirectedRequest(from, { status: 308, location: "/other" })).toEqual({ ...from, path: "/other" });
    const named = { ...from, headers: [{ name: "host", value: "old" }], authority: "old" };
    const next = redirectedRequest(named, { status: 301, location: "http://b.example/" });
    expect([next?.headers, next?.authority]).toEqual([[], undefined]);
    expect(redirectedRequest(from, { status: 301, location: "mailto:a@b" })).toBeUndefined();
  });
});
