import { randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { manifestSchema } from "@/lib/config/manifest-schema";
import { judgeObject } from "@/lib/config/schema/judge";
import { closeDatabase } from "@/server/database/database";
import { createCaller } from "@/server/routers/app";
import { startTarget, targetKind, type ContractTarget } from "../contract/target";

const databaseUrl = `file:${path.join(mkdtempSync(path.join(tmpdir(), "heddle-")), "config.db")}`;
let target: ContractTarget;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(async () => {
  await closeDatabase(databaseUrl);
  await target.close();
});

const caller = () =>
  createCaller({
    clusters: new Map([[target.sources.name, target.sources]]),
    actor: { type: "user", name: "ada", groups: [] },
    requestId: randomUUID(),
    databaseUrl,
    nowMs: () => Date.now(),
    signal: new AbortController().signal,
  });
const split = (name: string, subset: string, more: Record<string, unknown> = {}): Manifest =>
  manifestSchema.parse({
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name, namespace: target.namespace },
    spec: {
      hosts: [target.service],
      http: [{ route: [{ destination: { host: target.service, subset } }] }],
      ...more,
    },
  });

describe.skipIf(targetKind === "bed")("configuration over the real protocols", () => {
  it("lists the mesh's kinds and, apart from them, what they depend on", async () => {
    const mesh = (await caller().config.list({ cluster: "", family: "mesh" })).data;
    const kubernetes = (await caller().config.list({ cluster: "", family: "kubernetes" })).data;
    expect(new Set(mesh.map(({ ref }) => ref.kind))).toContain("AuthorizationPolicy");
    expect([...new Set(kubernetes.map(({ ref }) => ref.kind))].toSorted()).toEqual(
      expect.arrayContaining(["Deployment", "Namespace", "Service", "ServiceAccount"]),
    );
    expect(mesh.some(({ ref }) => ref.kind === "Service")).toBe(false);
  });

  it("reads an object with the version that an edit starts from and with its references both ways", async () => {
    const { data } = await caller().config.read({
      cluster: "",
      kind: "Service",
      namespace: target.namespace,
      name: target.service,
    });
    expect(data.resourceVersion).toMatch(/^\d+$/);
    expect(data.references.map(({ role, state }) => `${role} ${state}`)).toEqual(["workload found"]);
    expect(
      data.referencedBy.some(({ from }) => from.kind === "DestinationRule" || from.kind === "VirtualService"),
    ).toBe(true);
  });

  it("gives the schema of one kind, and says what is served instead of a version that was removed", async () => {
    const kind = { cluster: "", group: "networking.istio.io", kind: "VirtualService" };
    const { data } = await caller().config.schema({ ...kind, version: "v1" });
    expect(
      data.schema && judgeObject(data.schema, split("a", "v1", { timout: 1 })).map(({ path: at }) => at),
    ).toEqual(["spec.timout"]);
    const removed = (await caller().config.schema({ ...kind, version: "v1alpha1" })).data;
    expect(removed.schema).toBeUndefined();
    expect(removed.servedVersions).toContain("v1");
    const unknown = (await caller().config.schema({ ...kind, kind: "VirtualServices", version: "v1" })).data;
    expect(unknown).toEqual({ servedVersions: [] });
  });

  it("lints what is edited against all that the cluster holds", async () => {
    const manifests = [split("linted", "nowhere"), split("fine", "v1")];
    const { data } = await caller().config.lint({ cluster: "", manifests });
    expect(data.objects[0]?.findings.some(({ path: at }) => at.endsWith("destination.subset"))).toBe(true);
    expect(data.objects[0]?.broken.map(({ role, text }) => `${role} ${text}`)).toEqual(["subset nowhere"]);
    expect(data.objects[1]?.broken).toEqual([]);
  });

  it("names what can be referred to", async () => {
    const { data } = await caller().config.names({ cluster: "" });
    expect(data.namespaces).toContain(target.namespace);
    expect(data.hosts).toContain(`${target.service}.${target.namespace}.svc.cluster.local`);
    expect(Object.values(data.subsets).flat()).toContain("v1");
    expect(data.labels[target.namespace]?.["app"]).toContain(target.service);
  });

  it("refuses an edit of an object that was deleted meanwhile, and creates it anew when asked to", async () => {
    const { kubernetes } = target.sources;
    const call = { purpose: "test" };
    const manifest = split(`gone-${randomUUID().slice(0, 8)}`, "v1");
    const { object } = await kubernetes.create(manifest, { dryRun: false }, call);
    const baseResourceVersion = object.metadata.resourceVersion ?? "";
    const ref = {
      apiVersion: manifest.apiVersion,
      kind: manifest.kind,
      namespace: target.namespace,
      name: manifest.metadata.name,
    };
    await kubernetes.remove(ref, {}, { dryRun: false }, call);
    const edit = { action: "put" as const, manifest };
    const planned = (more: { baseResourceVersion?: string }) =>
      caller().changes.plan({ cluster: "", request: { kind: "manifests", edits: [{ ...edit, ...more }] } });
    await expect(planned({ baseResourceVersion })).rejects.toMatchObject({
      message: expect.stringContaining("was deleted") as string,
    });
    expect((await planned({})).data.objects.map(({ action }) => action)).toEqual(["create"]);
  });
});
