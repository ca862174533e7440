import { describe, expect, it } from "vitest";
import { foundBy } from "./preflight-found";
import { messages } from "@/lib/i18n/messages";
import type { PreflightCheck } from "@/lib/faults/preflight";

const check = (over: Partial<PreflightCheck>): PreflightCheck => ({
  code: "callers",
  state: "fail",
  isBlocking: false,
  message: "",
  data: {},
  ...over,
});

describe("what a check found", () => {
  it("is not said again when the check's name says it", () => {
    expect(foundBy(check({ code: "freeze", state: "pass" }))).toBeUndefined();
    expect(foundBy(check({ code: "budget", state: "pass" }))).toBeUndefined();
  });

  it("names the figures of a check that passed with some", () => {
    const data = { leftPercent: 97.125, minBudgetPercent: 50 };
    expect(foundBy(check({ code: "budget", state: "pass", data }))).toEqual({
      key: "budget",
      values: { leftPercent: 97.1, minBudgetPercent: 50 },
    });
  });

  it("tells an excluded service from an excluded caller", () => {
    const data = { of: "caller", namespace: "shop", name: "front", pattern: "shop/*" };
    expect(foundBy(check({ code: "exclusion", data }))?.key).toBe("exclusion_caller");
    expect(foundBy(check({ code: "exclusion", data: { ...data, of: "service" } }))?.key).toBe(
      "exclusion_service",
    );
  });

  it("leaves an answer of the API server in its own words", () => {
    expect(foundBy(check({ code: "change", data: { blocker: "dry_run_rejected" } }))).toBeUndefined();
  });

  it("has a text in both languages", () => {
    const keys = [
      check({ code: "exclusion", data: { of: "service" } }),
      check({ code: "exclusion", data: { of: "caller" } }),
      check({ code: "duration" }),
      check({ code: "kill_switch" }),
      check({ code: "freeze" }),
      check({ code: "active_run" }),
      check({ code: "other_fault" }),
      check({ code: "callers", state: "pass" }),
      check({ code: "callers" }),
      check({ code: "callers", state: "unknown" }),
      check({ code: "steady_state" }),
      check({ code: "steady_state", state: "unknown" }),
      check({ code: "budget", data: { leftPercent: 1 } }),
      check({ code: "budget" }),
      check({ code: "budget", state: "unknown" }),
      check({ code: "approval", state: "unknown" }),
    ].map((one) => foundBy(one)?.key ?? "");
    for (const locale of ["en", "zh"] as const) {
      expect(Object.keys(messages[locale].faults.preflight.found).toSorted()).toEqual(
        [...new Set(keys)].toSorted(),
      );
    }
  });
});
