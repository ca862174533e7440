import { describe, expect, it } from "vitest";
import { shortDestination } from "./short-destination";

describe("a short destination", () => {
  it("is the subset where there is one, and the host without its domain otherwise", () => {
    expect(
      ["search.search.svc.cluster.local / v2", "reports-primary", "reports.shop.svc", "v1"].map(
        shortDestination,
      ),
    ).toEqual(["v2", "reports-primary", "reports", "v1"]);
  });
});
