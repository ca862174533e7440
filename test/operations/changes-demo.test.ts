import { randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cleanManifest } from "@/lib/config/clean-manifest";
import { refFromManifest } from "@/lib/config/manifest";
import { closeDatabase } from "@/server/database/database";
import type { ClusterSources } from "@/server/ports";
import { createCaller } from "@/server/routers/app";
import { startTarget, targetKind, type ContractTarget } from "../contract/target";

const databaseUrl = `file:${path.join(mkdtempSync(path.join(tmpdir(), "heddle-")), "demo.db")}`;
const call = { purpose: "test" };
let target: ContractTarget;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(async () => {
  await closeDatabase(databaseUrl);
  await target.close();
});

const as = (name: string, sources: ClusterSources = target.sources) =>
  createCaller({
    clusters: new Map([[sources.name, sources]]),
    actor: { type: "user", name, groups: [] },
    requestId: randomUUID(),
    databaseUrl,
    nowMs: () => Date.now(),
    signal: new AbortController().signal,
  });
const request = (weights: readonly (readonly [string, number])[], service = target.service) => ({
  kind: "traffic_split" as const,
  intent: {
    api: "istio" as const,
    service: { namespace: target.namespace, name: service },
    destinations: weights.map(([name, weightPercent]) => ({
      name,
      labels: { version: name },
      weightPercent,
    })),
  },
});
const routing = async () => {
  const kinds = ["VirtualService", "DestinationRule"] as const;
  const lists = await Promise.all(
    kinds.map((kind) =>
      target.sources.kubernetes.list("networking.istio.io", kind, call, [target.namespace]),
    ),
  );
  const manifests = await Promise.all(
    lists
      .flatMap(({ data }) => data)
      .map((cached) => target.sources.kubernetes.get(refFromManifest(cached), call)),
  );
  return manifests.map((manifest) => JSON.stringify(manifest && cleanManifest(manifest))).toSorted();
};

describe.skipIf(targetKind === "bed")("the write path over the real protocols", () => {
  it("plans, takes over a field, applies, and undoes byte for byte", async () => {
    const before = await routing();
    const { data: plan } = await as("ada").changes.plan({
      cluster: "",
      request: request([
        ["v1", 60],
        ["v2", 40],
      ]),
    });
    expect(await routing()).toEqual(before);
    expect(plan.objects.map(({ dryRun }) => dryRun.state)).toEqual(plan.objects.map(() => "accepted"));
    const holders = plan.objects.flatMap(({ conflicts }) => conflicts.map(({ manager }) => manager));
    expect(holders).not.toEqual([]);
    const refused = as("ada").changes.applyPlan({ planHash: plan.planHash, reason: "test" });
    await expect(refused).rejects.toThrow(/conflict with/);
    expect(await routing()).toEqual(before);
    const change = await as("ada").changes.applyPlan({
      planHash: plan.planHash,
      reason: "test",
      force: true,
    });
    expect([change.state, change.error]).toEqual(["applied", undefined]);
    expect(await routing()).not.toEqual(before);
    const { data: undo } = await as("bob").changes.undo({ changeId: change.id });
    // What we wrote is ours: no rival stands in the way of taking it back.
    expect(undo.objects.flatMap(({ conflicts }) => conflicts)).toEqual([]);
    const undone = await as("bob").changes.applyPlan({ planHash: undo.planHash, reason: "" });
    expect([undone.state, undone.error]).toEqual(["applied", undefined]);
    expect(await routing()).toEqual(before);
  });

  it("refuses, with nothing written, when somebody else writes between plan and apply", async () => {
    const { data: plan } = await as("ada").changes.plan({
      cluster: "",
      request: request([
        ["v1", 55],
        ["v2", 45],
      ]),
    });
    const object = plan.objects.find(({ ref }) => ref.kind === "VirtualService");
    if (object === undefined) throw new Error("no VirtualService in the plan");
    const live = await target.sources.kubernetes.get(object.ref, call);
    if (live === undefined) throw new Error("no live VirtualService");
    const touched = {
      ...live,
      metadata: { ...live.metadata, labels: { ...live.metadata.labels, touched: "yes" } },
    };
    await target.sources.kubernetes.replace(touched, { dryRun: false }, call);
    const before = await routing();
    const late = as("ada").changes.applyPlan({ planHash: plan.planHash, reason: "test", force: true });
    await expect(late).rejects.toThrow(/changed after the plan was made\. Nothing was written/);
    expect(await routing()).toEqual(before);
  });

  it("shows a reader why the plan is not theirs to apply", async () => {
    const viewer = target.composed.as({ bearerToken: target.viewerToken }, "viewer");
    const caller = as("viewer", viewer);
    const { data: plan } = await caller.changes.plan({
      cluster: "",
      request: request([
        ["v1", 51],
        ["v2", 49],
      ]),
    });
    expect(plan.objects[0]?.access?.allowed).toBe(false);
    expect(plan.blockers.map(({ code }) => code)).toContain("no_access");
    const before = await routing();
    await expect(
      caller.changes.applyPlan({ planHash: plan.planHash, reason: "test", force: true }),
    ).rejects.toThrow(/may not/);
    expect(await routing()).toEqual(before);
  });

  it("reports every proxy of the mesh after a write", async () => {
    const { data: plan } = await as("ada").changes.plan({
      cluster: "",
      request: request([
        ["v1", 70],
        ["v2", 30],
      ]),
    });
    const change = await as("ada").changes.applyPlan({
      planHash: plan.planHash,
      reason: "test",
      force: true,
    });
    const { data } = await as("ada").changes.verify({ changeId: change.id });
    expect(data.acks?.proxies.length).toBeGreaterThan(10);
    expect(data.split).toBeUndefined();
    expect(data.readyAtMs).toBeGreaterThan(data.writtenAtMs ?? 0);
  });
});
