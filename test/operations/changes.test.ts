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

describe("planning", () => {
  it("writes nothing and says in words what would change", async () => {
    const before = text();
    const { data } = await plan({ v1: 90, v2: 10 });
    expect(text()).toBe(before);
    expect(mesh.kubernetes.writes).toEqual([]);
    expect(data.objects.map(({ ref, action }) => [ref.kind, action])).toEqual([["VirtualService", "update"]]);
    expect(data.objects[0]?.diff).toEqual([
      { op: "changed", path: `spec.http["primary"].route["v1"].weight`, before: 100, after: 90 },
      {
        op: "added",
        path: `spec.http["primary"].route["v2"]`,
        after: { destination: { host: "reviews", subset: "v2" }, weight: 10 },
      },
    ]);
    expect(data.blockers).toEqual([]);
  });

  it("adds a missing subset before the route that uses it", async () => {
    const { data } = await plan({ v1: 90, v3: 10 });
    expect(data.objects.map(({ ref }) => ref.kind)).toEqual(["DestinationRule", "VirtualService"]);
    expect(data.findings.filter(({ isNew }) => isNew)).toEqual([]);
  });

  it("refuses weights that do not add up and names the field and the difference", async () => {
    await expect(plan({ v1: 90, v2: 20 })).rejects.toThrow(
      /destinations[\s\S]*add up to 110[\s\S]*take 10 away/,
    );
    await expect(plan({ v1: 100, v2: 0.5 })).rejects.toThrow(/whole percentage/);
    await expect(plan({ v1: 110, v2: -10 })).rejects.toThrow(/at least 0/);
  });

  it("shows a schema violation in the API server's words and refuses to apply it", async () => {
    mesh.kubernetes.beforeDryRun = (_, verb) => {
      if (verb !== "replace") return;
      throw fault("invalid", 'VirtualService "reviews" is invalid: spec.http[1].timeout: Invalid value', {
        causes: [{ reason: "FieldValueInvalid", field: "spec.http[1].timeout", message: "Invalid value" }],
      });
    };
    const { data } = await plan({ v1: 90, v2: 10 });
    expect(data.objects[0]?.dryRun).toMatchObject({
      state: "rejected",
      causes: [{ field: "spec.http[1].timeout", message: "Invalid value" }],
    });
    const applying = mesh.as("ada").changes.applyPlan({ planHash: data.planHash, reason: "x", force: true });
    await expect(applying).rejects.toThrow(/is invalid/);
    expect(mesh.kubernetes.writes).toEqual([]);
  });

  it("names another field manager and goes on only when the person takes over", async () => {
    mesh.kubernetes.beforeDryRun = (_, verb) => {
      if (verb !== "apply") return;
      throw fault("conflict", 'Apply failed with 1 conflict: conflict with "argocd-controller": .spec.http', {
        conflict: {
          kind: "field_manager",
          conflicts: [{ manager: "argocd-controller", field: ".spec.http" }],
        },
      });
    };
    const { data } = await plan({ v1: 90, v2: 10 });
    expect(data.objects[0]?.conflicts).toMatchObject([{ manager: "argocd-controller", field: ".spec.http" }]);
    const ada = mesh.as("ada");
    await expect(ada.changes.applyPlan({ planHash: data.planHash, reason: "x" })).rejects.toThrow(
      /argocd-controller/,
    );
    expect(mesh.kubernetes.writes).toEqual([]);
    const change = await ada.changes.applyPlan({ planHash: data.planHash, reason: "x", force: true });
    expect(change.state).toBe("applied");
  });

  it("still works while Prometheus is down, with the callers unknown", async () => {
    mesh.state.metricsDown = true;
    const { data, warnings } = await plan({ v1: 90, v2: 10 });
    expect(data.callers).toBeUndefined();
    expect(warnings.map(({ source }) => source)).toEqual(["prometheus"]);
    expect(data.blockers).toEqual([]);
  });

  it("counts a caller once, by its own proxy where there is one", async () => {
    const sample = (reporter: string, workload: string, value: number) => ({
      labels: {
        reporter,
        source_workload: workload,
        source_workload_namespace: "bookinfo",
        destination_version: "v1",
      },
      timeMs: 0,
      value,
    });
    mesh.state.samples = [
      sample("source", "productpage", 8),
      sample("destination", "productpage", 7.5),
      sample("destination", "legacy", 2),
    ];
    const { data } = await plan({ v1: 90, v2: 10 });
    expect(data.callers).toEqual([
      { namespace: "bookinfo", workload: "productpage", requestsPerSecond: 8 },
      { namespace: "bookinfo", workload: "legacy", requestsPerSecond: 2 },
    ]);
  });
});

describe("applying", () => {
  it("keeps every unrelated field, route, label and annotation", async () => {
    await apply({ v1: 90, v2: 10 });
    const route = live("VirtualService");
    const was = bookinfo.find(({ kind }) => kind === "VirtualService");
    expect(route?.metadata.annotations).toEqual({ team: "books" });
    expect(route?.metadata.labels).toEqual({ keep: "me" });
    const http = route?.spec?.["http"];
    const old = was?.spec?.["http"];
    expect(Array.isArray(http) && http[0]).toEqual(Array.isArray(old) && old[0]);
    expect(Array.isArray(http) && http[1]).toMatchObject({ name: "primary", timeout: "3s" });
  });

  it("leaves an audit row with who, why, before and after", async () => {
    const change = await apply({ v1: 90, v2: 10 });
    const { data } = await mesh.as("eve").changes.read({ changeId: change.id });
    expect(data).toMatchObject({
      actor: "ada",
      reason: "canary",
      state: "applied",
      service: { name: "reviews" },
    });
    expect(data.objects[0]?.result).toBe("written");
    expect(JSON.stringify(data.objects[0]?.before)).toContain('"weight":100');
    expect(JSON.stringify(data.objects[0]?.after)).toContain('"weight":90');
  });

  it("asks for a reason", async () => {
    const { data } = await plan({ v1: 90, v2: 10 });
    await expect(mesh.as("ada").changes.applyPlan({ planHash: data.planHash, reason: "  " })).rejects.toThrow(
      /why/,
    );
    expect(mesh.kubernetes.writes).toEqual([]);
  });

  it("refuses when an object moved, names it, and writes nothing", async () => {
    const { data } = await plan({ v1: 90, v3: 10 });
    const rule = live("DestinationRule");
    if (rule !== undefined)
      mesh.kubernetes.put({ ...rule, metadata: { ...rule.metadata, labels: { moved: "yes" } } });
    const before = text();
    await expect(mesh.as("ada").changes.applyPlan({ planHash: data.planHash, reason: "x" })).rejects.toThrow(
      /DestinationRule bookinfo\/reviews changed.*Nothing was written/,
    );
    expect(text()).toBe(before);
  });

  it("refuses when a second VirtualService for the host turned up meanwhile", async () => {
    const { data } = await plan({ v1: 90, v2: 10 });
    const route = live("VirtualService");
    if (route !== undefined) mesh.kubernetes.put({ ...route, spec: { ...route.spec, hosts: ["other"] } });
    await expect(mesh.as("ada").changes.applyPlan({ planHash: data.planHash, reason: "x" })).rejects.toThrow(
      /changed/,
    );
    expect(mesh.kubernetes.writes).toEqual([]);
  });

  it("refuses when an object that was to be created exists by now", async () => {
    mesh = changesMesh(
      bookinfo.filter(({ kind }) => kind !== "VirtualService" && kind !== "DestinationRule"),
    );
    const { data } = await plan({ v1: 90, v2: 10 });
    expect(data.objects.map(({ action }) => action)).toEqual(["create", "create"]);
    const rule = bookinfo.find(({ kind }) => kind === "DestinationRule");
    if (rule !== undefined) mesh.kubernetes.put(rule);
    await expect(mesh.as("ada").changes.applyPlan({ planHash: data.planHash, reason: "x" })).rejects.toThrow(
      /DestinationRule bookinfo\/reviews changed/,
    );
    expect(mesh.kubernetes.writes).toEqual([]);
  });

  it("lets exactly one of many browsers apply one plan", async () => {
    const { data } = await plan({ v1: 90, v2: 10 });
    const outcomes = await Promise.allSettled(
      ["ada", "bob", "cyd", "dan"].map((who) =>
        mesh.as(who).changes.applyPlan({ planHash: data.planHash, reason: "race" }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(mesh.kubernetes.writes).toEqual(["replace VirtualService reviews"]);
    const { data: rows } = await mesh.as("eve").activity.list({ cluster: "east" });
    expect(rows).toHaveLength(1);
  });

  it("lets exactly one of two different plans win when they race", async () => {
    const [one, two] = await Promise.all([plan({ v1: 90, v2: 10 }), plan({ v1: 50, v2: 50 }, "bob")]);
    const outcomes = await Promise.allSettled([
      mesh.as("ada").changes.applyPlan({ planHash: one.data.planHash, reason: "race" }),
      mesh.as("bob").changes.applyPlan({ planHash: two.data.planHash, reason: "race" }),
    ]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(mesh.kubernetes.writes).toHaveLength(1);
  });

  it("refuses the same plan a second time and says who applied it", async () => {
    const { data } = await plan({ v1: 90, v2: 10 });
    await mesh.as("ada").changes.applyPlan({ planHash: data.planHash, reason: "x" });
    const again = mesh.as("bob").changes.applyPlan({ planHash: data.planHash, reason: "x" });
    await expect(again).rejects.toThrow(/applied by ada already/);
  });

  it("is refused while the console is read-only", async () => {
    const { data } = await plan({ v1: 90, v2: 10 });
    const reader = mesh.as("eve", { readOnlyReason: "Bound to a public address" });
    await expect(reader.changes.applyPlan({ planHash: data.planHash, reason: "x" })).rejects.toThrow(
      /public address/,
    );
    expect(mesh.kubernetes.writes).toEqual([]);
  });
});
