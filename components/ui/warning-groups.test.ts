import { describe, expect, it } from "vitest";
import { warningGroups } from "./warning-groups";
import type { SourceWarning } from "@/lib/errors";

const warning = (reason: SourceWarning["reason"], part: string, more: Partial<SourceWarning> = {}) =>
  ({ source: "kubernetes", cluster: "a", reason, message: `${part} failed`, part, ...more }) as const;

describe("warningGroups", () => {
  it("joins what one source could not tell for one reason, whatever its messages are", () => {
    const groups = warningGroups([warning("forbidden", "Pod"), warning("forbidden", "Service")]);
    expect(groups.map(({ reason, warnings }) => [reason, warnings.length])).toEqual([["forbidden", 2]]);
  });

  it("counts what was not asked to the failure that is the cause, in any order", () => {
    const groups = warningGroups([
      warning("circuit_open", "Pod"),
      warning("refused", "Node"),
      warning("circuit_open", "Service"),
    ]);
    expect(groups.map(({ reason, warnings }) => [reason, warnings.map(({ part }) => part)])).toEqual([
      ["refused", ["Pod", "Node", "Service"]],
    ]);
  });

  it("says that a source is not asked where nothing tells why", () => {
    expect(warningGroups([warning("circuit_open", "Pod")]).map(({ reason }) => reason)).toEqual([
      "circuit_open",
    ]);
  });

  it("does not take a refusal for an outage, nor one source or cluster for another", () => {
    const groups = warningGroups([
      warning("forbidden", "Pod"),
      warning("circuit_open", "Node"),
      warning("refused", "Pod", { cluster: "b" }),
      warning("refused", "sync", { source: "istiod" }),
    ]);
    expect(groups.map(({ cluster, source, reason }) => `${cluster} ${source} ${reason}`)).toEqual([
      "a kubernetes forbidden",
      "a kubernetes circuit_open",
      "b kubernetes refused",
      "a istiod refused",
    ]);
  });
});
