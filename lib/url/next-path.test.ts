import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextPath, signInPath, withoutBasePath } from "./next-path";

describe("the path after signing in", () => {
  it.each([
    "/services/shop/cart?ns=shop&range=6h",
    "/graph?ns=a,b#edge",
    "/traces?q=%2F%2Fevil.example",
    "/%2F%2Fevil.example",
  ])("keeps %s", (path) => {
    expect(nextPath(path)).toBe(path);
  });

  it.each([
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/.//evil.example",
    "/a/..//evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "evil.example",
    " /overview",
    "",
    null,
    undefined,
  ])("leads to the overview instead of %j", (path) => {
    expect(nextPath(path)).toBe("/overview");
  });

  it("stays on this origin whatever it is given", () => {
    const base = "https://console.example/sign-in";
    const piece = fc.constantFrom(
      "/",
      "\\",
      ".",
      "..",
      ":",
      "@",
      "?",
      "#",
      "\t",
      "\n",
      "https",
      "evil",
      "%2f",
      " ",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((parts) => parts.join("")),
        ),
        (text) => {
          expect(new URL(nextPath(text), base).origin).toBe("https://console.example");
          expect(new URL(nextPath(`/${text}`), base).origin).toBe("https://console.example");
        },
      ),
      { seed: 7, numRuns: 2000 },
    );
  });

  it("never is the sign-in page itself, a file or an answer of the API", () => {
    for (const path of ["/sign-in?next=/sign-in", "/api/trpc/x", "/_next/static/a.js", "/"]) {
      expect(nextPath(path)).toBe("/overview");
    }
    expect(nextPath("/sign-inbox")).toBe("/sign-inbox");
  });

  it("drops what Next adds to the address of a page's data", () => {
    expect(nextPath("/graph?ns=shop&_rsc=abc")).toBe("/graph?ns=shop");
  });
});

it("names the page to come back to in one parameter", () => {
  const path = "/traces?ns=shop&q=a%26b";
  const query = new URL(signInPath(path), "http://x").searchParams;
  expect(query.get("next")).toBe(path);
  expect(signInPath("//evil.example")).toBe("/sign-in");
});

it("takes the base path off, and only as a whole folder", () => {
  expect(withoutBasePath("/heddle/graph?a=1", "/heddle")).toBe("/graph?a=1");
  expect(withoutBasePath("/heddle?a=1", "/heddle")).toBe("/?a=1");
  expect(withoutBasePath("/heddles/graph", "/heddle")).toBe("/heddles/graph");
  expect(withoutBasePath("/graph", "")).toBe("/graph");
});
