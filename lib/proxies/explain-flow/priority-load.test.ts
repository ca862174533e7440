import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { priorityLoads } from "@/lib/proxies/explain-flow/priority-load";

const policy = { overprovisioningPercent: 140, panicPercent: 0 };

describe("priorityLoads", () => {
  it("stays in the first priority until fewer than 5 of 7 hosts are healthy", () => {
    const levels = (healthy: number) => [
      { hosts: 10, healthy, degraded: 0 },
      { hosts: 10, healthy: 10, degraded: 0 },
    ];
    expect(priorityLoads(levels(8), policy)).toEqual([[{ percent: 100, from: "healthy" }], []]);
    expect(priorityLoads(levels(5), policy)).toEqual([
      [{ percent: 70, from: "healthy" }],
      [{ percent: 30, from: "healthy" }],
    ]);
  });

  it("takes every host in panic, by their number, and nobody when panic is off", () => {
    const levels = [
      { hosts: 3, healthy: 0, degraded: 0 },
      { hosts: 1, healthy: 0, degraded: 0 },
    ];
    expect(priorityLoads(levels, { ...policy, panicPercent: 50 })).toEqual([
      [{ percent: 75, from: "all" }],
      [{ percent: 25, from: "all" }],
    ]);
    expect(priorityLoads(levels, policy)).toEqual([[], []]);
  });

  it("uses degraded hosts only for what healthy ones leave", () => {
    expect(priorityLoads([{ hosts: 2, healthy: 1, degraded: 1 }], policy)).toEqual([
      [
        { percent: 70, from: "healthy" },
        { percent: 30, from: "degraded" },
      ],
    ]);
  });

  it("gives out everything or nothing", () => {
    const level = fc
      .record({ hosts: fc.nat(9), healthy: fc.nat(9), degraded: fc.nat(9) })
      .map(({ hosts, healthy, degraded }) => {
        const usable = Math.min(hosts, healthy);
        return { hosts, healthy: usable, degraded: Math.min(hosts - usable, degraded) };
      });
    fc.assert(
      fc.property(fc.array(level, { maxLength: 4 }), fc.constantFrom(0, 50), (levels, panicPercent) => {
        const sum = priorityLoads(levels, { overprovisioningPercent: 140, panicPercent })
          .flat()
          .reduce((total, { percent }) => total + percent, 0);
        expect(sum === 0 || Math.abs(sum - 100) <= levels.length).toBe(true);
      }),
    );
  });
});
