import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTarget, targetKind, type ContractTarget } from "../contract/target";
import type { Manifest } from "@/lib/config/manifest";
import { SourceError } from "@/lib/errors";
import type { ClusterSources } from "@/server/ports";
import { callerOn } from "./demo-caller";

let target: ContractTarget;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(async () => {
  await target.close();
});

const split = (v1: number) => ({
  kind: "traffic_split" as const,
  intent: {
    api: "istio" as const,
    service: { namespace: "shop", name: "catalog" },
    destinations: [
      { name: "v1", labels: { version: "v1" }, weightPercent: v1 },
      { name: "v2", labels: { version: "v2" }, weightPercent: 100 - v1 },
    ],
  },
});
const policy = {
  apiVersion: "security.istio.io/v1",
  kind: "AuthorizationPolicy",
  metadata: { name: "catalog-closed", namespace: "shop" },
  spec: {
    selector: { matchLabels: { app: "catalog" } },
    action: "DENY",
    rules: [{ from: [{ source: { namespaces: ["search"] } }] }],
  },
};
const edit = (manifest: Manifest) => ({
  kind: "manifests" as const,
  edits: [{ action: "put" as const, manifest }],
});

const silent = (source: "prometheus" | "jaeger") => async () => {
  throw new SourceError("refused", { source, cluster: "demo", reason: "refused" });
};

describe.skipIf(targetKind === "bed")("the predicted effect on the demo mesh", () => {
  it("moves the measured requests to the other version, with the callers and traces behind it", async () => {
    const { data, warnings } = await callerOn(target.sources).impact.preview({ request: split(50) });
    expect(warnings).toEqual([]);
    expect(data.hosts).toEqual(["catalog.shop.svc.cluster.local"]);
    const rps = new Map(data.destinations?.map(({ label, afterRps = 0 }) => [label, afterRps]));
    expect(rps.get("shop/catalog-v1")).toBeGreaterThan(1);
    expect(rps.get("shop/catalog-v2")).toBeCloseTo(rps.get("shop/catalog-v1") ?? 0, 3);
    expect(data.callers?.map(({ workload }) => workload)).toContain("storefront-v1");
    expect(data.callers?.every(({ changes }) => changes.join() === "destination")).toBe(true);
    const { requests = 0, counts } = data.whatIf ?? {};
    expect(requests).toBeGreaterThan(50);
    expect((counts?.destination ?? 0) / requests).toBeCloseTo(0.4, 2);
    expect(data.paths?.every(({ samples }) => (samples ?? 0) > 0)).toBe(true);
    // Hops around the change keep their own limits.
    const entries = data.paths?.map(({ hops }) => hops[0]) ?? [];
    const ingress = entries.find((hop) => hop?.source.workload === "istio-ingressgateway");
    expect(ingress).toMatchObject({
      host: "shop.example.com",
      isChanged: false,
      after: { timeoutMs: 15_000 },
    });
    expect(data.receivers?.list.every(({ types }) => types.join() === "RDS")).toBe(true);
  });

  it("says that nothing changes when the mesh already is as asked", async () => {
    const { data } = await callerOn(target.sources).impact.preview({ request: split(90) });
    expect(data).toMatchObject({ isNothing: true });
  });

  it("foresees who becomes 403, and whose proxies are told", async () => {
    const { data } = await callerOn(target.sources).impact.preview({ request: edit(policy) });
    const denied = data.whatIf?.examples.denied ?? [];
    expect(new Set(denied.map(({ source }) => source.namespace))).toEqual(new Set(["search"]));
    expect(data.callers?.filter(({ changes }) => changes.includes("access"))).not.toEqual([]);
    expect(data.receivers?.list.map(({ workload }) => workload).toSorted()).toEqual([
      "catalog-v1",
      "catalog-v2",
    ]);
  });

  it("keeps the parts that a silent source does not touch, and says which are missing", async () => {
    const deaf: ClusterSources = {
      ...target.sources,
      metrics: { ...target.sources.metrics, query: silent("prometheus") },
      traces: { ...target.sources.traces, sample: silent("jaeger") },
    };
    const { data, warnings } = await callerOn(deaf).impact.preview({ request: split(50) });
    expect(data.destinations).toBeUndefined();
    expect(data.whatIf).toBeUndefined();
    expect(data.receivers?.proxies).toBeGreaterThan(0);
    expect(new Set(warnings.map(({ source }) => source))).toEqual(new Set(["prometheus", "jaeger"]));
  });

  it("refuses what cannot be rendered in the words that planning uses", async () => {
    const request = edit({ ...policy, metadata: { name: "", namespace: "shop" } });
    await expect(callerOn(target.sources).impact.preview({ request })).rejects.toThrow(/needs a name/);
  });
});
