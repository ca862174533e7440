import { describe, expect, it } from "vitest";
import { isLasting, settleMs, withAges } from "./settling";
import { client, compare, envoyOf, held, shard, slice } from "./truth-fixture";

const nowMs = 1_800_000_000_000;
const { rows } = compare({
  slices: [slice("10.0.0.1"), slice("10.0.0.2")],
  shards: [shard("10.0.0.1")],
  clients: [client(envoyOf([held("10.0.0.1", { liveFaults: ["failed_outlier_check"] })]))],
});
const look = (at: number, changedMs: number | undefined, seen = new Map<string, number>(), sentMs?: number) =>
  withAges(rows, seen, { nowMs: at, changedMs, sentMs: () => sentMs });
const settlingOf = (aged: ReturnType<typeof look>) =>
  aged.rows.flatMap(({ differences }) =>
    differences.map(({ code, isSettling }) => [code, isSettling === true] as const),
  );

describe("withAges", () => {
  it("does not cry while a change spreads, and does when it has had its time", () => {
    const first = look(nowMs, nowMs - 1000);
    expect(settlingOf(first)).toContainEqual(["missing_at_istiod", true]);
    const later = look(nowMs + settleMs, nowMs - 1000, new Map(first.seen));
    expect(settlingOf(later)).toContainEqual(["missing_at_istiod", false]);
    expect(
      later.rows.flatMap(({ differences }) => differences).every(({ sinceMs }) => sinceMs === nowMs),
    ).toBe(true);
  });

  it("tells at once of endpoints that have been at rest, and of an ejection always", () => {
    expect(settlingOf(look(nowMs, nowMs - 3_600_000))).toEqual(
      expect.arrayContaining([
        ["missing_at_istiod", false],
        ["ejected", false],
      ]),
    );
    expect(settlingOf(look(nowMs, nowMs))).toContainEqual(["ejected", false]);
  });

  it("keeps the time over changes that follow each other, and forgets what went away", () => {
    const first = look(nowMs, nowMs);
    // The slices change without end: the difference is still the same one.
    const busy = look(nowMs + settleMs + 1, nowMs + settleMs, new Map(first.seen));
    expect(settlingOf(busy)).toContainEqual(["missing_at_istiod", false]);
    const gone = withAges([], first.seen, { nowMs, changedMs: nowMs, sentMs: () => undefined });
    expect(gone.seen.size).toBe(0);
  });

  it("counts only what lasts", () => {
    const lasting = look(nowMs, nowMs).rows.flatMap(({ differences }) => differences.filter(isLasting));
    expect(lasting.map(({ code }) => code)).toEqual(["ejected"]);
  });
});

describe("a service of both IP families", () => {
  it("misses no address of the family that the mesh does not use", () => {
    const truth = compare({
      slices: [slice("10.0.0.1"), slice("fd00::1")],
      shards: [shard("10.0.0.1")],
      clients: [client(envoyOf([held("10.0.0.1")]))],
    });
    const codes = truth.rows.flatMap(({ address, differences }) =>
      differences.map(({ code }) => [address, code]),
    );
    expect(new Set(codes.map((each) => each.join(" ")))).toEqual(new Set(["fd00::1 other_family"]));
  });

  it("still misses an address of the family in use", () => {
    const truth = compare({
      slices: [slice("fd00::1"), slice("fd00::2")],
      shards: [shard("fd00::1")],
      clients: [client(envoyOf([held("fd00::1")]))],
    });
    expect(truth.rows.flatMap(({ differences }) => differences.map(({ code }) => code))).toContain(
      "missing_at_istiod",
    );
  });
});
