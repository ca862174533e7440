import { expect, it } from "vitest";
import { conditionWords, matchFromProto } from "./route-match";

it.each([
  [{ prefix: "/", grpc: {} }, "/* · gRPC"],
  [{ prefix: "/", case_sensitive: false }, "/* · any case"],
  [
    { prefix: "/", tls_context: { presented: true, validated: false } },
    "/* · client certificate presented · client certificate not validated",
  ],
  [{ prefix: "/", headers: [{ name: "age", range_match: { start: "3", end: "9" } }] }, "/* · age in [3, 9)"],
  [
    {
      prefix: "/",
      headers: [
        { name: "a", string_match: { exact: "x", ignore_case: true }, treat_missing_header_as_empty: true },
      ],
    },
    "/* · a = x (any case) (missing is empty)",
  ],
  [
    { prefix: "/", headers: [{ name: "a", string_match: { custom: { name: "lua" } } }] },
    '/* · a {"custom":{"name":"lua"}}',
  ],
  [{ prefix: "/", headers: [{ name: "a" }] }, "/* · a present"],
  [
    { prefix: "/", headers: [{ name: "a", invert_match: true, safe_regex_match: { regex: "b+" } }] },
    "/* · a not (~ b+)",
  ],
  [
    { prefix: "/", runtime_fraction: { default_value: { numerator: 50, denominator: "TEN_THOUSAND" } } },
    "/* · 0.5%",
  ],
  [{ prefix: "/", runtimeFraction: { defaultValue: { numerator: 5 } } }, "/* · 5%"],
  [{ prefix: "/", cookies: [{ name: "sid", string_match: { prefix: "v2" } }] }, "/* · cookie sid prefix v2"],
  [{ prefix: "/", dynamic_metadata: [{ filter: "jwt" }] }, '/* · metadata {"filter":"jwt"}'],
])("tells every condition of %j", (match, words) => {
  expect(conditionWords(matchFromProto(match))).toBe(words);
});
