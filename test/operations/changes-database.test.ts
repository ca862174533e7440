import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createClient } from "@libsql/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SourceError } from "@/lib/errors";
import { claimPlan, readChangeRow } from "@/server/database/change";
import { closeDatabase, database } from "@/server/database/database";
import { takeLease } from "@/server/database/lease";
import { savePlan } from "@/server/database/plan";
import { leaseMs } from "@/server/operations/changes/apply";
import { applyLease } from "@/server/operations/changes/settle-change";
import { changesMesh, split } from "./changes-mesh";

let mesh: ReturnType<typeof changesMesh>;
beforeEach(() => {
  mesh = changesMesh();
});
afterEach(() => closeDatabase(mesh.databaseUrl));

const plan = () => mesh.as("ada").changes.plan({ cluster: "east", request: split({ v1: 90, v2: 10 }) });
const fileOf = (url: string) => url.slice("file:".length);

async function faultOf(work: Promise<unknown>): Promise<SourceError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) =>
      reason instanceof Error && reason.cause instanceof SourceError ? reason.cause : reason,
  );
  if (error instanceof SourceError) return error;
  throw new Error(`no source error: ${String(error)}`);
}

describe("a locked database", () => {
  it("refuses the apply with a remedy before any write; the plan can still be read and exported", async () => {
    const { data } = await plan();
    const other = createClient({ url: mesh.databaseUrl });
    const lock = await other.transaction("write");
    try {
      const refused = await faultOf(
        mesh.as("ada").changes.applyPlan({ planHash: data.planHash, reason: "x" }),
      );
      expect([refused.source, refused.reason]).toEqual(["database", "locked"]);
      expect(refused.hint).toContain("PostgreSQL");
      expect(mesh.kubernetes.writes).toEqual([]);
      const again = await plan();
      expect(again.data.objects).toHaveLength(1);
      expect(again.data.blockers).toMatchObject([{ code: "database", severity: "stop" }]);
      expect(again.warnings).toMatchObject([{ source: "database", reason: "locked" }]);
      await mesh.as("ada").activity.list({ cluster: "east" });
    } finally {
      await lock.rollback();
      other.close();
    }
    const change = await mesh.as("ada").changes.applyPlan({ planHash: data.planHash, reason: "x" });
    expect(change.state).toBe("applied");
  });
});

describe("a read-only database", () => {
  it("refuses the apply before any write while reads go on", async () => {
    const { data } = await plan();
    const { rows } = await database(mesh.databaseUrl);
    // What SQLite answers for a file without write permission, also to root.
    await rows.$executeRawUnsafe("PRAGMA query_only=ON");
    const refused = await faultOf(mesh.as("ada").changes.applyPlan({ planHash: data.planHash, reason: "x" }));
    expect([refused.source, refused.reason]).toEqual(["database", "read_only"]);
    expect(refused.hint).toContain("writable");
    expect(mesh.kubernetes.writes).toEqual([]);
    expect((await mesh.as("ada").activity.list({ cluster: "east" })).data).toEqual([]);
  });

  it("is read by another person's console when the file itself cannot be written", async () => {
    await plan();
    await closeDatabase(mesh.databaseUrl);
    chmodSync(fileOf(mesh.databaseUrl), 0o444);
    const { data } = await mesh.as("ada").activity.list({ cluster: "east" });
    expect(data).toEqual([]);
  });
});

describe("a database that is none", () => {
  it("leaves overview and charts alive with a warning", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "heddle-"));
    const file = path.join(folder, "not.db");
    writeFileSync(file, "this is no database, it is a text that is long enough to have a header".repeat(40));
    const broken = changesMesh(undefined, `file:${file}`);
    const recent = await broken.as("ada").changes.recent({ cluster: "east" });
    expect(recent.data).toEqual([]);
    expect(recent.warnings).toMatchObject([{ source: "database" }]);
    const { data } = await broken
      .as("ada")
      .changes.plan({ cluster: "east", request: split({ v1: 90, v2: 10 }) });
    expect(data.blockers.map(({ code }) => code)).toEqual(["database"]);
    expect(readFileSync(file, "utf8")).toContain("this is no database");
  });
});

describe("a console that dies while it writes", () => {
  /** Does what apply does up to the write, in a process that is then killed without warning. */
  async function dieAfter(written: boolean): Promise<string> {
    const { data } = await plan();
    const ctx = mesh.contextOf("ada");
    const object = data.objects[0];
    if (object === undefined) throw new Error("no object");
    const { ref, action, before, after } = object;
    const change = {
      id: "dead-change",
      cluster: "east",
      service: data.service,
      kind: "traffic_split" as const,
      title: data.title,
      actor: "ada",
      actorType: "user" as const,
      reason: "x",
      planHash: data.planHash,
      intent: JSON.stringify(data.request),
      state: "applying" as const,
      objects: [
        {
          ref,
          action,
          result: "writing" as const,
          ...(before === undefined ? {} : { before }),
          ...(after === undefined ? {} : { after }),
        },
      ],
      requestId: ctx.requestId,
      startedAtMs: ctx.nowMs(),
    };
    await savePlan(ctx.databaseUrl, data);
    await takeLease(
      ctx.databaseUrl,
      { name: applyLease("east"), holder: change.id, ttlMs: leaseMs },
      ctx.nowMs(),
    );
    expect(await claimPlan(ctx.databaseUrl, change)).toBe(true);
    if (written && after !== undefined) mesh.kubernetes.put(after);
    return change.id;
  }

  it("leaves a row that says so while its lease runs, and what the mesh says afterwards", async () => {
    const id = await dieAfter(true);
    expect((await mesh.as("eve").changes.read({ changeId: id })).data.state).toBe("applying");
    mesh.state.nowMs += leaseMs + 1;
    const { data } = await mesh.as("eve").changes.read({ changeId: id });
    expect(data).toMatchObject({ state: "applied", objects: [{ result: "written" }] });
    expect((await readChangeRow(mesh.databaseUrl, id))?.error).toContain("stopped while it was writing");
    const undo = await mesh.as("eve").changes.undo({ changeId: id });
    expect(undo.data.objects).toHaveLength(1);
  });

  it("is told as having written nothing when nothing arrived, and the plan can be applied again", async () => {
    const id = await dieAfter(false);
    const { data: blocked } = await plan();
    const early = mesh.as("bob").changes.applyPlan({ planHash: blocked.planHash, reason: "x" });
    await expect(early).rejects.toThrow(/Another change is being written/);
    mesh.state.nowMs += leaseMs + 1;
    expect((await mesh.as("eve").activity.list({ cluster: "east" })).data[0]).toMatchObject({
      id,
      state: "failed",
    });
    const change = await mesh.as("bob").changes.applyPlan({ planHash: blocked.planHash, reason: "x" });
    expect(change.state).toBe("applied");
  });

  it("keeps what it noted when it is killed at any point", async () => {
    await plan();
    await closeDatabase(mesh.databaseUrl);
    const script = `
      import { createClient } from "@libsql/client";
      const client = createClient({ url: process.argv[2] });
      const tx = await client.transaction("write");
      await tx.execute("UPDATE \\"Plan\\" SET \\"claimedBy\\" = 'half'");
      process.stdout.write("half");
      setInterval(() => undefined, 1000);`;
    const file = path.join(path.dirname(fileOf(mesh.databaseUrl)), "die.mjs");
    writeFileSync(file, script.replace("@libsql/client", import.meta.resolve("@libsql/client")));
    const child = spawn(process.execPath, [file, mesh.databaseUrl], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise<void>((resolve) => child.stdout.once("data", () => resolve()));
    child.kill("SIGKILL");
    await new Promise<void>((resolve) => child.once("exit", () => resolve()));
    const { data } = await plan();
    const change = await mesh.as("ada").changes.applyPlan({ planHash: data.planHash, reason: "x" });
    expect(change.state).toBe("applied");
    expect(existsSync(fileOf(mesh.databaseUrl))).toBe(true);
  });
});
