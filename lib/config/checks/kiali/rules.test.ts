import { describe, expect, it } from "vitest";
import { kialiCodesElsewhere } from "@/lib/config/checks/kiali/mapping";
import { policyCases } from "@/lib/config/checks/kiali/policy-cases";
import { routingCases } from "@/lib/config/checks/kiali/routing-cases";
import { kialiRules } from "@/lib/config/checks/kiali/rules";
import { keys } from "@/lib/config/checks/own/mesh-kinds";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { meshFromYaml } from "@/lib/xds/mesh-fixture";
import { emittedCodes } from "@/lib/findings/rules";

const mesh = (yaml: string): MeshObjects => ({
  ...Object.fromEntries(Object.values(keys).map((key) => [key, []])),
  ...clusterScoped(meshFromYaml(yaml)),
});
/** The fixture gives everything a namespace; these kinds have none. */
const clusterScoped = (objects: MeshObjects): MeshObjects =>
  Object.fromEntries(
    Object.entries(objects).map(([key, list]) => [
      key,
      key === keys.namespace || key === keys.gatewayClass
        ? list.map((one) => ({ ...one, metadata: { ...one.metadata, namespace: undefined } }))
        : list,
    ]),
  );
const codesOf = (code: string, objects: MeshObjects): readonly string[] =>
  kialiRules
    .filter(({ codes }) => codes.includes(code))
    .flatMap((rule) => rule.check({ objects, facts: {}, nowMs: 0 }))
    .flatMap((finding) => (finding.code === code ? [finding.code] : []));

const cases = [...policyCases, ...routingCases];

describe("Kiali's checks", () => {
  it.each(cases)("%s is told of what is wrong", (code, wrong) => {
    expect(new Set(codesOf(code, mesh(wrong)))).toEqual(new Set([code]));
  });

  it.each(cases)("%s is silent about what is right", (code, _, right) => {
    expect(codesOf(code, mesh(right))).toEqual([]);
  });

  it("has a case for each code", () => {
    const tested = new Set(cases.map(([code]) => code));
    expect(kialiRules.flatMap(({ codes }) => codes).filter((code) => !tested.has(code))).toEqual([]);
  });

  it("says nothing where nothing could be read", () => {
    const all = kialiRules.flatMap((rule) => rule.check({ objects: {}, facts: {}, nowMs: 0 }));
    expect(all).toEqual([]);
  });
});

describe("the codes of Kiali", () => {
  const ranges: readonly (readonly [number, number])[] = [
    [2, 5],
    [101, 102],
    [104, 110],
    [201, 212],
    [301, 302],
    [401, 401],
    [501, 501],
    [505, 506],
    [601, 602],
    [701, 701],
    [1004, 1004],
    [1006, 1007],
    [1101, 1102],
    [1104, 1117],
    [1211, 1212],
    [1301, 1301],
    [1311, 1317],
    [1401, 1402],
    [1501, 1504],
    [1601, 1601],
    [1701, 1702],
  ];
  const all = ranges.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => `KIA${`${first + index}`.padStart(4, "0")}`),
  );

  it("are each a rule of its own, another's, or left out for a reason, and never two of these", () => {
    const own = new Set(kialiRules.flatMap(({ codes }) => codes));
    expect(all.filter((code) => !own.has(code) && !(code in kialiCodesElsewhere))).toEqual([]);
    expect([...own].filter((code) => code in kialiCodesElsewhere)).toEqual([]);
    expect([...own].filter((code) => !all.includes(code))).toEqual([]);
  });

  it("point to codes that exist", () => {
    const emitted = new Set(emittedCodes());
    const named = Object.values(kialiCodesElsewhere).flatMap((where) => ("by" in where ? where.by : []));
    expect(named.filter((code) => !emitted.has(code))).toEqual([]);
  });
});
