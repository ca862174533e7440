import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { client, compare, envoyOf, held, shard, silent, slice } from "./truth-fixture";

const addresses = fc.subarray(["10.0.0.1", "10.0.0.2", "10.0.0.3", "fd00::1", "fd00::2"]);
const arbitrary = fc.record({
  slices: addresses.chain((list) =>
    fc.tuple(
      ...list.map((address) =>
        fc
          .record({ isReady: fc.boolean(), port: fc.constantFrom(8080, 9090) })
          .map((parts) => slice(address, parts)),
      ),
    ),
  ),
  shards: addresses.chain((list) =>
    fc.tuple(
      ...list.map((address) =>
        fc
          .record({
            health: fc.constantFrom("healthy" as const, "unhealthy" as const, "draining" as const),
            port: fc.constantFrom(8080, 9090),
            sendsUnhealthy: fc.boolean(),
          })
          .map((parts) => shard(address, parts)),
      ),
    ),
  ),
  endpoints: addresses.chain((list) =>
    fc.tuple(
      ...list.map((address) =>
        fc
          .record({ configuredHealth: fc.constantFrom("HEALTHY", "UNHEALTHY") })
          .map((parts) => held(address, parts)),
      ),
    ),
  ),
});

describe("for any three sources", () => {
  it("every address of each source has its cell, and no source is said to have what it has not", () => {
    fc.assert(
      fc.property(arbitrary, ({ slices, shards, endpoints }) => {
        const { rows } = compare({ slices, shards, clients: [client(envoyOf(endpoints))] });
        const having = (of: (row: (typeof rows)[number]) => string | undefined) =>
          [...new Set(rows.filter((row) => of(row) !== "absent").map(({ address }) => address))].toSorted();
        const listed = (list: readonly { address: string }[]) =>
          list.map(({ address }) => address).toSorted();
        expect(having((row) => row.kubernetes.state)).toEqual(listed(slices));
        expect(having((row) => row.istiod.state)).toEqual(listed(shards));
        expect(having((row) => row.envoys[0]?.state)).toEqual(listed(endpoints));
        expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
      }),
    );
  });

  it("a silent source is unknown in every row, and nothing is missing at it", () => {
    fc.assert(
      fc.property(arbitrary, ({ slices, shards, endpoints }) => {
        const clients = [client(envoyOf(endpoints))];
        const withoutIstiod = compare({ slices, clients, input: { istiod: silent } });
        for (const row of withoutIstiod.rows) {
          expect(row.istiod.state).toBe("unknown");
          expect(row.differences.map(({ code }) => code)).not.toContain("missing_at_istiod");
        }
        const withoutEnvoy = compare({ slices, shards, clients: [client(silent)] });
        for (const row of withoutEnvoy.rows) {
          expect(row.envoys.map(({ state }) => state)).toEqual(["unknown"]);
          expect(row.differences.every(({ client: of }) => of === undefined)).toBe(true);
        }
        const withoutKubernetes = compare({ shards, clients, input: { kubernetes: silent } });
        for (const row of withoutKubernetes.rows) {
          expect(row.kubernetes.state).toBe("unknown");
          expect(row.differences.map(({ code }) => code)).not.toContain("extra_at_istiod");
        }
      }),
    );
  });

  it("names no difference between equal sources", () => {
    fc.assert(
      fc.property(addresses, (list) => {
        const truth = compare({
          slices: list.map((address) => slice(address)),
          shards: list.map((address) => shard(address)),
          clients: [client(envoyOf(list.map((address) => held(address))))],
        });
        expect(truth.rows.every(({ differences }) => differences.length === 0)).toBe(true);
        expect(truth.rows).toHaveLength(list.length);
      }),
    );
  });
});
