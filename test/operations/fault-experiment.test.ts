import { describe, expect, it } from "vitest";
import { experimentMesh } from "./fault-experiment-mesh";

const routes = (mesh: ReturnType<typeof experimentMesh>) =>
  [...mesh.kubernetes.objects.values()].find(({ kind }) => kind === "VirtualService")?.spec;

describe("an experiment", () => {
  it("ramps, ends at its time, proves that it is gone and reports what it hit", async () => {
    const mesh = experimentMesh();
    const before = structuredClone(routes(mesh));
    const console = mesh.console("one");
    mesh.pass(60_000);
    const runId = await mesh.start({ ramp: [{ share: 0.5, seconds: 10 }] });
    await mesh.live([console], 5);
    expect(JSON.stringify(mesh.faultsInForce()[0])).toContain('"value":10');
    expect(mesh.marks()[0]).toMatchObject({ runId, kind: "fault", step: "0" });
    await mesh.live([console], 12);
    expect(JSON.stringify(mesh.faultsInForce()[0])).toContain('"value":20');
    await mesh.live([console], 25);
    expect(console.errors).toEqual([]);
    const run = await mesh.run(runId);
    expect(run).toMatchObject({ state: "ended", outcome: "completed" });
    expect(routes(mesh)).toEqual(before);
    expect(mesh.marks()).toEqual([]);
    const { data } = await mesh.as("ada").faults.read({ runId });
    expect(data.report).toMatchObject({ verdict: "held", ending: "expired", startedBy: "ada" });
    expect(data.report?.pastExpiryMs).toBeLessThan(5000);
    expect(data.report?.proof[0]).toMatchObject({ isClean: true, isAsBefore: true });
    expect(data.report?.abort?.achievedShare).toBeCloseTo(0.15, 1);
    expect(data.report?.abort?.isAsRequested).toBe(true);
    expect(data.events.map(({ kind }) => kind)).toEqual([
      "created",
      "waiting_for_steady_state",
      "started",
      "strength",
      "strength",
      "ending",
      "reverted",
      "ended",
    ]);
  });
});
