import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inversionsOf, policyOf, worstTries } from "./call-path";

const hop = fc.record({
  attempts: fc.integer({ min: 0, max: 4 }),
  timeoutMs: fc.option(fc.integer({ min: 1, max: 10_000 }), { nil: undefined }),
  perTryTimeoutMs: fc.option(fc.integer({ min: 1, max: 5000 }), { nil: undefined }),
});

describe("the worst case along a chain of calls", () => {
  it("multiplies tries: three hops with two retries each make 27 requests of one", () => {
    expect(worstTries([1, 2, 3].map(() => policyOf({ attempts: 2 })))).toBe(27);
    expect(worstTries([policyOf({ attempts: 0 })])).toBe(1);
  });

  it("waits for the timeout or for all tries, whichever ends first, and without either for ever", () => {
    expect(policyOf({ attempts: 2, perTryTimeoutMs: 2000 }).waitMs).toBe(6000);
    expect(policyOf({ attempts: 2, perTryTimeoutMs: 2000, timeoutMs: 5000 }).waitMs).toBe(5000);
    expect(policyOf({ attempts: 2 }).waitMs).toBeUndefined();
  });

  it("flags a callee that may wait longer than its caller does, with the hop", () => {
    const chain = [policyOf({ attempts: 0, timeoutMs: 2000 }), policyOf({ attempts: 0, timeoutMs: 5000 })];
    expect(inversionsOf(chain)).toEqual([
      { hop: 1, limitHop: 0, kind: "callee_outlasts_caller", limitMs: 2000, waitMs: 5000 },
    ]);
    expect(inversionsOf(chain.toReversed())).toEqual([]);
  });

  it("looks past hops without a limit to the one above that gives up first", () => {
    const chain = [
      policyOf({ attempts: 0, timeoutMs: 3000 }),
      policyOf({ attempts: 2 }),
      policyOf({ attempts: 1, perTryTimeoutMs: 2000 }),
    ];
    expect(inversionsOf(chain)).toEqual([
      { hop: 2, limitHop: 0, kind: "callee_outlasts_caller", limitMs: 3000, waitMs: 4000 },
    ]);
  });

  it("counts one try as what a caller waits for, not all of them", () => {
    const chain = [
      policyOf({ attempts: 2, perTryTimeoutMs: 1000 }),
      policyOf({ attempts: 0, timeoutMs: 2500 }),
    ];
    expect(inversionsOf(chain).map(({ limitMs }) => limitMs)).toEqual([1000]);
  });

  it("flags a timeout that ends before the tries do", () => {
    expect(inversionsOf([policyOf({ attempts: 2, perTryTimeoutMs: 2000, timeoutMs: 3000 })])).toEqual([
      { hop: 0, limitHop: 0, kind: "tries_cut_short", limitMs: 3000, waitMs: 6000 },
    ]);
  });

  it("finds every inversion of generated chains, and invents none", () => {
    fc.assert(
      fc.property(fc.array(hop, { maxLength: 7 }), (hops) => {
        const policies = hops.map(policyOf);
        const found = inversionsOf(policies)
          .filter(({ kind }) => kind === "callee_outlasts_caller")
          .map((one) => one.hop);
        const wanted = policies.flatMap(({ waitMs }, at) => {
          const above = hops
            .slice(0, at)
            .flatMap(({ timeoutMs, perTryTimeoutMs }) => [timeoutMs ?? [], perTryTimeoutMs ?? []].flat());
          return waitMs !== undefined && above.some((limit) => waitMs > limit) ? [at] : [];
        });
        expect(found).toEqual(wanted);
      }),
    );
  });
});
