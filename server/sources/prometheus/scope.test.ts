import { describe, expect, it } from "vitest";
import { scopeQuery } from "./scope";

const scope = { mesh_id: 'a"b' };
const own = 'mesh_id="a\\"b"';

describe("scopeQuery", () => {
  it.each([
    ["up", `up{${own}}`],
    ["{}", `{${own}}`],
    ['foo{b="x",}[5m]', `foo{${own},b="x",}[5m]`],
    ['sum by (a) (rate(foo{b="}"}[5m] offset 1m))', `sum by (a) (rate(foo{${own},b="}"}[5m] offset 1m))`],
    ["a / on(x) group_left(y) b", `a{${own}} / on(x) group_left(y) b{${own}}`],
    ['label_replace(up, "a", "{$1}", "b", "(.*)")', `label_replace(up{${own}}, "a", "{$1}", "b", "(.*)")`],
    ['{"a.b", c="d"}', `{${own},"a.b", c="d"}`],
    ["up # {not a selector}", `up{${own}} # {not a selector}`],
    ["sum", `sum{${own}}`],
    ["vector(1)", "vector(1)"],
  ])("puts the label into every selector of %s", (query, expected) => {
    expect(scopeQuery(query, scope)).toBe(expected);
  });

  it("refuses what does not parse instead of letting it out unscoped", () => {
    expect(scopeQuery("sum(", scope)).toBeUndefined();
  });

  it("leaves a query alone when there is no scope", () => {
    expect(scopeQuery("sum(", {})).toBe("sum(");
  });
});
