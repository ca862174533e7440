import { expect, it } from "vitest";
import { normalRequest } from "@/lib/proxies/explain/normal-request";
import { isReferer } from "@/lib/proxies/explain/referer";
import { headerOf } from "@/lib/proxies/explain/request";

it.each([
  ["https://shop:8080/a b", false],
  ["https://shop:8080/a?b", true],
  ["https://[::1]/", true],
  ["https://me@shop/", false],
  ["https://shop/#top", false],
  ["shop:80", false],
  ["/a:b", true],
  ["a,b", true],
  ["a, b", false],
  ["é", false],
  ["", true],
])("takes %s for a referer: %s", (value, wanted) => {
  expect(isReferer(value)).toBe(wanted);
});

it("takes a bad referer away before any route is asked", () => {
  const sent = (value: string) =>
    normalRequest(
      {},
      {
        authority: "shop",
        path: "/",
        method: "GET",
        scheme: "http",
        headers: [{ name: "referer", value }],
        headersAreComplete: true,
      },
    );
  expect(headerOf(sent("a, b").request, "referer")).toBeNull();
  expect(sent("a, b").steps).toContainEqual({ code: "header_sanitized", values: { name: "referer" } });
  expect(headerOf(sent("/a").request, "referer")).toBe("/a");
});
