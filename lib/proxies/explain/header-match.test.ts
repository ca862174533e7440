import { describe, expect, it } from "vitest";
import { matchHeader } from "@/lib/proxies/explain/header-match";
import { normalRequest } from "@/lib/proxies/explain/normal-request";
import type { ExplainedRequest } from "@/lib/proxies/explain/request";

const request = (change: Partial<ExplainedRequest> = {}): ExplainedRequest => ({
  authority: "shop",
  path: "/",
  method: "GET",
  scheme: "http",
  headers: [],
  headersAreComplete: true,
  ...change,
});

describe("a header condition of the older form", () => {
  it("asks for nothing with an empty exact text, which a string matcher takes at its word", () => {
    const asked = request({ headers: [{ name: "x-a", value: "a" }] });
    expect(matchHeader({ name: "x-a", exact_match: "" }, asked).is).toBe("yes");
    expect(matchHeader({ name: "x-a", exact_match: "", invert_match: true }, asked).is).toBe("no");
    expect(matchHeader({ name: "x-a", string_match: { exact: "" } }, asked).is).toBe("no");
    expect(matchHeader({ name: "x-a", exact_match: "" }, request()).is).toBe("no");
  });
});

describe("a condition on a request id that the proxy makes", () => {
  const id = "01234567-89ab-4def-8123-456789abcdef";
  it.each([
    [{ string_match: { exact: "7" } }, "no"],
    [{ string_match: { exact: id } }, "unknown"],
    [{ string_match: { prefix: "a" } }, "unknown"],
    [{ string_match: { prefix: "A" } }, "no"],
    [{ string_match: { prefix: "A", ignore_case: true } }, "unknown"],
    [{ string_match: { suffix: "-" } }, "no"],
    [{ string_match: { contains: "-" } }, "yes"],
    [{ contains_match: "," }, "no"],
    [{ contains_match: ",", invert_match: true }, "yes"],
    [{ range_match: { start: 0, end: 9 } }, "no"],
    [{ string_match: { safe_regex: { regex: "a.*" } } }, "unknown"],
    [{}, "yes"],
  ])("of %j is %s", (form, wanted) => {
    const matcher = { name: "x-request-id", ...form };
    expect(matchHeader(matcher, request({ made: ["x-request-id"] })).is).toBe(wanted);
  });
});

it("is asked of a made id also where the caller sends an empty one", () => {
  const sent = (value: string) =>
    normalRequest({}, request({ headers: [{ name: "x-request-id", value }] })).request.made;
  expect(sent("")).toEqual(["x-request-id"]);
  expect(sent("7")).toBeUndefined();
});

it("does not guess what a dump hides", () => {
  const asked = {
    authority: "shop",
    path: "/",
    method: "GET",
    scheme: "http" as const,
    headers: [{ name: "authorization", value: "Bearer a" }],
    headersAreComplete: true,
  };
  const hidden = { code: "redacted", values: { what: "authorization" } };
  for (const form of [
    { string_match: { prefix: "Bearer [redacted]" } },
    { string_match: { safe_regex: { regex: "[redacted]" } } },
    { exact_match: "[redacted]", invert_match: true },
  ]) {
    expect(matchHeader({ name: "authorization", ...form }, asked)).toEqual({
      is: "unknown",
      because: [hidden],
    });
  }
});
