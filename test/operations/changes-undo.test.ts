import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cleanManifest } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";
import { closeDatabase } from "@/server/database/database";
import { bookinfo, changesMesh, split } from "./changes-mesh";
import { freshDatabaseUrl } from "./fresh-database";
import { fault } from "./memory-kubernetes";

let mesh: ReturnType<typeof changesMesh>;
beforeEach(async () => {
  mesh = changesMesh(bookinfo, await freshDatabaseUrl());
});
afterEach(() => closeDatabase(mesh.databaseUrl));

const text = () => JSON.stringify([...mesh.kubernetes.objects.values()].map(cleanManifest));
const live = (kind: string): Manifest | undefined =>
  [...mesh.kubernetes.objects.values()].find((manifest) => manifest.kind === kind);
const plan = (weights: Readonly<Record<string, number>>, who = "ada") =>
  mesh.as(who).changes.plan({ cluster: "east", request: split(weights) });
const apply = async (weights: Readonly<Record<string, number>>, who = "ada") => {
  const { data } = await plan(weights, who);
  return mesh.as(who).changes.applyPlan({ planHash: data.planHash, reason: "canary" });
};

describe("failures while writing", () => {
  it("tells a partial change exactly when the second object fails, and undoes the first", async () => {
    const before = text();
    mesh.kubernetes.beforeWrite = (ref) => {
      if (ref.kind === "VirtualService") throw fault("forbidden", "admission webhook denied the request: no");
    };
    const change = await apply({ v1: 90, v3: 10 });
    expect(change.state).toBe("partial");
    expect(change.objects.map(({ ref, result }) => [ref.kind, result])).toEqual([
      ["DestinationRule", "written"],
      ["VirtualService", "failed"],
    ]);
    expect(change.error).toContain("admission webhook denied");
    mesh.kubernetes.beforeWrite = () => undefined;
    const undo = await mesh.as("ada").changes.undo({ changeId: change.id });
    const undone = await mesh.as("ada").changes.applyPlan({ planHash: undo.data.planHash, reason: "" });
    expect(undone.state).toBe("applied");
    expect(text()).toBe(before);
  });

  it("stops at the first failure, writes nothing more, and gives the plan back for another try", async () => {
    mesh.kubernetes.beforeWrite = () => {
      throw fault("conflict", "the object has been modified");
    };
    const { data } = await plan({ v1: 90, v3: 10 });
    const failed = await mesh.as("ada").changes.applyPlan({ planHash: data.planHash, reason: "x" });
    expect(failed.state).toBe("failed");
    expect(failed.objects.map(({ result }) => result)).toEqual(["failed", "pending"]);
    mesh.kubernetes.beforeWrite = () => undefined;
    const change = await mesh.as("ada").changes.applyPlan({ planHash: data.planHash, reason: "x" });
    expect(change.state).toBe("applied");
  });

  it("reads the mesh when the answer to a write never arrived", async () => {
    const { data } = await plan({ v1: 90, v2: 10 });
    const replace = mesh.kubernetes.replace.bind(mesh.kubernetes);
    mesh.kubernetes.replace = async (manifest, options) => {
      await replace(manifest, options);
      throw fault("timeout", "no answer within 20 s");
    };
    const change = await mesh.as("ada").changes.applyPlan({ planHash: data.planHash, reason: "x" });
    expect(change.state).toBe("applied");
  });

  it("keeps writing when the reader's tab is closed in the middle", async () => {
    const { data } = await plan({ v1: 90, v3: 10 });
    const tab = new AbortController();
    mesh.kubernetes.beforeWrite = () => tab.abort();
    const change = await mesh
      .as("ada", { signal: tab.signal })
      .changes.applyPlan({ planHash: data.planHash, reason: "x" });
    expect(change.state).toBe("applied");
  });
});

describe("undoing", () => {
  it("puts every object back byte for byte", async () => {
    const before = text();
    const change = await apply({ v1: 90, v2: 5, v3: 5 });
    expect(text()).not.toBe(before);
    const { data } = await mesh.as("bob").changes.undo({ changeId: change.id });
    expect(data.objects.map(({ ref }) => ref.kind)).toEqual(["VirtualService", "DestinationRule"]);
    await mesh.as("bob").changes.applyPlan({ planHash: data.planHash, reason: "" });
    expect(text()).toBe(before);
    expect((await mesh.as("eve").changes.read({ changeId: change.id })).data.state).toBe("undone");
    await expect(mesh.as("eve").changes.undo({ changeId: change.id })).rejects.toThrow(/has been undone/);
  });

  it("removes what the change created", async () => {
    mesh = changesMesh(
      bookinfo.filter(({ kind }) => kind !== "VirtualService" && kind !== "DestinationRule"),
    );
    const before = text();
    const change = await apply({ v1: 90, v2: 10 });
    const { data } = await mesh.as("ada").changes.undo({ changeId: change.id });
    await mesh.as("ada").changes.applyPlan({ planHash: data.planHash, reason: "" });
    expect(text()).toBe(before);
    expect(mesh.kubernetes.writes.slice(2)).toEqual([
      "delete VirtualService reviews",
      "delete DestinationRule reviews",
    ]);
  });

  it("keeps what others changed since and takes back only its own", async () => {
    const change = await apply({ v1: 90, v3: 10 });
    const route = live("VirtualService");
    const http = route?.spec?.["http"];
    if (route === undefined || !Array.isArray(http)) throw new Error("no route");
    mesh.kubernetes.put({
      ...route,
      metadata: { ...route.metadata, annotations: { team: "papers" } },
      spec: { ...route.spec, http: [http[0], { ...http[1], timeout: "9s" }] },
    });
    const { data } = await mesh.as("ada").changes.undo({ changeId: change.id });
    expect(data.kept).toEqual([]);
    await mesh.as("ada").changes.applyPlan({ planHash: data.planHash, reason: "" });
    const after = live("VirtualService");
    expect(after?.metadata.annotations).toEqual({ team: "papers" });
    const routes = after?.spec?.["http"];
    expect(Array.isArray(routes) && routes[1]).toEqual({
      name: "primary",
      route: [{ destination: { host: "reviews", subset: "v1" }, weight: 100 }],
      timeout: "9s",
    });
  });

  it("says which fields it leaves because somebody changed the same ones", async () => {
    const first = await apply({ v1: 90, v2: 10 });
    await apply({ v1: 50, v2: 50 }, "bob");
    const { data } = await mesh.as("ada").changes.undo({ changeId: first.id });
    expect(data.objects).toEqual([]);
    expect(data.kept.map(({ path }) => path)).toEqual([`spec.http["primary"].route`]);
    expect(data.blockers.map(({ code }) => code)).toEqual(["nothing_to_do"]);
  });

  it("does not delete an object that it created and somebody edited since", async () => {
    mesh = changesMesh(
      bookinfo.filter(({ kind }) => kind !== "VirtualService"),
      mesh.databaseUrl,
    );
    const change = await apply({ v1: 90, v2: 10 });
    const route = live("VirtualService");
    if (route === undefined) throw new Error("no route");
    mesh.kubernetes.put({ ...route, spec: { ...route.spec, exportTo: ["."] } });
    const { data } = await mesh.as("ada").changes.undo({ changeId: change.id });
    expect(data.objects).toEqual([]);
    expect(data.kept).toHaveLength(1);
  });
});
