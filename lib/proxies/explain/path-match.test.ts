import { expect, it } from "vitest";
import { matchPath } from "@/lib/proxies/explain/path-match";
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

it("asks a URI template of a path with its parameters, also where other conditions ignore them", () => {
  const template = { path_match_policy: { typed_config: { path_template: "/*/b" } } };
  const options = { ignoresPathParameters: true };
  expect(matchPath(template, request({ path: "/a/b;p" }), options).is).toBe("no");
  expect(matchPath(template, request({ path: "/a/b?q" }), options).is).toBe("yes");
  expect(matchPath({ path: "/a/b" }, request({ path: "/a/b;p" }), options).is).toBe("yes");
});

it("takes stars of a path for any letter of a URI template", () => {
  const template = { path_match_policy: { typed_config: { path_template: "/p/*" } } };
  const answerTo = (path: string) =>
    matchPath(template, request({ path }), { ignoresPathParameters: false }).is;
  expect(["/p/a*b", "/p/a|b", "/p/a/b"].map(answerTo)).toEqual(["yes", "no", "no"]);
});
