import { describe, expect, it } from "vitest";
import { formatCondition } from "./condition-figure";
import type { ExperimentDetail } from "./detail";
import { reportMarkdown, type ReportWords } from "./report-markdown";

const words: ReportWords = {
  label: (key) => key,
  code: (group, code) => `${group}:${code}`,
  fault: () => "503 for 20%",
  condition: () => "callers ≥ 99%",
};
const success = { kind: "success", of: "callers", minPercent: 99 } as const;
const detail = {
  run: { id: "r1", title: "Experiment | cart", startedAtMs: 0, endedAtMs: 60_000, body: { plan: {} } },
  events: [
    { seq: 1, atMs: 0, kind: "started", actor: "heddle", data: {} },
    { seq: 2, atMs: 9, kind: "ending", actor: "ada", data: { reason: "by_person" } },
  ],
  report: {
    hypothesis: "web stays up\nwhen cart fails",
    verdict: "unknown",
    because: "ended_early",
    ending: "by_person",
    endedBy: "ada",
    inForceMs: 1,
    abort: { requests: 100, hit: 20, requestedShare: 0.2, achievedShare: 0.2 },
    callers: [],
    conditions: [{ key: "0/success", condition: success, before: 100, broken: 0, looks: 3 }],
    startedBy: "ada",
    reason: "game day",
    proof: [],
  },
} as unknown as ExperimentDetail;

describe("a report as Markdown", () => {
  const text = reportMarkdown(detail, words);

  it("keeps the hypothesis one quotation and a title's pipe out of tables", () => {
    expect(text).toContain("# Experiment \\| cart");
    expect(text).toContain("> web stays up\n> when cart fails");
  });

  it("writes unknown figures as a dash, never as zero", () => {
    expect(text).toContain("| callers ≥ 99% | 100% | — | — | — | 0 / 3 |");
    expect(text).toContain("| abort | 20.0% | 20.0% | — | 20 / 100 |");
  });

  it("names who ended it and when, in UTC", () => {
    expect(text).toContain("- 1970-01-01T00:00:00.009Z ending:by_person (ada)");
  });

  it("is nothing before the run has ended", () => {
    expect(reportMarkdown({ ...detail, report: undefined } as unknown as ExperimentDetail, words)).toBe("");
  });
});

describe("a condition's figure", () => {
  it("is never rounded up over its limit", () => {
    expect([99.996, 98.96, 100, undefined].map((value) => formatCondition(success, value))).toEqual([
      "99.99%",
      "98.9%",
      "100%",
      "—",
    ]);
  });
});
