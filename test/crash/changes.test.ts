import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Change } from "@/lib/changes/change";
import type { Manifest } from "@/lib/config/manifest";
import { startDemo, type RunningDemo } from "@/server/demo/start";
import { until } from "@/test/mesh/until";
import { consoleProcess, type ConsoleProcess } from "./console-process";
import { openWriteGate, type WriteGate } from "./write-gate";

let demo: RunningDemo;
let gate: WriteGate;
let own: ConsoleProcess;

beforeAll(async () => {
  demo = await startDemo();
  gate = await openWriteGate(demo.kubernetes.url);
});
afterAll(async () => {
  await gate.close();
  await demo.close();
});
beforeEach(async () => {
  own = consoleProcess(demo, gate.url);
  await own.start();
});
afterEach(async () => {
  gate.onWrite = undefined;
  await own.remove();
});

const cluster = "demo";
let serial = 0;
const rules = (): readonly Manifest[] => {
  serial += 1;
  return ["a", "b", "c"].map((letter) => ({
    apiVersion: "networking.istio.io/v1",
    kind: "DestinationRule",
    metadata: { name: `crash-${serial}-${letter}`, namespace: "shop" },
    spec: { host: `crash-${serial}-${letter}` },
  }));
};
const planThree = async (): Promise<string> => {
  const edits = rules().map((manifest) => ({ action: "put" as const, manifest }));
  const { data } = await own.trpc().changes.plan.mutate({ cluster, request: { kind: "manifests", edits } });
  return data.planHash;
};
/** Its answer is lost with the console; only what is stored counts. */
const applyUnanswered = (planHash: string): void => {
  void own
    .trpc()
    .changes.applyPlan.mutate({ planHash, reason: "three rules", force: true })
    .catch(() => undefined);
};
const newest = async (): Promise<Change> => {
  const { data } = await own.trpc().activity.list.query({ cluster });
  const [row] = data;
  if (row === undefined) throw new Error("Activity is empty");
  return (await own.trpc().changes.read.query({ changeId: row.id })).data;
};
const results = ({ objects }: Change) => objects.map(({ result }) => result);
const undo = async (change: Change): Promise<Change> => {
  const { data } = await own.trpc().changes.undo.mutate({ changeId: change.id });
  return own.trpc().changes.applyPlan.mutate({ planHash: data.planHash, reason: "" });
};
const goOn = async (change: Change): Promise<Change> => {
  const { data } = await own.trpc().changes.continue.mutate({ changeId: change.id });
  return own.trpc().changes.applyPlan.mutate({ planHash: data.planHash, reason: "go on", force: true });
};

/** Kills the console at its nth write, which reaches the API server or does not, and starts it again. */
async function dieAtWrite(nth: number, arrives: boolean): Promise<void> {
  const planHash = await planThree();
  let isDead = false;
  gate.onWrite = async ({ count }, response, pass) => {
    if (count !== nth) return "pass";
    if (arrives) await pass();
    await own.kill();
    isDead = true;
    response.destroy();
    return "handled";
  };
  applyUnanswered(planHash);
  await until("the console was killed", async () => isDead);
  gate.onWrite = undefined;
  await own.start();
}

describe("a console that is killed", () => {
  it("between the audit row and the first write has written nothing, says so, and can try again", async () => {
    await dieAtWrite(1, false);
    const change = await newest();
    expect(change.state).toBe("failed");
    expect(results(change)).toEqual(["failed", "pending", "pending"]);
    expect(change.error).toMatch(/stopped while it was writing/);
    const again = await goOn(change);
    expect(again.state).toBe("applied");
    await undo(again);
  });

  it("between two writes says which was written, and both ways out lead somewhere", async () => {
    await dieAtWrite(2, false);
    const change = await newest();
    expect(change.state).toBe("partial");
    expect(results(change)).toEqual(["written", "failed", "pending"]);
    const rest = await goOn(change);
    expect(rest.state).toBe("applied");
    expect(rest.objects).toHaveLength(2);
    expect((await undo(rest)).state).toBe("applied");
    expect((await undo(change)).objects).toHaveLength(1);
  });

  it("after the last write but before the audit row was closed knows that all is written", async () => {
    await dieAtWrite(3, true);
    const change = await newest();
    expect(change.state).toBe("applied");
    expect(results(change)).toEqual(["written", "written", "written"]);
    const back = await undo(change);
    expect(back.state).toBe("applied");
    expect((await newest()).undoOf).toBe(change.id);
    expect((await own.trpc().changes.read.query({ changeId: change.id })).data.state).toBe("undone");
  });
});

describe("a connection that is cut", () => {
  const cutAt = (nth: number, arrives: boolean) => {
    gate.onWrite = async ({ count }, response, pass) => {
      if (count !== nth) return "pass";
      if (arrives) await pass();
      response.destroy();
      return "handled";
    };
  };
  const apply = async (planHash: string) =>
    own.trpc().changes.applyPlan.mutate({ planHash, reason: "three rules", force: true });

  it("after the API server had written is no failure: the object itself is asked", async () => {
    const planHash = await planThree();
    cutAt(2, true);
    const change = await apply(planHash);
    expect(change.state).toBe("applied");
    gate.onWrite = undefined;
    await undo(change);
  });

  it("before it arrived stops the change there, with nothing after it written", async () => {
    const planHash = await planThree();
    cutAt(2, false);
    const change = await apply(planHash);
    expect(change.state).toBe("partial");
    expect(results(change)).toEqual(["written", "failed", "pending"]);
    gate.onWrite = undefined;
    expect((await undo(change)).objects).toHaveLength(1);
  });
});
