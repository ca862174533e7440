import { describe, expect, it } from "vitest";
import { outcomeShares } from "@/lib/changes/outcome-shares";

describe("shares of outcomes", () => {
  it("tell errors, denials and faults apart", () => {
    const shares = outcomeShares({
      requests: 200,
      byCode: { "200": 120, "404": 10, "403": 20, "503": 30, "0": 20 },
      byFlag: { "-": 130, FI: 30, "DI,UC": 20, UF: 20 },
    });
    expect(shares).toEqual({
      requests: 200,
      okPercent: 60,
      errorPercent: 25,
      deniedPercent: 10,
      faultPercent: 25,
    });
  });

  it("are unknown without requests, not zero", () => {
    expect(outcomeShares({ requests: 0, byCode: {}, byFlag: {} })).toEqual({ requests: 0 });
  });
});
