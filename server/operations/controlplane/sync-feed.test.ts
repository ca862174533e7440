import { describe, expect, it } from "vitest";
import type { ProxySync } from "@/lib/controlplane/sync";
import { SourceError } from "@/lib/errors";
import type { SyncAnswer } from "@/server/ports";
import { createSyncFeed } from "./sync-feed";
import type { SyncLook } from "./sync-look";

const row = (pod: string, replica = "istiod-1"): ProxySync => ({
  cluster: "east",
  pod,
  namespace: "shop",
  proxyType: "sidecar",
  istioVersion: "1.30.1",
  replica,
  types: {},
});
const answerOf = (rows: readonly ProxySync[], silent: readonly string[] = []): SyncAnswer => ({
  data: rows,
  warnings: silent.map((part) => ({
    source: "istiod",
    cluster: "east",
    reason: "refused",
    message: "no",
    part,
  })),
  evidence: [],
});

/** A feed whose clock and timers a test moves by hand. */
function handFeed(answer: () => Promise<SyncAnswer>) {
  let nowMs = 0;
  let asked = 0;
  let timers: { readonly next: () => void; readonly ms: number }[] = [];
  const feed = createSyncFeed({
    cluster: "east",
    intervalMs: 5000,
    nowMs: () => nowMs,
    ask: () => {
      asked += 1;
      return answer();
    },
    later: (next, ms) => {
      const timer = { next, ms };
      timers.push(timer);
      return () => (timers = timers.filter((one) => one !== timer));
    },
  });
  return {
    feed,
    asked: () => asked,
    pauses: () => timers.map(({ ms }) => ms),
    advance: (ms: number) => (nowMs += ms),
    async fire() {
      const [timer] = timers.splice(0, 1);
      nowMs += timer?.ms ?? 0;
      timer?.next();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("the sync feed", () => {
  it("asks once for fifty readers, and again only when the answer is older than they accept", async () => {
    const { feed, asked, advance } = handFeed(async () => answerOf([row("a")]));
    await Promise.all(Array.from({ length: 50 }, () => feed.look(5000)));
    advance(4999);
    await feed.look(5000);
    expect(asked()).toBe(1);
    await Promise.all([feed.look(1000), feed.look(0)]);
    expect(asked()).toBe(2);
  });

  it("looks once per interval for forty listeners, and stops when the last one leaves", async () => {
    const hand = handFeed(async () => answerOf([row("a")]));
    const looks: SyncLook[] = [];
    const leaves = Array.from({ length: 40 }, () => hand.feed.listen((look) => looks.push(look)));
    await settle();
    await hand.fire();
    await hand.fire();
    expect([hand.asked(), looks.length, hand.pauses()]).toEqual([3, 120, [5000]]);
    for (const leave of leaves) leave();
    expect([hand.feed.listenerCount(), hand.pauses()]).toEqual([0, []]);
  });

  it("shares a reader's fresh answer with the listeners in place of asking again", async () => {
    const hand = handFeed(async () => answerOf([row("a")]));
    hand.feed.listen(() => undefined);
    await settle();
    hand.advance(4000);
    await hand.feed.look(1000);
    await hand.fire();
    expect(hand.asked()).toBe(3);
    hand.advance(1);
    await hand.feed.look(5000);
    expect(hand.asked()).toBe(3);
  });

  it("pauses longer and longer while no replica answers, a minute at most, and tells the error", async () => {
    const hand = handFeed(() =>
      Promise.reject(new SourceError("no", { source: "istiod", cluster: "east", reason: "refused" })),
    );
    const looks: SyncLook[] = [];
    hand.feed.listen((look) => looks.push(look));
    await settle();
    const pauses: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      pauses.push(...hand.pauses());
      await hand.fire();
    }
    expect(pauses).toEqual([10_000, 20_000, 40_000, 60_000, 60_000]);
    expect(looks[0]?.error?.reason).toBe("refused");
  });

  it("remembers the proxies of a replica that fell silent until somebody lists them again", async () => {
    let next = answerOf([row("a"), row("b", "istiod-2")]);
    const { feed } = handFeed(async () => next);
    await feed.look(0);
    next = answerOf([row("a")], ["istiod-2"]);
    expect((await feed.look(0)).silent.map(({ pod }) => pod)).toEqual(["b"]);
    // It moved to the replica that is left.
    next = answerOf([row("a"), row("b")], ["istiod-2"]);
    expect((await feed.look(0)).silent).toEqual([]);
    next = answerOf([row("a")]);
    expect((await feed.look(0)).silent).toEqual([]);
  });

  it("lets a reader leave without taking the answer from the others", async () => {
    let release: (answer: SyncAnswer) => void = () => {};
    const { feed } = handFeed(() => new Promise((resolve) => (release = resolve)));
    const leaving = new AbortController();
    const gone = feed.look(0, leaving.signal);
    const staying = feed.look(0);
    leaving.abort();
    await expect(gone).rejects.toMatchObject({ reason: "aborted" });
    release(answerOf([row("a")]));
    expect((await staying).answer?.data).toHaveLength(1);
  });
});
