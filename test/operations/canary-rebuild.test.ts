import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { runAnnotations } from "@/lib/delivery/run-annotations";
import { canaryMesh, canaryObjects } from "./canary-mesh";
import { freshDatabaseUrl } from "./fresh-database";

let mesh: ReturnType<typeof canaryMesh>;
let before: string;
let runId: string;
const longStep = { steps: [{ weightPercent: 10, minMinutes: 60 }] };

/** A run at its first step, and then the same cluster with an empty database. */
beforeEach(async () => {
  const first = canaryMesh(await freshDatabaseUrl());
  before = first.authored();
  runId = await first.start(longStep);
  await first.untilStep(runId);
  await first.close();
  mesh = canaryMesh(await freshDatabaseUrl(), [...first.kubernetes.objects.values()]);
  mesh.state.nowMs = first.state.nowMs + 60_000;
});
afterEach(() => mesh.close());

const annotate = (name: string, value: string) => {
  const route = mesh.find("VirtualService");
  if (route === undefined) throw new Error("no route");
  const annotations = { ...route.metadata.annotations, [name]: value };
  const next: Manifest = { ...route, metadata: { ...route.metadata, annotations } };
  mesh.kubernetes.put(next);
};

describe("a lost database", () => {
  it("gets its run back from the route, paused until somebody decides", async () => {
    await mesh.pass(30_000);
    const run = await mesh.run(runId);
    expect(run).toMatchObject({ id: runId, state: "paused", createdBy: "ada" });
    expect(run.body).toMatchObject({
      stage: { kind: "step", index: 0 },
      pause: { reason: "rebuilt" },
      reason: "new release",
    });
    expect(await mesh.events(runId)).toContain("rebuilt");
    expect(mesh.kubernetes.writes).toEqual([]);
    const { data } = await mesh.caller().canaries.read({ runId });
    expect(data.route?.isAsWritten).toBe(true);
  });

  it("takes the rebuilt run back to the byte", async () => {
    await mesh.pass(30_000);
    await mesh.caller().canaries.act({ runId, act: "abort", reason: "enough" });
    await mesh.pass(30_000);
    expect((await mesh.run(runId)).outcome).toBe("aborted");
    expect(mesh.authored()).toBe(before);
  });

  it("goes on with the rebuilt run when somebody says so", async () => {
    await mesh.pass(30_000);
    await mesh.caller().canaries.act({ runId, act: "resume", reason: "go on" });
    await mesh.pass(30_000);
    expect((await mesh.run(runId)).state).toBe("running");
    expect(mesh.canaryPercent()).toBe(10);
  });

  it("with a record that nobody can read leaves one way out: the marks go, the weights stay", async () => {
    annotate(runAnnotations.record, "{broken");
    await mesh.pass(30_000);
    const act = (kind: "resume" | "promote" | "accept_route" | "abort") =>
      mesh.caller().canaries.act({ runId, act: kind, reason: "now" });
    for (const kind of ["resume", "promote", "accept_route"] as const) {
      await expect(act(kind)).rejects.toMatchObject({ code: "CONFLICT" });
    }
    await act("abort");
    await mesh.pass(30_000);
    expect((await mesh.run(runId)).outcome).toBe("aborted");
    expect(mesh.isMarked()).toBe(false);
    expect(mesh.canaryPercent()).toBe(10);
  });

  it("with a record that had no room for the object gives everything to the stable version", async () => {
    const route = mesh.find("VirtualService");
    const record: unknown = JSON.parse(route?.metadata.annotations?.[runAnnotations.record] ?? "{}");
    annotate(runAnnotations.record, JSON.stringify({ ...(record as object), preImage: undefined }));
    await mesh.pass(30_000);
    await mesh.caller().canaries.act({ runId, act: "abort", reason: "enough" });
    await mesh.pass(30_000);
    expect(mesh.isMarked()).toBe(false);
    expect(mesh.canaryPercent()).toBe(0);
  });
});

describe("a write that comes after the end of its run", () => {
  it("is taken back by whoever leads", async () => {
    const own = canaryMesh(await freshDatabaseUrl(), canaryObjects);
    const id = await own.start(longStep);
    await own.untilStep(id);
    const late = own.find("VirtualService");
    await own.caller().canaries.act({ runId: id, act: "abort", reason: "enough" });
    await own.pass(30_000);
    expect(own.canaryPercent()).toBe(0);
    if (late !== undefined) own.kubernetes.put(late);
    await own.pass(60_000);
    expect(own.authored()).toBe(before);
    expect(await own.events(id)).toContain("left_behind");
    await own.close();
  });
});
