import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { readMarks } from "@/lib/delivery/marks";
import { closeDatabase } from "@/server/database/database";
import { listChanges } from "@/server/database/change";
import { listRunEvents, readRun } from "@/server/database/run";
import { startDemo, type RunningDemo } from "@/server/demo/start";
import { createRandom } from "@/server/demo/world/random";
import { consoleProcess, type ConsoleProcess } from "./console-process";
import { drawDeath, liveAndDie, liveUntil } from "./deaths";
import { putByHand, storedObject, type RoutingKind } from "./person";
import { canaryOf, experimentOf, type PlannedRun } from "./planned-runs";
import { brokenAudit, brokenLaws, type RunLaw } from "./run-laws";
import { watchStore, type StoreWatch } from "./store-watch";
import { openWriteGate, type WriteGate } from "./write-gate";

const kills = Number(process.env["HEDDLE_CRASH_KILLS"] ?? 60);
const seed = Number(process.env["HEDDLE_CRASH_SEED"] ?? 1);
const longestWaveMs = 600_000;
const mercyMs = 15_000;

const random = createRandom(seed);
let demo: RunningDemo;
let gate: WriteGate;
let own: ConsoleProcess;
let watch: StoreWatch;
let seeds: ReadonlyMap<string, Manifest | undefined>;

const kinds: readonly RoutingKind[] = ["VirtualService", "DestinationRule"];
const services = ["orders/checkout", "shop/catalog", "search/search", "shop/cart", "platform/notifications"];
const idOf = ({ namespace, name }: PlannedRun["service"]) => `${namespace}/${name}`;
const keyOf = (kind: RoutingKind, of: PlannedRun["service"]) => `${kind} ${idOf(of)}`;

beforeAll(async () => {
  demo = await startDemo({ scrapeMs: 500 });
  gate = await openWriteGate(demo.kubernetes.url);
  own = consoleProcess(demo, gate.url);
  watch = watchStore(demo.world.store);
  seeds = imagesOf(
    services.map((id) => ({ namespace: id.split("/")[0] ?? "", name: id.split("/")[1] ?? "" })),
  );
});
afterAll(async () => {
  await closeDatabase(own.databaseUrl);
  watch.stop();
  await own.remove();
  await gate.close();
  await demo.close();
});

function imagesOf(of: readonly PlannedRun["service"][]): ReadonlyMap<string, Manifest | undefined> {
  return new Map(
    of.flatMap((service) => kinds.map((kind) => [keyOf(kind, service), storedObject(demo, kind, service)])),
  );
}

/** Several runs at once, so that a death meets them in different places. */
const waves: readonly (readonly PlannedRun[])[] = [
  [canaryOf("orders/checkout"), canaryOf("shop/catalog"), experimentOf("platform/notifications", "in time")],
  [canaryOf("orders/checkout", true), experimentOf("shop/cart", "by a person"), canaryOf("shop/catalog")],
  [
    canaryOf("orders/checkout"),
    experimentOf("shop/cart", "by its condition"),
    canaryOf("shop/catalog", true),
  ],
];

/** Every other wave finds nothing written by anybody, so that the runs make their objects themselves. */
async function prepare(runs: readonly PlannedRun[], wave: number): Promise<void> {
  demo.control.set(wave % 2 === 0 ? "bad-canary" : "healthy");
  for (const { service } of runs)
    for (const kind of kinds)
      await putByHand(demo, kind, service, wave % 2 === 0 ? seeds.get(keyOf(kind, service)) : undefined);
}

type Begun = { readonly run: PlannedRun; readonly law: RunLaw };

/** A whole console, pages and all, takes the orders and is killed soon after. */
async function begin(runs: readonly PlannedRun[]): Promise<readonly Begun[]> {
  const before = imagesOf(runs.map(({ service }) => service));
  await own.start();
  const begun: Begun[] = [];
  for (const run of runs) {
    const objects = new Map(
      kinds.map((kind) => [keyOf(kind, run.service), before.get(keyOf(kind, run.service))]),
    );
    begun.push({ run, law: run.lawOf(await run.begin(own), objects) });
  }
  await own.diedWithin(Math.round(random() * 2000));
  await own.kill();
  return begun;
}

/** A person's answer may be lost with the console; the person asks again. */
async function interrupt(begun: readonly Begun[]): Promise<number> {
  const pending = [];
  for (const one of begun) if (one.run.interrupt !== undefined && !(await isOver(one))) pending.push(one);
  if (pending.length === 0) return 0;
  await own.start();
  for (const { run, law } of pending) void run.interrupt?.(own, law.runId).catch(() => undefined);
  await own.diedWithin(Math.round(random() * 1500));
  await own.kill();
  return 1;
}

/** A fault that should be gone for a while: even a console that dies all the time gets to live at some time. */
function hasLateFault(): boolean {
  return demo.world.store
    .list("networking.istio.io", "VirtualService")
    .some((object) => Date.now() - (readMarks(object)?.expiresAtMs ?? Infinity) > mercyMs);
}

async function isOver({ law }: Begun): Promise<boolean> {
  return (await readRun(own.databaseUrl, law.runId))?.state === "ended";
}

async function areOver(begun: readonly Begun[]): Promise<boolean> {
  return (await Promise.all(begun.map(isOver))).every(Boolean);
}

async function tell(begun: readonly Begun[]): Promise<string> {
  const lines = await Promise.all(
    begun.map(async ({ law }) => {
      const run = await readRun(own.databaseUrl, law.runId);
      const events = await listRunEvents(own.databaseUrl, law.runId);
      return `${run?.title ?? law.runId}: ${run?.state ?? "?"} ${run?.outcome ?? ""}\n${JSON.stringify(run?.body)}\n${events.map((event) => JSON.stringify(event)).join("\n")}`;
    }),
  );
  return lines.join("\n\n");
}

describe(`a console that is killed ${kills} times (seed ${seed})`, () => {
  const laws: RunLaw[] = [];
  let killed = 0;

  it("never loses, doubles or skips a step, and leaves nothing behind", { timeout: 1_800_000 }, async () => {
    for (let wave = 0; killed < kills; wave += 1) {
      const runs = waves[wave % waves.length] ?? [];
      await prepare(runs, wave);
      const from = watch.versions().length;
      const sinceMs = Date.now();
      const begun = await begin(runs);
      killed += 1;
      laws.push(...begun.map(({ law }) => law));
      const endMs = Date.now() + longestWaveMs;
      for (let life = 1; !(await areOver(begun)); life += 1) {
        if (Date.now() > endMs) throw new Error(`wave ${wave} does not end\n${await tell(begun)}`);
        if (life % 8 === 0) killed += await interrupt(begun);
        const death = drawDeath(random);
        await (hasLateFault() ? liveUntil(own, () => !hasLateFault()) : liveAndDie(own, gate, death));
        killed += 1;
        const versions = watch.versions().slice(from);
        const broken = begun.flatMap(({ law }) => brokenLaws(law, versions, Date.now()));
        expect(broken.length === 0 ? [] : [death, ...broken]).toEqual([]);
      }
      const changes = await listChanges(own.databaseUrl, { sinceMs, limit: 1000 });
      expect(brokenAudit(watch.versions().slice(from), changes)).toEqual([]);
    }
  });
});
