import { describe, expect, it } from "vitest";
import { causeIds } from "./cause";
import type { Evidence } from "./evidence";
import { idsWithSource, sourceOfFact } from "./fact-source";
import { plainStatuses, responseFlags } from "./flags";
import { rankCauses } from "./rank";
import { causeTexts, filled } from "./texts";

const namesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).toSorted();

describe("texts of causes", () => {
  it("exist in both languages for every cause, flag and status", () => {
    for (const texts of Object.values(causeTexts)) {
      expect(Object.keys(texts.causes).toSorted()).toEqual([...causeIds].toSorted());
      expect(responseFlags.filter(({ flag }) => texts.flags[flag] === undefined)).toEqual([]);
      expect(plainStatuses.filter(({ status }) => texts.statuses[status] === undefined)).toEqual([]);
    }
  });

  it("have the same keys and the same holes in both languages", () => {
    for (const part of ["facts", "unknown", "checks", "fixes", "flags", "statuses"] as const) {
      const [en, zh] = [causeTexts.en[part], causeTexts.zh[part]];
      expect(Object.keys(en)).toEqual(Object.keys(zh));
      expect(
        Object.keys(en).filter((key) => `${namesIn(en[key] ?? "")}` !== `${namesIn(zh[key] ?? "")}`),
      ).toEqual([]);
    }
  });

  it("exist for whatever is not known of any flag and status", () => {
    const nothing: Evidence = { nowMs: 0, destination: { text: "a/b", workloads: [] } };
    const symptoms = [
      ...responseFlags.map(({ flag, status }) => ({ code: status, flags: [flag] })),
      ...plainStatuses.map(({ status }) => ({ code: status, flags: [] })),
    ];
    for (const symptom of symptoms) {
      const causes = rankCauses({ ...symptom, protocol: "http", reporter: "source" }, nothing);
      const unknown = causes.flatMap(({ facts }) => facts).filter(({ stance }) => stance === "unknown");
      expect(unknown.filter(({ id }) => causeTexts.en.unknown[id] === undefined)).toEqual([]);
    }
  });

  it("exist for every fact that has a source", () => {
    expect(idsWithSource.filter((id) => causeTexts.en.facts[id] === undefined)).toEqual([]);
    expect(sourceOfFact({ id: "connects", stance: "against" })).toBe("envoy");
    expect(sourceOfFact({ id: "policy_denies", stance: "for" })).toBe("kubernetes");
    expect(sourceOfFact({ id: "live_hosts", stance: "unknown" })).toBeUndefined();
  });

  it("keep a hole that nothing fills", () => {
    expect(filled("{a} of {b}", { a: 1 })).toBe("1 of {b}");
  });
});
