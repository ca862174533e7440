import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ChangePolicy } from "@/lib/changes/change-policy";
import { closeDatabase } from "@/server/database/database";
import { bookinfo, changesMesh, split } from "./changes-mesh";
import { freshDatabaseUrl } from "./fresh-database";

let mesh: ReturnType<typeof changesMesh>;
beforeEach(async () => {
  mesh = changesMesh(bookinfo, await freshDatabaseUrl());
});
afterEach(() => closeDatabase(mesh.databaseUrl));

const planned = async (who: string, changePolicy: ChangePolicy) => {
  const request = split({ v1: 90, v2: 10 });
  const { data } = await mesh.as(who, { changePolicy }).changes.plan({ cluster: "east", request });
  return data.planHash;
};

describe("a freeze window", () => {
  const frozen = (allowOverride: boolean): ChangePolicy => ({
    freeze: [{ name: "year end", allowOverride, toMs: mesh.state.nowMs + 60_000 }],
  });

  it("stops an apply before anything is written, also one whose plan is older than the freeze", async () => {
    const planHash = await planned("ada", { freeze: [] });
    const ada = mesh.as("ada", { changePolicy: frozen(false) });
    const applying = ada.changes.applyPlan({ planHash, reason: "x", force: true });
    await expect(applying).rejects.toThrow(/frozen until .*year end/);
    await expect(ada.changes.gate({ planHash })).resolves.toMatchObject({ freeze: { name: "year end" } });
    expect(mesh.kubernetes.writes).toEqual([]);
    mesh.state.nowMs += 60_000;
    await expect(ada.changes.applyPlan({ planHash, reason: "x" })).resolves.toMatchObject({
      state: "applied",
    });
  });

  it("that may be overruled asks for a confirmation", async () => {
    const changePolicy = frozen(true);
    const planHash = await planned("ada", changePolicy);
    const ada = mesh.as("ada", { changePolicy });
    await expect(ada.changes.applyPlan({ planHash, reason: "x" })).rejects.toThrow(/frozen/);
    await expect(ada.changes.applyPlan({ planHash, reason: "x", force: true })).resolves.toMatchObject({
      state: "applied",
    });
  });

  it("of another namespace stops nothing, and undo waits for none", async () => {
    const elsewhere: ChangePolicy = {
      freeze: [{ name: "shop only", allowOverride: false, namespaces: ["shop"] }],
    };
    const planHash = await planned("ada", elsewhere);
    const { id } = await mesh
      .as("ada", { changePolicy: elsewhere })
      .changes.applyPlan({ planHash, reason: "canary" });
    const ada = mesh.as("ada", { changePolicy: { ...frozen(false), approval: {} } });
    const { data } = await ada.changes.undo({ changeId: id });
    await expect(ada.changes.applyPlan({ planHash: data.planHash, reason: "" })).resolves.toMatchObject({
      state: "applied",
    });
  });
});

describe("where a second person is demanded", () => {
  const changePolicy: ChangePolicy = { freeze: [], approval: { namespaces: ["bookinfo"] } };

  it("nobody applies alone, whatever they confirm", async () => {
    const planHash = await planned("ada", changePolicy);
    const ada = mesh.as("ada", { changePolicy });
    await expect(ada.changes.approve({ planHash })).rejects.toThrow(/somebody else/);
    await expect(ada.changes.applyPlan({ planHash, reason: "x", force: true })).rejects.toThrow(
      /second person/,
    );
    expect(mesh.kubernetes.writes).toEqual([]);
    await expect(ada.changes.gate({ planHash })).resolves.toMatchObject({
      approval: { isGiven: false, mayApprove: false, approvals: [] },
    });
  });

  it("a colleague's yes lets it through and is kept with its words", async () => {
    const planHash = await planned("ada", changePolicy);
    const bob = mesh.as("bob", { changePolicy });
    await bob.changes.approve({ planHash, comment: " looks right " });
    await expect(bob.changes.gate({ planHash })).resolves.toMatchObject({
      approval: { isGiven: true, approvals: [{ actor: "bob", comment: "looks right" }] },
    });
    const change = await mesh.as("ada", { changePolicy }).changes.applyPlan({ planHash, reason: "canary" });
    expect(change.state).toBe("applied");
    await expect(bob.changes.approve({ planHash })).rejects.toThrow(/applied already/);
  });

  it("the yes is to that plan: another weight needs another", async () => {
    const planHash = await planned("ada", changePolicy);
    await mesh.as("bob", { changePolicy }).changes.approve({ planHash });
    const other = await mesh
      .as("ada", { changePolicy })
      .changes.plan({ cluster: "east", request: split({ v1: 50, v2: 50 }) });
    expect(other.data.planHash).not.toBe(planHash);
    await expect(
      mesh.as("ada", { changePolicy }).changes.applyPlan({ planHash: other.data.planHash, reason: "x" }),
    ).rejects.toThrow(/second person/);
  });

  it("a reader of a read-only console can't say yes", async () => {
    const planHash = await planned("ada", changePolicy);
    const reader = mesh.as("eve", { changePolicy, readOnlyReason: "read only" });
    await expect(reader.changes.approve({ planHash })).rejects.toThrow(/read only/);
  });
});
