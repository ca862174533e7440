import { randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { ChangePolicy } from "@/lib/changes/change-policy";
import type { DelegatedSystem, DelegateVerb } from "@/lib/delivery/delegated-verb";
import { closeDatabase } from "@/server/database/database";
import type { ClusterSources, OperationContext } from "@/server/ports";
import { createCaller } from "@/server/routers/app";
import { startTarget, targetKind, writeKubeconfig, type ContractTarget } from "../contract/target";

const databaseUrl = `file:${path.join(mkdtempSync(path.join(tmpdir(), "heddle-")), "delegated.db")}`;
const call = { purpose: "test" };
const search = {
  apiVersion: "argoproj.io/v1alpha1",
  kind: "Rollout",
  namespace: "search",
  name: "search",
};
const reports = {
  apiVersion: "flagger.app/v1beta1",
  kind: "Canary",
  namespace: "platform",
  name: "reports",
};
const refs = { argo: search, flagger: reports } as const;

let target: ContractTarget;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(async () => {
  await closeDatabase(databaseUrl);
  await target.close();
});

const as = (sources: ClusterSources = target.sources, more: Partial<OperationContext> = {}) =>
  createCaller({
    clusters: new Map([[sources.name, sources]]),
    actor: { type: "user", name: "ada", groups: [] },
    requestId: randomUUID(),
    databaseUrl,
    nowMs: () => Date.now(),
    signal: new AbortController().signal,
    ...more,
  });
const read = async (system: DelegatedSystem) => {
  const { namespace, name } = refs[system];
  return (await as().delegated.read({ system, namespace, name })).data.rollout;
};
const plan = async (system: DelegatedSystem, verb: DelegateVerb, caller = as()) => {
  const request = { kind: "delegate" as const, system, ref: refs[system], verb };
  return (await caller.changes.plan({ cluster: "", request })).data;
};
const act = async (system: DelegatedSystem, verb: DelegateVerb, caller = as()) => {
  const { planHash } = await plan(system, verb, caller);
  return caller.changes.applyPlan({ planHash, reason: "test", force: true });
};
const until = (system: DelegatedSystem, wanted: object) =>
  vi.waitFor(async () => expect(await read(system)).toMatchObject(wanted), {
    timeout: 15_000,
    interval: 200,
  });

describe.skipIf(targetKind === "bed")("rollouts of other controllers", () => {
  it("are found with the weights of their routes, not with those of their status", async () => {
    const { data, warnings } = await as().delegated.list({});
    expect(warnings).toEqual([]);
    const [canary, rollout] = data ?? [];
    expect(canary).toMatchObject({
      system: "flagger",
      phase: "WaitingPromotion",
      service: { namespace: "platform", name: "reports" },
      weight: { routePercent: 50, statusPercent: 0, differs: true },
      analysis: { failedChecks: 1, failedChecksLimit: 5 },
      waits: [{ kind: "confirm_promotion" }],
    });
    expect(rollout).toMatchObject({
      system: "argo",
      state: "waiting",
      service: { namespace: "search", name: "search" },
      weight: { routePercent: 10, statusPercent: 10, differs: false },
      waits: [{ kind: "step" }],
    });
    expect(rollout?.analysis.metrics[0]?.values.at(-1)?.number).toBe(0.9994);
    const elsewhere = await as().delegated.list({ namespaces: ["shop"] });
    expect(elsewhere.data).toEqual([]);
  });

  it("show the values that Flagger's own query has now", async () => {
    const { analysis } = await read("flagger");
    const [success] = analysis.metrics;
    expect(success?.values[0]?.number).toBeGreaterThan(90);
    expect(success?.values[0]?.phase).toBe("Successful");
  });

  it("let nobody act who may not write them, and name the permission", async () => {
    const viewer = target.composed.as({ bearerToken: target.viewerToken }, "test");
    const { blockers, objects } = await plan("argo", "abort", as(viewer));
    expect(objects[0]?.access).toMatchObject({ allowed: false, verb: "update" });
    expect(blockers.map(({ code }) => code)).toContain("no_access");
    expect(objects[0]?.dryRun).toMatchObject({ state: "rejected" });
    expect(JSON.stringify(objects[0]?.dryRun)).toContain("rollouts/status");
    await expect(act("argo", "abort", as(viewer))).rejects.toMatchObject({ code: "PRECONDITION_FAILED" });
    expect((await read("argo")).state).toBe("waiting");
  });

  it("pause with a spec that the controller has not seen yet, which shows, and go on", async () => {
    const before = await target.sources.kubernetes.get(search, call);
    await expect(act("argo", "pause")).resolves.toMatchObject({ state: "applied" });
    const paused = await target.sources.kubernetes.get(search, call);
    expect(paused?.spec).toEqual({ ...before?.spec, paused: true });
    expect(paused?.status).toEqual(before?.status);
    expect((await read("argo")).stale).toBe(true);
    await until("argo", { stale: false, state: "paused", message: "manually paused" });
    await act("argo", "resume");
    await until("argo", { stale: false, state: "waiting" });
  });

  it("promote by lifting the pause in the status alone; the route moves first, then the status", async () => {
    const planned = await plan("argo", "promote");
    expect(planned.objects).toHaveLength(1);
    expect(planned.objects[0]).toMatchObject({
      ref: search,
      subresource: "status",
      dryRun: { state: "accepted" },
    });
    expect(planned.objects[0]?.diff).toMatchObject([{ op: "removed", path: "status.pauseConditions" }]);
    const before = await target.sources.kubernetes.get(search, call);
    await as().changes.applyPlan({ planHash: planned.planHash, reason: "looks good", force: true });
    const after = await target.sources.kubernetes.get(search, call);
    expect(after?.spec).toEqual(before?.spec);
    expect(after?.metadata.generation).toBe(before?.metadata.generation);
    await until("argo", { weight: { routePercent: 30, statusPercent: 10, differs: true } });
    await until("argo", { weight: { routePercent: 30, statusPercent: 30, differs: false } });
  });

  it("abort through a freeze and without metrics, although the status moved after the plan", async () => {
    const changePolicy: ChangePolicy = {
      freeze: [{ name: "year end", allowOverride: false, toMs: Date.now() + 3_600_000 }],
      approval: {},
    };
    await until("argo", { state: "waiting", waits: [{ kind: "duration" }] });
    const silent = target.withConfig((config) => ({
      ...config,
      ...(config.prometheus === undefined
        ? {}
        : { prometheus: { ...config.prometheus, url: "http://127.0.0.1:1" } }),
    }));
    const caller = as(silent.own, { changePolicy });
    await expect(act("argo", "promote_full", caller)).rejects.toThrow(/frozen/);
    const planned = await plan("argo", "abort", caller);
    const live = await target.sources.kubernetes.get(search, call);
    if (live === undefined) throw new Error("no rollout");
    const status = { ...(live.status as object), readyReplicas: 2 };
    await target.sources.kubernetes.replace(
      { ...live, status },
      { dryRun: false, subresource: "status" },
      call,
    );
    const change = await caller.changes.applyPlan({ planHash: planned.planHash, reason: "" });
    expect(change).toMatchObject({ state: "applied", kind: "delegate", reason: planned.title });
    await until("argo", { state: "aborted", phase: "Degraded", weight: { routePercent: 0 } });
    expect((await target.sources.kubernetes.get(search, call))?.status).toMatchObject({ readyReplicas: 2 });
    // What another controller acted on is taken back by another act, not by writing its old status.
    await expect(caller.changes.undo({ changeId: change.id })).rejects.toThrow(/order to another controller/);
  });

  it("refuse a plan whose act would be another one by now", async () => {
    await act("argo", "retry");
    await until("argo", { state: "waiting", waits: [{ kind: "step" }] });
    const planned = await plan("argo", "promote");
    await act("argo", "promote");
    const applying = as().changes.applyPlan({ planHash: planned.planHash, reason: "twice", force: true });
    await expect(applying).rejects.toThrow(/plan|changed/i);
  });

  it("say why Flagger has no abort, and promote by skipping its analysis", async () => {
    await expect(plan("flagger", "abort")).rejects.toMatchObject({
      code: "PRECONDITION_FAILED",
      cause: { details: { reason: "flagger_has_no_abort" } },
    });
    const planned = await plan("flagger", "promote");
    expect(planned.objects[0]).not.toHaveProperty("subresource");
    await as().changes.applyPlan({ planHash: planned.planHash, reason: "signed off", force: true });
    await until("flagger", { state: "promoted", weight: { routePercent: 0 } });
  });

  it("that do not exist are said to be gone", async () => {
    const asked = as().delegated.read({ system: "argo", namespace: "search", name: "nothing" });
    await expect(asked).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("are unknown, not absent, while the API server is away", async () => {
    const { path: kubeconfig, remove } = writeKubeconfig("http://127.0.0.1:1", "x");
    const dead = target.withConfig((config) => ({
      ...config,
      kubernetes: { ...config.kubernetes, kubeconfig },
    }));
    const listed = await as(dead.own).delegated.list({});
    expect(listed.data).toBeUndefined();
    expect(listed.warnings).toContainEqual(expect.objectContaining({ part: "Rollout", reason: "refused" }));
    const one = as(dead.own).delegated.read({ system: "argo", namespace: "search", name: "search" });
    await expect(one).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    remove();
  });
});
