import { describe, expect, it } from "vitest";
import type { ProxySync, TypeSync } from "@/lib/controlplane/sync";
import { compareShares, summarizeAcks } from "@/lib/changes/verification";

const proxy = (pod: string, rds: Partial<TypeSync>): ProxySync => ({
  cluster: "east",
  pod,
  namespace: "bookinfo",
  proxyType: "sidecar",
  istioVersion: "1.31",
  replica: "istiod-1",
  types: { rds: { state: "synced", sentNonce: "a", ackedNonce: "a", sentAtMs: 2000, ...rds } },
});
const all = () => true;

describe("acknowledgement", () => {
  it("counts only what was sent after the write", () => {
    const { proxies, isComplete } = summarizeAcks(
      [proxy("a", {}), proxy("b", { sentAtMs: 500 })],
      ["rds"],
      1000,
      all,
    );
    expect(proxies.map(({ state }) => state)).toEqual(["acked", "not_sent"]);
    expect(isComplete).toBe(false);
  });

  it("waits for a nonce that has not come back", () => {
    const { counts } = summarizeAcks([proxy("a", { state: "stale", ackedNonce: "old" })], ["rds"], 1000, all);
    expect(counts.waiting).toBe(1);
  });

  it("shows a refusal with Envoy's words and is never complete with one", () => {
    const refused = proxy("b", { state: "error", error: "invalid path" });
    const summary = summarizeAcks([proxy("a", {}), refused], ["rds"], 1000, ({ pod }) => pod === "a");
    expect(summary.proxies[1]).toMatchObject({ state: "rejected", error: "invalid path" });
    expect(summary.isComplete).toBe(false);
  });

  it("asks only callers, when they are known", () => {
    const quiet = proxy("idle", { sentAtMs: 500 });
    expect(summarizeAcks([proxy("a", {}), quiet], ["rds"], 1000, ({ pod }) => pod === "a").isComplete).toBe(
      true,
    );
  });

  it("is not complete without any proxy", () => {
    expect(summarizeAcks([], ["rds"], 1000, all).isComplete).toBe(false);
  });
});

describe("shares", () => {
  const intended = [
    { name: "v1", weightPercent: 90 },
    { name: "v2", weightPercent: 10 },
  ];

  it("have a 95 % range that shrinks with the number of requests", () => {
    const [few] = compareShares(intended, { v1: 9, v2: 1 });
    const [many] = compareShares(intended, { v1: 9000, v2: 1000 });
    expect(few?.observedPercent).toBe(90);
    expect((few?.highPercent ?? 0) - (few?.lowPercent ?? 0)).toBeGreaterThan(30);
    expect((many?.highPercent ?? 0) - (many?.lowPercent ?? 0)).toBeLessThan(2);
  });

  it("are unknown, not zero, without requests", () => {
    expect(compareShares(intended, {})[0]).toEqual({ name: "v1", requests: 0, intendedPercent: 90 });
  });

  it("list a version that got requests although nobody asked for it", () => {
    const shares = compareShares(intended, { v1: 80, v2: 10, v3: 10 });
    expect(shares[2]).toMatchObject({ name: "v3", requests: 10, observedPercent: 10 });
    expect(shares[2]?.intendedPercent).toBeUndefined();
  });
});
