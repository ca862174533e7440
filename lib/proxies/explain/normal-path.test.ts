import { expect, it } from "vitest";
import { normalPath } from "@/lib/proxies/explain/normal-path";

it.each([
  ["/", "/"],
  ["//", "//"],
  ["////?x=//", "//?x=//"],
  ["//a///b//", "/a/b/"],
  ["///%2F/..", "//"],
])("merges the slashes of %s to %s, but keeps the first and the last", (path, wanted) => {
  expect(normalPath({ normalize_path: true, merge_slashes: true }, path)).toMatchObject({ path: wanted });
});
