import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ChangeRequest } from "@/lib/changes/change-set";
import { cleanManifest } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";
import { closeDatabase } from "@/server/database/database";
import { bookinfo, changesMesh } from "./changes-mesh";
import { freshDatabaseUrl } from "./fresh-database";
import { fault } from "./memory-kubernetes";

let mesh: ReturnType<typeof changesMesh>;
beforeEach(async () => {
  mesh = changesMesh(bookinfo, await freshDatabaseUrl());
});
afterEach(() => closeDatabase(mesh.databaseUrl));

type Edits = Extract<ChangeRequest, { kind: "manifests" }>["edits"];

const rule = (name: string): Manifest => ({
  apiVersion: "networking.istio.io/v1",
  kind: "DestinationRule",
  metadata: { name, namespace: "bookinfo" },
  spec: { host: name },
});
const put = (manifest: Manifest): Edits[number] => ({ action: "put", manifest });
const three = [put(rule("details")), put(rule("productpage")), put(rule("ratings"))];
const ada = () => mesh.as("ada");
const plan = (edits: Edits) => ada().changes.plan({ cluster: "east", request: { kind: "manifests", edits } });
const apply = async (edits: Edits) => {
  const { data } = await plan(edits);
  return ada().changes.applyPlan({ planHash: data.planHash, reason: "three rules" });
};
const live = (kind: string, name: string): Manifest | undefined =>
  [...mesh.kubernetes.objects.values()].find((one) => one.kind === kind && one.metadata.name === name);
const text = () => JSON.stringify([...mesh.kubernetes.objects.values()].map(cleanManifest));

describe("edited manifests", () => {
  it("create, change and delete in one plan, what others need first and last", async () => {
    const route = live("VirtualService", "reviews");
    const subsets = live("DestinationRule", "reviews");
    if (route === undefined || subsets === undefined) throw new Error("the mesh has both");
    const { data } = await plan([
      { action: "delete", manifest: subsets },
      { action: "delete", manifest: route },
      put(rule("details")),
    ]);
    expect(data.objects.map(({ action, ref }) => `${action} ${ref.kind} ${ref.name}`)).toEqual([
      "create DestinationRule details",
      "delete VirtualService reviews",
      "delete DestinationRule reviews",
    ]);
  });

  it("of which nothing differs are nothing to do", async () => {
    const { data } = await plan([put(cleanManifest(live("VirtualService", "reviews") ?? rule("x")))]);
    expect(data.blockers.map(({ code }) => code)).toEqual(["nothing_to_do"]);
  });

  it("name what can't be written: kind, name, namespace, twins", async () => {
    const odd = (change: Partial<Manifest>): Edits => [put({ ...rule("a"), ...change })];
    await expect(plan(odd({ kind: "Banana" }))).rejects.toThrow(/Banana/);
    await expect(plan(odd({ metadata: { name: "", namespace: "bookinfo" } }))).rejects.toThrow(/name/);
    await expect(plan(odd({ metadata: { name: "a" } }))).rejects.toThrow(/namespace/);
    await expect(plan([put(rule("a")), put(rule("a"))])).rejects.toThrow(/twice/);
    await expect(plan([])).rejects.toThrow(/edits/);
  });

  it("that started from an older version are a conflict, and from a deleted object too", async () => {
    const opened = live("VirtualService", "reviews");
    if (opened === undefined) throw new Error("the mesh has it");
    const edit: Edits = [{ ...put(opened), baseResourceVersion: opened.metadata.resourceVersion }];
    mesh.kubernetes.put({ ...opened, spec: { ...opened.spec, exportTo: ["."] } });
    await expect(plan(edit)).rejects.toThrow(/changed since you opened it/);
    mesh.kubernetes.objects.clear();
    await expect(plan(edit)).rejects.toThrow(/deleted since you opened it/);
  });
});

describe("a change that stops half-way", () => {
  const stopAt = (name: string, reason: "conflict" | "forbidden", message: string) => {
    mesh.kubernetes.beforeWrite = (ref) => {
      if (ref.name === name) throw fault(reason, message);
    };
  };

  it("with 409 at the second of three says which was written, which failed and which was not tried", async () => {
    stopAt("productpage", "conflict", "already exists");
    const change = await apply(three);
    expect(change.state).toBe("partial");
    expect(change.objects.map(({ ref, result }) => [ref.name, result])).toEqual([
      ["details", "written"],
      ["productpage", "failed"],
      ["ratings", "pending"],
    ]);
    expect(change.error).toMatch(/productpage.*already exists/);
  });

  it("can be continued: only what is missing is planned, and then it is whole", async () => {
    stopAt("productpage", "forbidden", "may not create");
    const { id } = await apply(three);
    mesh.kubernetes.beforeWrite = () => undefined;
    const { data } = await ada().changes.continue({ changeId: id });
    expect(data.objects.map(({ ref }) => ref.name)).toEqual(["productpage", "ratings"]);
    const rest = await ada().changes.applyPlan({ planHash: data.planHash, reason: "go on" });
    expect(rest.state).toBe("applied");
    await expect(ada().changes.continue({ changeId: rest.id })).rejects.toThrow(/nothing left/);
  });

  it("goes on although it has itself moved the version that the editor knew", async () => {
    const opened = live("DestinationRule", "reviews");
    if (opened === undefined) throw new Error("the mesh has it");
    const edited = { ...opened, spec: { ...opened.spec, exportTo: ["*"] } };
    stopAt("ratings", "conflict", "busy");
    const { id } = await apply([
      { ...put(edited), baseResourceVersion: opened.metadata.resourceVersion },
      put(rule("ratings")),
    ]);
    mesh.kubernetes.beforeWrite = () => undefined;
    const { data } = await ada().changes.continue({ changeId: id });
    expect(data.objects.map(({ ref }) => ref.name)).toEqual(["ratings"]);
  });

  it("can be taken back: only what was written, to the byte", async () => {
    const before = text();
    stopAt("ratings", "forbidden", "may not create");
    const { id } = await apply(three);
    mesh.kubernetes.beforeWrite = () => undefined;
    const { data } = await ada().changes.undo({ changeId: id });
    expect(data.objects.map(({ ref, action }) => `${action} ${ref.name}`)).toEqual([
      "delete productpage",
      "delete details",
    ]);
    await ada().changes.applyPlan({ planHash: data.planHash, reason: "" });
    expect(text()).toBe(before);
  });

  it("at its first object wrote nothing and can be tried again with the same plan", async () => {
    stopAt("details", "forbidden", "may not create");
    const { data } = await plan(three);
    const once = await ada().changes.applyPlan({ planHash: data.planHash, reason: "x" });
    expect(once.state).toBe("failed");
    mesh.kubernetes.beforeWrite = () => undefined;
    const again = await ada().changes.applyPlan({ planHash: data.planHash, reason: "x" });
    expect(again.state).toBe("applied");
    await expect(ada().changes.applyPlan({ planHash: data.planHash, reason: "x" })).rejects.toThrow(
      /applied by ada already/,
    );
  });
});

it("the same wish after it was taken back is a plan of its own, and the used one stays used", async () => {
  const first = await plan(three);
  const { id } = await ada().changes.applyPlan({ planHash: first.data.planHash, reason: "x" });
  const undo = await ada().changes.undo({ changeId: id });
  await ada().changes.applyPlan({ planHash: undo.data.planHash, reason: "" });
  const again = await plan(three);
  expect(again.data.planHash).not.toBe(first.data.planHash);
  expect((await plan(three)).data.planHash).toBe(again.data.planHash);
  await expect(ada().changes.applyPlan({ planHash: first.data.planHash, reason: "x" })).rejects.toThrow(
    /applied by ada already/,
  );
  const second = await ada().changes.applyPlan({ planHash: again.data.planHash, reason: "x" });
  expect(second.state).toBe("applied");
});

it("a refusal of a webhook is shown with its name and in its words alone", async () => {
  mesh.kubernetes.beforeDryRun = () => {
    throw fault(
      "bad_request",
      'admission webhook "policy.example.com" denied the request: owner label missing',
    );
  };
  const { data } = await plan([put(rule("details"))]);
  expect(data.objects[0]?.dryRun).toMatchObject({
    state: "rejected",
    webhook: "policy.example.com",
    message: "owner label missing",
  });
});
