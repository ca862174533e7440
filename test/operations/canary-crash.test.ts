import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isRecord } from "@/lib/config/clean-manifest";
import { newCanaryDriver } from "@/server/operations/canaries/driver";
import type { ClusterSources, KubernetesSource, OperationContext } from "@/server/ports";
import { canaryMesh } from "./canary-mesh";
import { freshDatabaseUrl } from "./fresh-database";

/** A process that dies at its n-th sign of life: a call to the API server, before or after it, or a look at the clock. */
class Mortal {
  readonly diesAt: number;
  signs = 0;
  /** Signs at which a real write left. */
  readonly writes: number[] = [];
  constructor(diesAt: number) {
    this.diesAt = diesAt;
  }
  get isDead(): boolean {
    return this.signs >= this.diesAt;
  }
  live(): void {
    this.signs += 1;
    if (this.isDead) throw new Error("the process was killed");
  }
}

function mortalSources(sources: ClusterSources, mortal: Mortal): ClusterSources {
  const watched = new Set<PropertyKey>(["get", "list", "replace", "create", "apply", "remove", "canI"]);
  const kubernetes: KubernetesSource = new Proxy(sources.kubernetes, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      if (!watched.has(name)) return member.bind(target) as unknown;
      return async (...given: unknown[]) => {
        const isWrite = given.some((one) => isRecord(one) && one["dryRun"] === false);
        mortal.live();
        if (isWrite) mortal.writes.push(mortal.signs);
        const answer: unknown = await Reflect.apply(member, target, given);
        // The write arrived, its answer did not.
        if (name !== "list" && name !== "get") mortal.live();
        return answer;
      };
    },
  });
  return { ...sources, kubernetes };
}

let mesh: ReturnType<typeof canaryMesh>;
beforeEach(async () => begin());
afterEach(() => mesh.close());

async function begin(): Promise<void> {
  mesh = canaryMesh(await freshDatabaseUrl());
  mesh.state.nowMs += 600_000;
  mesh.scrapeUntil(mesh.state.nowMs);
}

const shortPlan = {
  steps: [{ weightPercent: 10, minMinutes: 0 }],
  judgement: { minRequests: 100, minIntervals: 2, objectivePercent: 95 },
};

type Way = {
  readonly weights: readonly number[];
  readonly mortal: Mortal;
  readonly outcome: string | undefined;
};

/** A whole run by a process that dies at its `diesAt`-th sign of life, and by another one after it. */
async function runWith(diesAt: number): Promise<Way> {
  const runId = await mesh.start(shortPlan);
  const mortal = new Mortal(diesAt);
  const weights: number[] = [];
  const driverOf = { mortal: newCanaryDriver(), heir: newCanaryDriver() };
  const mortalContext = (): OperationContext => {
    const ctx = mesh.controller();
    return {
      ...ctx,
      clusters: new Map([["east", mortalSources(mesh.options.sources, mortal)]]),
      nowMs: () => {
        mortal.live();
        return mesh.state.nowMs;
      },
    };
  };
  const tick = async () => {
    const stored = await mesh.run(runId);
    if (stored.state === "ended") return;
    if (mortal.isDead) await driverOf.heir.tick(mesh.controller(), stored);
    else await driverOf.mortal.tick(mortalContext(), stored).catch(() => undefined);
    if (weights.at(-1) !== mesh.canaryPercent()) weights.push(mesh.canaryPercent());
  };
  for (let round = 0; round < 60 && (await mesh.run(runId)).state !== "ended"; round += 1) {
    await mesh.pass(15_000, 15_000, tick);
  }
  return { weights, mortal, outcome: (await mesh.run(runId)).outcome };
}

/** Before and after each write, after its answer, and some moments in between. */
function deaths({ signs, writes }: Mortal): readonly number[] {
  const between = Array.from({ length: 3 }, (_, index) => Math.max(1, Math.round((signs * (index + 1)) / 4)));
  return [...new Set([...writes.flatMap((sign) => [sign, sign + 1, sign + 2]), ...between])];
}

describe("a console that is killed", { timeout: 400_000 }, () => {
  it("anywhere in a good run, leaves weights that were planned, each written once, and the run goes on", async () => {
    const whole = await runWith(Number.POSITIVE_INFINITY);
    expect(whole).toMatchObject({ weights: [10, 100], outcome: "promoted" });
    for (const diesAt of deaths(whole.mortal)) {
      await mesh.close();
      await begin();
      const { weights, outcome } = await runWith(diesAt);
      // Dead before the first write, the mesh is as it was for a moment.
      expect([diesAt, weights.filter((weight) => weight > 0), outcome]).toEqual([
        diesAt,
        [10, 100],
        "promoted",
      ]);
      const updates = mesh.kubernetes.writes.filter((text) => text.endsWith("VirtualService reviews"));
      expect([diesAt, updates.length]).toEqual([diesAt, 2]);
      expect(mesh.isMarked()).toBe(false);
    }
  });

  it("anywhere in a bad run, leaves nothing behind", async () => {
    mesh.prometheus.behaviour.badShare.v2 = 0.3;
    const before = mesh.authored();
    const whole = await runWith(Number.POSITIVE_INFINITY);
    expect(whole).toMatchObject({ weights: [10, 0], outcome: "rolled_back" });
    for (const diesAt of deaths(whole.mortal)) {
      await mesh.close();
      await begin();
      mesh.prometheus.behaviour.badShare.v2 = 0.3;
      const { weights, outcome } = await runWith(diesAt);
      expect([diesAt, weights.filter((weight) => weight > 10), outcome]).toEqual([diesAt, [], "rolled_back"]);
      expect([diesAt, mesh.authored() === before]).toEqual([diesAt, true]);
    }
  });
});
