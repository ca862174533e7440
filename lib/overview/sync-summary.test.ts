import { expect, it } from "vitest";
import type { ProxySync, TypeSync } from "@/lib/controlplane/sync";
import { syncSummary } from "@/lib/overview/sync-summary";

const sync = (state: TypeSync["state"], extra: Partial<TypeSync> = {}): TypeSync => ({
  state,
  sentNonce: "a",
  ackedNonce: "a",
  ...extra,
});
const proxy = (pod: string, types: ProxySync["types"], istioVersion = "1.30.1"): ProxySync => ({
  cluster: "east",
  pod,
  namespace: "shop",
  proxyType: "sidecar",
  istioVersion,
  replica: "istiod-1",
  types,
});

it("counts a proxy once, puts rejections first, and takes a type that was never sent for no problem", () => {
  const summary = syncSummary([
    proxy("a", { cds: sync("stale", { sentAtMs: 50 }), lds: sync("stale", { sentAtMs: 40 }) }),
    proxy("b", { lds: sync("error", { error: "bad filter" }) }, "1.29.0"),
    proxy("c", { cds: sync("synced"), rds: sync("not_sent") }),
  ]);
  expect(summary.syncedProxies).toBe(1);
  expect(summary.problems.map((each) => [each.pod, each.type, each.state])).toEqual([
    ["b", "lds", "error"],
    ["a", "lds", "stale"],
    ["a", "cds", "stale"],
  ]);
  expect(summary.versions).toEqual([
    { version: "1.30.1", proxies: 2 },
    { version: "1.29.0", proxies: 1 },
  ]);
});
