import { describe, expect, it } from "vitest";
import { isWanted } from "./question";

const listener = { id: "dynamic_listeners/0.0.0.0_8080", name: "0.0.0.0_8080", text: "", port: 8080 };

describe("isWanted", () => {
  it("finds a listener by its port, and by no part of it", () => {
    expect(isWanted({ ask: "listener", text: "8080" }, listener)).toBe(true);
    expect(isWanted({ ask: "listener", text: "80" }, listener)).toBe(false);
    expect(isWanted({ ask: "listener", text: "0.0.0.0_80" }, listener)).toBe(true);
  });

  it("finds names whatever their case, and what a piece is also known by", () => {
    const route = { id: "r", name: "80 reviews.shop:80", text: "", also: ["reviews.shop.svc.cluster.local"] };
    expect(isWanted({ ask: "route", text: " Reviews.SHOP.svc " }, route)).toBe(true);
    expect(isWanted({ ask: "route", text: "ratings" }, route)).toBe(false);
  });

  it("finds nothing by a text of blanks", () => {
    expect(isWanted({ ask: "cluster", text: "  " }, listener)).toBe(false);
  });
});
