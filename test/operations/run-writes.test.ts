import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { canaryPlanSchema } from "@/lib/canaries/plan";
import type { ChangeRequest } from "@/lib/changes/change-set";
import { cleanManifest } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";
import { addTouched, type Run } from "@/lib/delivery/run";
import { readMarks } from "@/lib/delivery/marks";
import { objectKey } from "@/lib/mesh/object-ref";
import { changesOfRequest } from "@/server/database/change";
import { closeDatabase } from "@/server/database/database";
import { takeLease } from "@/server/database/lease";
import { createRun, listRunEvents, listRuns, readRun, saveRun } from "@/server/database/run";
import { newLoop, turn, type RunDriver } from "@/server/operations/delivery/loop";
import { performWrite } from "@/server/operations/delivery/perform-write";
import type { OperationContext, WriteOptions } from "@/server/ports";
import { bookinfo, changesMesh, split } from "./changes-mesh";
import { freshDatabaseUrl } from "./fresh-database";
import { fault } from "./memory-kubernetes";

let mesh: ReturnType<typeof changesMesh>;
let ctx: OperationContext;
beforeEach(async () => {
  mesh = changesMesh(bookinfo, await freshDatabaseUrl());
  ctx = mesh.contextOf("heddle", { actor: { type: "controller", name: "heddle", groups: [] } });
});
afterEach(() => closeDatabase(mesh.databaseUrl));

const plan = canaryPlanSchema.parse({
  api: "istio",
  service: { namespace: "bookinfo", name: "reviews" },
  stable: { name: "v1", labels: { version: "v1" } },
  canary: { name: "v3", labels: { version: "v3" } },
  steps: [
    { weightPercent: 10, minMinutes: 1 },
    { weightPercent: 50, minMinutes: 1 },
  ],
  metrics: [{ kind: "success" }],
});
const stage = (index: number, runId = "run-1"): ChangeRequest => ({
  kind: "canary_stage",
  runId,
  plan,
  stage: { kind: "step", index },
  record: { plan },
});
const restore: ChangeRequest = { kind: "restore", runId: "run-1" };
const write = (request: ChangeRequest, token: string) =>
  performWrite(ctx, { cluster: "east", token, request, reason: "canary", force: true });

const text = () => JSON.stringify([...mesh.kubernetes.objects.values()].map(cleanManifest));
const route = () => {
  const found = [...mesh.kubernetes.objects.values()].find(({ kind }) => kind === "VirtualService");
  if (found === undefined) throw new Error("the VirtualService is gone");
  return found;
};
const weight = () => /"subset":"v3"\},"weight":(\d+)/.exec(JSON.stringify(route().spec))?.[1];

type Body = { readonly touched: readonly unknown[] };
const run = (touched: readonly unknown[] = []): Run<Body> => ({
  id: "run-1",
  kind: "canary",
  cluster: "east",
  service: plan.service,
  title: "Canary of bookinfo/reviews: v3",
  state: "running",
  createdBy: "ada",
  createdAtMs: 1,
  version: 1,
  body: { touched },
});

describe("the writes of a run", () => {
  it("mark the route, keep its first state, and take everything back to the byte", async () => {
    const before = text();
    const first = await write(stage(0), "t0");
    expect(first.state).toBe("written");
    expect(weight()).toBe("10");
    const second = await write(stage(1), "t1");
    expect(weight()).toBe("50");
    expect(readMarks(route())).toMatchObject({ runId: "run-1", step: "1" });
    const touched = addTouched(first.touched, second.touched, objectKey);
    await createRun(ctx.databaseUrl, run(touched), []);
    expect((await write(restore, "t2")).state).toBe("written");
    expect(text()).toBe(before);
  });

  it("are made once, however often they are asked for", async () => {
    await write(stage(0), "t0");
    const { writes } = mesh.kubernetes;
    const count = writes.length;
    const again = await write(stage(0), "t0");
    expect(again.state).toBe("written");
    expect(again.changeIds).toHaveLength(1);
    expect(writes).toHaveLength(count);
  });

  it("are found again when the console died after the write and before it knew", async () => {
    const replace = mesh.kubernetes.replace.bind(mesh.kubernetes);
    mesh.kubernetes.replace = async (manifest: Manifest, options: WriteOptions) => {
      const answer = await replace(manifest, options);
      if (!options.dryRun) throw new Error("killed");
      return answer;
    };
    await write(stage(0), "t0").catch(() => undefined);
    mesh.kubernetes.replace = replace;
    mesh.state.nowMs += 60_000;
    const after = await write(stage(0), "t0");
    expect(after.state).toBe("written");
    expect(after.touched.map(({ ref }) => ref.kind)).toContain("VirtualService");
    const states = (await changesOfRequest(ctx.databaseUrl, "t0")).map(({ state }) => state);
    expect(states).not.toContain("applying");
    expect(weight()).toBe("10");
  });

  it("wait a moment for another change that is being written", async () => {
    const other = { name: "apply/east", holder: "somebody", ttlMs: 5000 };
    await takeLease(ctx.databaseUrl, other, mesh.state.nowMs);
    ctx = { ...ctx, nowMs: () => (mesh.state.nowMs += 1000) };
    expect((await write(stage(0), "t0")).state).toBe("written");
  });

  it("say whether trying again makes sense", async () => {
    mesh.kubernetes.beforeWrite = () => {
      throw fault("conflict", "the object has been modified");
    };
    expect((await write(stage(0), "t0")).state).toBe("retry");
    mesh.kubernetes.beforeWrite = () => {
      throw fault("forbidden", "virtualservices is forbidden: cannot update");
    };
    expect(await write(stage(0), "t1")).toMatchObject({ state: "refused", code: "forbidden" });
  });

  it("take back what a person changed meanwhile, and leave what was not the run's", async () => {
    const first = await write(stage(0), "t0");
    await createRun(ctx.databaseUrl, run(first.touched), []);
    const spec = structuredClone(route().spec) as {
      http: { name?: string; timeout?: string; route: unknown }[];
    };
    const primary = spec.http.find(({ name }) => name === "primary");
    if (primary === undefined) throw new Error("no primary route");
    primary.timeout = "9s";
    primary.route = [{ destination: { host: "reviews", subset: "v3" }, weight: 100 }];
    mesh.kubernetes.put({ ...route(), spec });
    await write(restore, "t1");
    expect(JSON.stringify(route().spec)).toContain('"timeout":"9s"');
    expect(weight()).toBeUndefined();
    expect(readMarks(route())).toBeUndefined();
  });

  it("do not touch an object that another run holds", async () => {
    await write(stage(0), "t0");
    expect(await write(stage(0, "run-2"), "t1")).toMatchObject({ state: "refused", code: "held_by_run" });
  });
});

describe("a person's change on a route that a run holds", () => {
  it("has to be confirmed, but not when it lowers the risk", async () => {
    await write(stage(0), "t0");
    const ada = mesh.as("ada").changes;
    const { data } = await ada.plan({ cluster: "east", request: split({ v1: 70, v3: 30 }) });
    expect(data.blockers).toMatchObject([{ code: "active_run", severity: "force" }]);
    const [change] = await changesOfRequest(ctx.databaseUrl, "t0");
    const undo = await ada.undo({ changeId: change?.id ?? "" });
    expect(undo.data.blockers).toEqual([]);
  });
});

describe("the gates", () => {
  const frozen = { freeze: [{ name: "night", allowOverride: false, fromMs: 0 }] };

  it("hold a stage back and never the way back", async () => {
    const first = await write(stage(0), "t0");
    await createRun(ctx.databaseUrl, run(first.touched), []);
    ctx = { ...ctx, changePolicy: { ...frozen, approval: {} } };
    expect(await write(stage(1), "t1")).toMatchObject({ state: "refused", code: "frozen" });
    expect((await write(restore, "t2")).state).toBe("written");
  });

  it("need no second person for a stage of an approved run", async () => {
    ctx = { ...ctx, changePolicy: { freeze: [], approval: {} } };
    expect((await write(stage(0), "t0")).state).toBe("written");
  });

  it("need no metrics on the way back", async () => {
    const first = await write(stage(0), "t0");
    await createRun(ctx.databaseUrl, run(first.touched), []);
    mesh.state.metricsDown = true;
    expect((await write(restore, "t1")).state).toBe("written");
  });
});

describe("the table of runs", () => {
  it("lets one of two savers win, with its events", async () => {
    await createRun(ctx.databaseUrl, run(), [{ atMs: 1, kind: "created", actor: "ada", data: {} }]);
    const event = (kind: string) => ({ atMs: 2, kind, actor: "heddle", data: { weightPercent: 5 } });
    const saved = await Promise.all([
      saveRun(ctx.databaseUrl, run(), [event("left")]),
      saveRun(ctx.databaseUrl, run(), [event("right")]),
    ]);
    expect(saved.filter((one) => one !== undefined)).toHaveLength(1);
    expect((await readRun(ctx.databaseUrl, "run-1"))?.version).toBe(2);
    expect(await listRunEvents(ctx.databaseUrl, "run-1")).toHaveLength(2);
  });
});

describe("the loop", () => {
  const driver = (tick: RunDriver["tick"]): RunDriver => ({ kind: "canary", tick });

  it("lets one replica move a run on, and the other when the first is gone", async () => {
    await createRun(ctx.databaseUrl, run(), []);
    const looks: string[] = [];
    const look = (who: string) =>
      turn(ctx, [driver(async () => void looks.push(who))], newLoop(), who, () => undefined);
    await look("a");
    await look("b");
    expect(looks).toEqual(["a"]);
    mesh.state.nowMs += 16_000;
    await look("b");
    expect(looks).toEqual(["a", "b"]);
  });

  it("goes on with the others when one look hangs or fails", async () => {
    await createRun(ctx.databaseUrl, run(), []);
    await createRun(ctx.databaseUrl, { ...run(), id: "run-2" }, []);
    const seen: string[] = [];
    const errors: string[] = [];
    let release: () => void = () => undefined;
    const hanging = new Promise<void>((resolve) => {
      release = resolve;
    });
    const state = newLoop();
    const drivers = [
      driver(async (_, { id }) => {
        seen.push(id);
        if (id === "run-1") return hanging;
        throw new Error("no");
      }),
    ];
    const look = () => turn(ctx, drivers, state, "a", (place) => errors.push(place));
    const first = look();
    await vi.waitFor(() => expect(errors).toEqual(["run-2"]));
    await look();
    expect(seen.filter((id) => id === "run-1")).toHaveLength(1);
    expect(errors).toEqual(["run-2", "run-2"]);
    release();
    await first;
  });

  it("leaves ended runs and unknown clusters alone", async () => {
    await createRun(ctx.databaseUrl, { ...run(), state: "ended", outcome: "promoted" }, []);
    await createRun(ctx.databaseUrl, { ...run(), id: "run-2", cluster: "west" }, []);
    const seen: string[] = [];
    await turn(ctx, [driver(async (_, { id }) => void seen.push(id))], newLoop(), "a", () => undefined);
    expect(seen).toEqual([]);
    expect(await listRuns(ctx.databaseUrl, { limit: 10 })).toHaveLength(2);
  });
});
