import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { Run } from "@/lib/delivery/run";
import { closeDatabase } from "@/server/database/database";
import { engageSwitch, releaseSwitches } from "@/server/database/kill-switch";
import { createRun, saveRun } from "@/server/database/run";
import { createCaller } from "@/server/routers/app";
import { freshDatabaseUrl } from "./fresh-database";
import { away, canaryBody, Console, slack, taken } from "./notification-console";

const urls: string[] = [];
afterAll(async () => {
  for (const url of urls) await closeDatabase(url);
});

let own: Console;
beforeEach(async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "heddle-"));
  const url = (await freshDatabaseUrl()) ?? `file:${path.join(folder, "notifications.db")}`;
  urls.push(url);
  own = new Console(url);
  // The channel is known before anything happens.
  await own.turn();
});

const newRun = (more: Partial<Run<unknown>> = {}): Run<unknown> => ({
  id: "r1",
  kind: "fault",
  cluster: "east",
  service: { namespace: "shop", name: "cart" },
  title: "Experiment on shop/cart",
  state: "running",
  createdBy: "ada",
  createdAtMs: own.nowMs,
  startedAtMs: own.nowMs,
  version: 0,
  body: {},
  ...more,
});
async function start(more: Partial<Run<unknown>> = {}) {
  const run = newRun(more);
  await createRun(own.databaseUrl, run, []);
  return run;
}
async function end(run: Run<unknown>) {
  await saveRun(own.databaseUrl, { ...run, state: "ended", outcome: "completed", endedAtMs: own.nowMs }, []);
}

describe("the outbox", () => {
  it("tells of a start and of an end, once each, however often it looks", async () => {
    const run = await start();
    await own.turn();
    await own.turn();
    await end(run);
    await own.turn();
    await own.turn();
    expect(own.posts.map(({ id }) => id)).toEqual(["oncall:r1:started", "oncall:r1:ended"]);
    expect(JSON.stringify(own.posts[1]?.payload)).toContain("https://console.example/delivery/experiment/r1");
  });

  it("does not tell twice when the process is another one", async () => {
    await start();
    await own.turn();
    own.state = own.newProcess();
    await own.turn();
    expect(own.posts).toHaveLength(1);
  });

  it("tells what happened while nobody was there", async () => {
    const run = await start();
    own.nowMs += 60_000;
    await end(run);
    own.state = own.newProcess();
    await own.turn();
    expect(own.posts.map(({ id }) => id).toSorted()).toEqual(["oncall:r1:ended", "oncall:r1:started"]);
  });

  it("does not tell a new channel of what was before it", async () => {
    await start();
    own.nowMs += 60_000;
    own.channels = [slack, { ...slack, name: "late" }];
    own.state = own.newProcess();
    await own.turn();
    expect(own.posts.map(({ channel }) => channel)).toEqual(["oncall"]);
  });

  it("tells of a pause that needs somebody, and again of the next one", async () => {
    const plan = { pause: { reason: "manual_gate", sinceMs: own.nowMs, data: {} } };
    const run = await start({ kind: "canary", state: "paused", body: canaryBody(plan.pause) });
    await own.turn();
    own.nowMs += 5_000;
    const second = { reason: "no_data", sinceMs: own.nowMs, data: {} };
    await saveRun(own.databaseUrl, { ...run, body: canaryBody(second) }, []);
    await own.turn();
    const paused = own.posts.filter(({ id }) => id.includes("paused"));
    expect(paused.map(({ id }) => id)).toEqual(["oncall:r1:paused:1000000", "oncall:r1:paused:1005000"]);
    expect(JSON.stringify(paused[1]?.payload)).toContain("no data");
  });

  it("tells of a kill switch and of its release", async () => {
    await engageSwitch(own.databaseUrl, {
      cluster: "east",
      reason: "incident 7",
      actor: "ada",
      atMs: own.nowMs,
    });
    await own.turn();
    await releaseSwitches(own.databaseUrl, "east", { actor: "bob", atMs: own.nowMs + 1 });
    await own.turn();
    expect(own.posts.map(({ payload }) => String(payload["text"]).split("\n")[0])).toEqual([
      "*Heddle: east: Kill switch engaged*",
      "*Heddle: east: Kill switch released*",
    ]);
    expect(String(own.posts[0]?.payload["text"])).toContain("incident 7");
  });

  it("leaves out what a channel does not want", async () => {
    own.channels = [{ ...slack, events: ["alert"] }];
    await start();
    await own.turn();
    expect(own.posts).toEqual([]);
  });
});

describe("sending", () => {
  it("sends a message again, under the same id, when the process died before it could note it", async () => {
    await start();
    const dying = new AbortController();
    own.answer = () => {
      dying.abort();
      return taken;
    };
    await own.turn(dying.signal);
    own.answer = () => taken;
    own.state = own.newProcess();
    await own.turn();
    expect(own.posts.map(({ id }) => id)).toEqual(["oncall:r1:started", "oncall:r1:started"]);
    expect((await own.rows()).map(({ state }) => state)).toEqual(["sent"]);
  });

  it("tries again later, and shows why it had to", async () => {
    await start();
    own.answer = () => away;
    await own.turn();
    await own.turn();
    expect(own.posts).toHaveLength(1);
    const [waiting] = await own.rows();
    expect(waiting).toMatchObject({ state: "pending", attempts: 1, error: "connect ECONNREFUSED" });
    own.answer = () => taken;
    own.nowMs = waiting?.nextAtMs ?? 0;
    await own.turn();
    expect((await own.rows())[0]).toMatchObject({ state: "sent", attempts: 2 });
  });

  it("takes a refusal inside of HTTP 200 for one", async () => {
    own.channels = [{ ...slack, format: "dingtalk" }];
    await start();
    own.answer = () => ({ ...taken, body: '{"errcode":310000,"errmsg":"sign not match"}' });
    await own.turn();
    expect((await own.rows())[0]?.error).toBe("errcode 310000: sign not match");
  });

  it("gives up after some hours, and a person can send it again", async () => {
    await start();
    own.answer = () => away;
    const startMs = own.nowMs;
    for (let turn = 0; turn < 40; turn += 1) {
      await own.turn();
      own.nowMs = (await own.rows())[0]?.nextAtMs ?? own.nowMs;
    }
    const [lost] = await own.rows();
    expect(lost).toMatchObject({ state: "given_up", error: "connect ECONNREFUSED" });
    expect(own.nowMs - startMs).toBeGreaterThan(5 * 3_600_000);
    own.answer = () => taken;
    const caller = createCaller(own.ctx());
    await caller.delivery.notifications.retry({ id: lost?.id ?? "" });
    await own.turn();
    expect((await own.rows())[0]).toMatchObject({ state: "sent", attempts: 1 });
    await expect(caller.delivery.notifications.retry({ id: lost?.id ?? "" })).rejects.toThrow(/arrived/);
  });

  it("does not hold up a channel for another that hangs", async () => {
    own.channels = [slack, { ...slack, name: "hanging" }];
    own.state = own.newProcess();
    await own.turn();
    await start();
    let release = () => {};
    own.answer = ({ channel }) =>
      channel === "hanging" ? new Promise((resolve) => (release = () => resolve(taken))) : taken;
    const stuck = own.turn();
    await expect.poll(() => own.posts.length).toBe(2);
    const run = await start({ id: "r2" });
    await own.turn();
    await end(run);
    await own.turn();
    const onCall = own.posts.filter(({ channel }) => channel === "oncall").map(({ id }) => id);
    expect(onCall).toEqual(["oncall:r1:started", "oncall:r2:started", "oncall:r2:ended"]);
    release();
    await stuck;
  });

  it("gives a message up whose channel is not configured any more", async () => {
    await start();
    own.answer = () => away;
    await own.turn();
    own.channels = [{ ...slack, name: "other" }];
    own.nowMs += 60_000;
    await own.turn();
    expect((await own.rows())[0]).toMatchObject({ state: "given_up" });
  });
});

describe("what people see", () => {
  it("shows the host of a channel and never its address or secret", async () => {
    own.channels = [{ ...slack, format: "feishu", secret: "S1" }];
    await start();
    await own.turn();
    const settings = await createCaller(own.ctx()).delivery.notifications.read({ locale: "zh" });
    expect(settings.channels).toEqual([
      { name: "oncall", format: "feishu", host: "hooks.example", isSigned: true, locale: "en" },
    ]);
    expect(settings.deliveries[0]?.title).toBe("Heddle：shop/cart：已开始");
    expect(JSON.stringify(settings)).not.toMatch(/T0PSECRET|"S1"/);
  });

  it("sends a test at once and says how it went", async () => {
    own.answer = () => ({ ...taken, status: 404, body: "no_service" });
    const caller = createCaller(own.ctx());
    const tried = await caller.delivery.notifications.test({ name: "oncall" });
    expect(tried).toMatchObject({ isTaken: false, message: "HTTP 404: no_service", host: "hooks.example" });
    await expect(caller.delivery.notifications.test({ name: "nobody" })).rejects.toThrow(
      /no channel "nobody"/,
    );
  });
});
