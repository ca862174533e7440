import { describe, expect, it } from "vitest";
import { freezeFor, isInScope, lowersRisk } from "@/lib/changes/change-policy";
import { activeFreeze, type FreezeWindow } from "@/lib/changes/freeze";

const at = (text: string) => Date.parse(text);
const once: FreezeWindow = {
  name: "year end",
  allowOverride: false,
  fromMs: at("2026-12-24T00:00:00Z"),
  toMs: at("2027-01-03T00:00:00Z"),
};
const fridays: FreezeWindow = {
  name: "friday evening",
  allowOverride: true,
  weekly: { days: ["fri"], fromMinute: 16 * 60, toMinute: 24 * 60, timeZone: "Asia/Shanghai" },
};

describe("a freeze window", () => {
  it("between two instants holds from the first up to the second", () => {
    expect(activeFreeze(once, at("2026-12-23T23:59:59Z"))).toBeUndefined();
    expect(activeFreeze(once, at("2026-12-24T00:00:00Z"))).toBe(once.toMs);
    expect(activeFreeze(once, at("2027-01-03T00:00:00Z"))).toBeUndefined();
  });

  it("of every week is read on the clocks of its time zone", () => {
    // Friday 16:00 in Shanghai is 08:00 UTC.
    expect(activeFreeze(fridays, at("2026-11-20T07:59:30Z"))).toBeUndefined();
    expect(activeFreeze(fridays, at("2026-11-20T08:00:30Z"))).toBe(at("2026-11-20T16:00:00Z"));
    expect(activeFreeze(fridays, at("2026-11-20T16:00:00Z"))).toBeUndefined();
    expect(activeFreeze(fridays, at("2026-11-21T09:00:00Z"))).toBeUndefined();
  });

  it("with both holds only where both do", () => {
    const both = { ...fridays, fromMs: at("2026-12-01T00:00:00Z"), toMs: at("2027-01-01T00:00:00Z") };
    expect(activeFreeze(both, at("2026-11-20T09:00:00Z"))).toBeUndefined();
    expect(activeFreeze(both, at("2026-12-04T09:00:00Z"))).toBe(at("2026-12-04T16:00:00Z"));
  });

  it("is about the clusters and namespaces that it names, and of several the longest counts", () => {
    const shop = { ...once, namespaces: ["shop"] };
    const policy = { freeze: [fridays, shop] };
    const friday = at("2026-12-25T09:00:00Z");
    const inShop = { cluster: "east", namespaces: ["data", "shop"] };
    expect(freezeFor(policy, inShop, friday)?.window.name).toBe("year end");
    expect(freezeFor(policy, { cluster: "east", namespaces: ["data"] }, friday)?.window.name).toBe(
      "friday evening",
    );
    expect(isInScope({ clusters: ["west"] }, inShop)).toBe(false);
  });
});

describe("requests that lower risk", () => {
  it("are undo and the end of a fault, and nothing else", () => {
    expect(lowersRisk({ kind: "undo" })).toBe(true);
    expect(lowersRisk({ kind: "fault", remove: true })).toBe(true);
    expect(lowersRisk({ kind: "fault" })).toBe(false);
    expect(lowersRisk({ kind: "access", remove: true })).toBe(false);
  });
});
