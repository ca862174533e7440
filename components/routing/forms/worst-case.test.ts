import { describe, expect, it } from "vitest";
import { fullTries, worstCaseMs } from "./worst-case";

describe("the longest that a caller waits", () => {
  it("is the timeout when a try has no limit of its own", () => {
    expect(worstCaseMs({ timeoutMs: 5000, retries: 3 })).toBe(5000);
  });

  it("is unlimited when nothing limits it", () => {
    expect(worstCaseMs({ retries: 2 })).toBeUndefined();
  });

  it("adds the tries and the waits between them", () => {
    // 25 × (1 + 3) before the two retries.
    expect(worstCaseMs({ retries: 2, perTryMs: 1000 })).toBe(3100);
  });

  it("caps each wait at ten times the base", () => {
    const waits = [1, 3, 7, 10, 10].map((factor) => factor * 100);
    const expected = 6 * 10 + waits.reduce((sum, wait) => sum + wait, 0);
    expect(worstCaseMs({ retries: 5, perTryMs: 10, backoffMs: 100 })).toBe(expected);
  });

  it("ends with the timeout", () => {
    expect(worstCaseMs({ timeoutMs: 2500, retries: 9, perTryMs: 1000 })).toBe(2500);
  });
});

describe("tries that fit in the timeout", () => {
  it("are all without a timeout", () => {
    expect(fullTries({ retries: 3, perTryMs: 1000 })).toBe(4);
  });

  it("are fewer when the timeout ends the request before", () => {
    expect(fullTries({ timeoutMs: 2500, retries: 3, perTryMs: 1000 })).toBe(2);
  });

  it("are never less than the first", () => {
    expect(fullTries({ timeoutMs: 500, retries: 3, perTryMs: 1000 })).toBe(1);
  });
});
