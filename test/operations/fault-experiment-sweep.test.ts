import { rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { objectKey } from "@/lib/mesh/object-ref";
import { closeDatabase } from "@/server/database/database";
import { experimentMesh, planOf, type ExperimentMesh } from "./fault-experiment-mesh";

let mesh: ExperimentMesh;
beforeEach(() => {
  mesh = experimentMesh();
  mesh.pass(60_000);
});
afterEach(async () => closeDatabase(mesh.databaseUrl));

const endOf = async (runId: string) => (await mesh.run(runId)).body.ending?.reason;
const route = (of = mesh): Manifest => {
  const found = [...of.kubernetes.objects.values()].find(({ kind }) => kind === "VirtualService");
  if (found === undefined) throw new Error("the VirtualService is gone");
  return found;
};
const kinds = async (runId: string) =>
  (await mesh.as("ada").faults.read({ runId })).data.events.map(({ kind }) => kind);

/** The database is gone with all that it knew. */
const loseDatabase = async () => {
  await closeDatabase(mesh.databaseUrl);
  for (const end of ["", "-wal", "-shm"]) rmSync(`${mesh.databaseUrl.slice(5)}${end}`, { force: true });
};

describe("a fault whose console is gone", () => {
  it("is removed by the first sweep of the next one when its time is over", async () => {
    const runId = await mesh.start({ durationMs: 20_000 });
    await mesh.live([mesh.console("one")], 6);
    mesh.pass(120_000);
    expect(mesh.faultsInForce()).not.toEqual([]);
    await mesh.live([mesh.console("two")], 3);
    expect(mesh.faultsInForce()).toEqual([]);
    expect(await endOf(runId)).toBe("expired");
  });

  it("is removed by another replica that does not lead", async () => {
    await mesh.start({ durationMs: 20_000 });
    const [leader, other] = [mesh.console("one"), mesh.console("two")];
    await mesh.live([leader, other], 6);
    // The leader hangs, but goes on holding the lease.
    mesh.pass(22_000);
    await other.sweep();
    mesh.pass(1000);
    await other.sweep();
    expect(mesh.faultsInForce()).toEqual([]);
  });

  it("has its time left when the database does not know it: another console may be at it", async () => {
    await mesh.start({ durationMs: 600_000 });
    await mesh.live([mesh.console("one")], 6);
    await loseDatabase();
    await mesh.live([mesh.console("two")], 4);
    expect(mesh.faultsInForce()).not.toEqual([]);
  });

  it("is removed when nobody could have given it so much time", async () => {
    await mesh.start({ durationMs: 600_000 });
    await mesh.live([mesh.console("one")], 6);
    await loseDatabase();
    const live = route();
    const annotations = {
      ...live.metadata.annotations,
      "heddle.dev/fault-expires-at": "2999-01-01T00:00:00Z",
    };
    mesh.kubernetes.put({ ...live, metadata: { ...live.metadata, annotations } });
    await mesh.live([mesh.console("two")], 4);
    expect(mesh.faultsInForce()).toEqual([]);
  });

  it("is removed at its end when the database is lost with it", async () => {
    const before = structuredClone(route().spec);
    const runId = await mesh.start({ durationMs: 600_000 });
    await mesh.live([mesh.console("one")], 6);
    await loseDatabase();
    mesh.pass(600_000);
    await mesh.live([mesh.console("two")], 4);
    expect(mesh.faultsInForce()).toEqual([]);
    expect(route().spec).toEqual(before);
    expect(mesh.marks()).toEqual([]);
    const run = await mesh.run(runId);
    expect(run).toMatchObject({ state: "ended", outcome: "stopped", createdBy: "ada" });
    expect(run.body.ending?.reason).toBe("swept");
    expect(run.body.plan.hypothesis).toBe(planOf().hypothesis);
  });

  it("is removed when database and record are lost", async () => {
    await mesh.start({ durationMs: 600_000 });
    await mesh.live([mesh.console("one")], 6);
    await loseDatabase();
    const live = route();
    const annotations = { ...live.metadata.annotations, "heddle.dev/run-record": "{half" };
    mesh.kubernetes.put({ ...live, metadata: { ...live.metadata, annotations } });
    mesh.pass(600_000);
    await mesh.live([mesh.console("two")], 4);
    expect(mesh.faultsInForce()).toEqual([]);
    expect(mesh.marks()).toEqual([]);
  });

  it("is removed when somebody applies a file with it after the run has ended", async () => {
    const console = mesh.console("one");
    const runId = await mesh.start({ durationMs: 20_000 });
    await mesh.live([console], 6);
    const held = structuredClone(route());
    await mesh.live([console], 25);
    expect((await mesh.run(runId)).state).toBe("ended");
    mesh.kubernetes.put(held);
    await mesh.live([console], 35);
    expect(mesh.faultsInForce()).toEqual([]);
    expect(mesh.marks()).toEqual([]);
    expect(await kinds(runId)).toContain("swept");
  });

  it("is removed from a copy of the object under another name too", async () => {
    const console = mesh.console("one");
    await mesh.start({ durationMs: 40_000 });
    await mesh.live([console], 6);
    const live = route();
    const copy = { ...live, metadata: { ...live.metadata, name: "copy", uid: "another" } };
    expect(objectKey(refFromManifest(copy))).not.toBe(objectKey(refFromManifest(live)));
    mesh.kubernetes.put(copy);
    await mesh.live([console], 75);
    expect(mesh.faultsInForce()).toEqual([]);
    expect(mesh.marks()).toEqual([]);
    expect(mesh.kubernetes.objects.has(objectKey(refFromManifest(copy)))).toBe(true);
  });
});
