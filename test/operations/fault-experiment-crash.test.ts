import { afterEach, describe, expect, it } from "vitest";
import { closeDatabase } from "@/server/database/database";
import { experimentMesh, secondMs, type ExperimentMesh, type Trouble } from "./fault-experiment-mesh";

let mesh: ExperimentMesh;
afterEach(async () => closeDatabase(mesh.databaseUrl));

/** Dies before its n-th call to a clock, the API server or Prometheus, and before every one after it. */
function mortal(calls: number): Trouble & { isDead: () => boolean } {
  let left = calls;
  return {
    beforeCall: (what) => {
      left -= 1;
      if (left <= 0) throw new Error(`killed before ${what}`);
    },
    isDead: () => left <= 0,
  };
}

const limitMs = 60 * secondMs;

/** Longest time that a fault was there after the end that its object names. */
async function liveThrough(
  turns: readonly (() => readonly { turn: () => Promise<void> }[])[],
): Promise<number> {
  let latestMs = 0;
  for (const consoles of turns) {
    await mesh.live(consoles(), 1);
    for (const { expiresAtMs } of mesh.marks()) {
      latestMs = Math.max(latestMs, mesh.state.nowMs - (expiresAtMs ?? 0));
    }
  }
  return latestMs;
}

describe("a console that is killed before any of its calls", () => {
  // The first strength is written around the 40th call, the second and the way back after some hundreds.
  const places = Array.from({ length: 12 }, (_, index) => 4 + index * 37);

  it.each(places)("leaves no fault beyond its end when it is killed at call %i", async (place) => {
    mesh = experimentMesh();
    mesh.pass(60_000);
    const before = structuredClone([...mesh.kubernetes.objects.values()].map(({ spec }) => spec));
    const runId = await mesh.start({ durationMs: 20_000, ramp: [{ share: 0.5, seconds: 6 }] });
    const trouble = mortal(place);
    const first = mesh.console("one", trouble);
    let next: ReturnType<typeof mesh.console> | undefined;
    let deadForSeconds = 0;
    const consoles = () => {
      if (!trouble.isDead()) return [first];
      deadForSeconds += 1;
      // A new process is there after ten seconds; the leases of the dead one run out by themselves.
      if (deadForSeconds < 10) return [];
      next ??= mesh.console("two");
      return [next];
    };
    const latestMs = await liveThrough(Array.from({ length: 80 }, () => consoles));
    expect(trouble.isDead()).toBe(true);
    expect(latestMs).toBeLessThan(limitMs);
    expect(mesh.faultsInForce()).toEqual([]);
    expect(mesh.marks()).toEqual([]);
    expect([...mesh.kubernetes.objects.values()].map(({ spec }) => spec)).toEqual(before);
    const run = await mesh.run(runId);
    expect(run.state).toBe("ended");
    const { data } = await mesh.as("ada").faults.read({ runId });
    const count = (kind: string) => data.events.filter((event) => event.kind === kind).length;
    expect([count("started"), count("ending"), count("ended")]).toEqual([1, 1, 1]);
    expect(count("strength")).toBeLessThanOrEqual(2);
  });
});

describe("two consoles on one mesh", () => {
  it("write every strength once and take it back once", async () => {
    mesh = experimentMesh();
    mesh.pass(60_000);
    const runId = await mesh.start({ durationMs: 20_000, ramp: [{ share: 0.5, seconds: 6 }] });
    const [one, two] = [mesh.console("one"), mesh.console("two")];
    for (let at = 0; at < 40; at += 1) {
      await Promise.all([one.turn(), two.turn()]);
      mesh.pass(secondMs);
    }
    expect(await mesh.run(runId)).toMatchObject({ state: "ended", outcome: "completed" });
    expect(mesh.kubernetes.writes).toHaveLength(3);
    expect(mesh.faultsInForce()).toEqual([]);
  });

  it("do the same when both believe that they lead", async () => {
    mesh = experimentMesh();
    mesh.pass(60_000);
    const runId = await mesh.start({ durationMs: 20_000, ramp: [{ share: 0.5, seconds: 6 }] });
    // One holder name makes the lease useless.
    const [one, two] = [mesh.console("same"), mesh.console("same")];
    for (let at = 0; at < 60; at += 1) {
      await Promise.all([one.turn(), two.turn()]);
      mesh.pass(secondMs);
    }
    expect((await mesh.run(runId)).state).toBe("ended");
    expect(mesh.kubernetes.writes).toHaveLength(3);
    expect(mesh.faultsInForce()).toEqual([]);
    expect(mesh.marks()).toEqual([]);
  });
});
