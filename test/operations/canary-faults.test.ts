import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { refFromManifest } from "@/lib/config/manifest";
import { objectKey } from "@/lib/mesh/object-ref";
import { canaryMesh } from "./canary-mesh";
import { freshDatabaseUrl } from "./fresh-database";
import { fault } from "./memory-kubernetes";

let mesh: ReturnType<typeof canaryMesh>;
let before: string;
beforeEach(async () => {
  mesh = canaryMesh(await freshDatabaseUrl());
  mesh.state.nowMs += 600_000;
  mesh.scrapeUntil(mesh.state.nowMs);
  before = mesh.authored();
});
afterEach(() => mesh.close());

const minutes = (count: number) => count * 60_000;
const pauseOf = async (runId: string) => (await mesh.run(runId)).body.pause?.reason;
/** A step that lasts, so that what happens in it is the test's doing. */
const longStep = { steps: [{ weightPercent: 10, minMinutes: 60 }], noDataMs: minutes(4) };

const edit = (change: (text: string) => string) => {
  const route = mesh.find("VirtualService");
  if (route === undefined) throw new Error("no route");
  mesh.kubernetes.put(JSON.parse(change(JSON.stringify(route))) as Manifest);
};
const remove = (kind: string) => {
  const found = mesh.find(kind);
  if (found !== undefined) mesh.kubernetes.objects.delete(objectKey(refFromManifest(found)));
};

describe("a mesh that misbehaves", () => {
  it("without traffic the run has no verdict, pauses and takes the safe path", async () => {
    mesh.prometheus.behaviour.requestsPerSecond = 0;
    const runId = await mesh.start(longStep);
    await mesh.pass(minutes(3));
    expect(await pauseOf(runId)).toBe("no_data");
    await mesh.untilEnded(runId, minutes(5));
    expect((await mesh.run(runId)).outcome).toBe("rolled_back");
    expect(mesh.authored()).toBe(before);
  });

  it("a canary that loses its pods is taken back", async () => {
    const runId = await mesh.start(longStep);
    await mesh.untilStep(runId);
    const pod = [...mesh.kubernetes.objects.values()].find(
      ({ kind, metadata }) => kind === "Pod" && metadata.labels?.["version"] === "v2",
    );
    if (pod !== undefined) mesh.kubernetes.objects.delete(objectKey(refFromManifest(pod)));
    await mesh.pass(minutes(1));
    const run = await mesh.run(runId);
    expect([run.outcome, run.body.ending?.reason]).toEqual(["rolled_back", "canary_not_ready"]);
    expect(mesh.authored()).toBe(before);
  });

  it("weights that somebody edits pause the run with what was found; a person puts them back", async () => {
    const runId = await mesh.start(longStep);
    await mesh.untilStep(runId);
    edit((text) => text.replace('"weight":90', '"weight":70').replace('"weight":10', '"weight":30'));
    await mesh.pass(15_000);
    expect(await pauseOf(runId)).toBe("changed_outside");
    const { data } = await mesh.caller().canaries.read({ runId });
    expect(data.route?.weights.map(({ weightPercent }) => weightPercent)).toEqual([70, 30]);
    expect(data.route?.isAsWritten).toBe(false);
    await mesh.pass(minutes(2));
    expect(mesh.canaryPercent()).toBe(30);
    await mesh.caller().canaries.act({ runId, act: "accept_route", reason: "ours" });
    await mesh.pass(30_000);
    expect(mesh.canaryPercent()).toBe(10);
    expect((await mesh.run(runId)).state).toBe("running");
  });

  it("an edit of something else in the same object is nobody's concern, and stays", async () => {
    const runId = await mesh.start(longStep);
    await mesh.untilStep(runId);
    edit((text) => text.replace('"timeout":"3s"', '"timeout":"7s"'));
    await mesh.pass(30_000);
    expect((await mesh.run(runId)).state).toBe("running");
    await mesh.caller().canaries.act({ runId, act: "abort", reason: "enough" });
    await mesh.pass(30_000);
    expect(mesh.authored()).toBe(before.replace('"timeout":"3s"', '"timeout":"7s"'));
  });

  it("marks that were taken away count as a change from outside", async () => {
    const runId = await mesh.start(longStep);
    await mesh.untilStep(runId);
    edit((text) => text.replaceAll("heddle.dev/", "other.dev/"));
    await mesh.pass(15_000);
    expect(await pauseOf(runId)).toBe("changed_outside");
  });

  it.each([
    ["VirtualService", "object"],
    ["Service", "service"],
  ])("a deleted %s pauses the run as missing, and the safe path ends it", async (kind, what) => {
    const runId = await mesh.start(longStep);
    await mesh.untilStep(runId);
    remove(kind);
    await mesh.pass(15_000);
    const { pause } = (await mesh.run(runId)).body;
    expect([pause?.reason, pause?.data["what"]]).toEqual(["target_missing", what]);
    await mesh.untilEnded(runId, minutes(4));
    expect((await mesh.run(runId)).outcome).toBe("rolled_back");
    expect(mesh.isMarked()).toBe(false);
  });

  it("a deleted namespace ends the run without anything to take back", async () => {
    const runId = await mesh.start(longStep);
    await mesh.untilStep(runId);
    for (const kind of ["Namespace", "Service", "VirtualService", "DestinationRule"]) remove(kind);
    mesh.kubernetes.put({ apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
    await mesh.untilEnded(runId, minutes(4));
    expect((await mesh.run(runId)).outcome).toBe("rolled_back");
    expect(mesh.find("VirtualService")).toBeUndefined();
  });

  it("rights that are lost leave the weights where they are until they are back", async () => {
    const runId = await mesh.start({
      steps: [
        { weightPercent: 10, minMinutes: 1 },
        { weightPercent: 50, minMinutes: 1 },
      ],
    });
    await mesh.untilStep(runId);
    mesh.kubernetes.beforeWrite = () => {
      throw fault("forbidden", "viewers may not update virtualservices");
    };
    await mesh.pass(minutes(4));
    const run = await mesh.run(runId);
    expect(mesh.canaryPercent()).toBe(10);
    expect(run.state).not.toBe("ended");
    mesh.kubernetes.beforeWrite = () => undefined;
    await mesh.untilEnded(runId);
    expect((await mesh.run(runId)).state).toBe("ended");
    expect([0, 100]).toContain(mesh.canaryPercent());
  });
});
