import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meaningText, normalForm } from "./normal-form";
import { isSameMeaning } from "./same-meaning";

const keys = fc.constantFrom(
  "name",
  "metadata",
  "node",
  "virtual_hosts",
  "virtualHosts",
  "typed_per_filter_config",
  "filter_metadata",
  "filterMetadata",
  "timeout",
  "priority",
  "version_info",
  "inline_bytes",
  "inline_string",
  "@type",
  "proxy_100_continue",
  "proxy100Continue",
  "domains",
  "value",
);
const scalars = fc.constantFrom<unknown>(
  0,
  1,
  "0",
  "1",
  "",
  false,
  true,
  null,
  "1s",
  "1.0s",
  "DEFAULT",
  "aGk=",
  "type.googleapis.com/a.B",
  "a.B",
  "type.googleapis.com/udpa.type.v1.TypedStruct",
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "medium" },
    scalars,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(keys, tie("value"), { maxKeys: 4 }),
  ),
}));

describe("the same meaning", () => {
  it("is never said of values whose normal forms differ", () => {
    const one = fc.dictionary(keys, value, { maxKeys: 4 });
    fc.assert(
      fc.property(one, one, (left, right) => {
        const texts = [left, right].map((each) => meaningText(normalForm(each)));
        expect(isSameMeaning(left, right) && texts[0] !== texts[1]).toBe(false);
      }),
      { numRuns: 3_000, seed: 1 },
    );
  });

  it.each([
    [{ a_b: 1 }, { aB: 1 }],
    [
      { a_b: 1, version_info: "1" },
      { aB: 1, versionInfo: "2", lastUpdated: "x" },
    ],
    [{ routes: [], name: "" }, {}],
    [
      { timeout: "1.0s", n: "7" },
      { n: 7, timeout: "1s" },
    ],
    [{ node: { metadata: { aB: "1" } } }, { node: { metadata: { aB: "1" } } }],
    [{ labels: { aB: "1" } }, { labels: { aB: "1" } }],
  ])("is seen without a form: %o and %o", (left, right) => {
    expect(isSameMeaning(left, right)).toBe(true);
  });

  it.each([
    [{ node: { metadata: { aB: "1" } } }, { node: { metadata: { a_b: "1" } } }],
    [{ labels: { aB: "1" } }, { labels: { a_b: "1" } }],
    [{ a_b: 1 }, { a_b: 1, aB: 2 }],
    [{ filter_metadata: { n: "1" } }, { filter_metadata: { n: 1 } }],
    [{ rbac: {} }, {}],
    [[1, 2], [1]],
  ])("is not said of %o and %o", (left, right) => {
    expect(isSameMeaning(left, right)).toBe(false);
  });
});
