import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConditionNow } from "@/lib/faults/condition";
import { experimentPlanSchema } from "@/lib/faults/experiment-plan";
import { cadenceOf, type ExperimentObservation } from "@/lib/faults/observation";
import { recordWrite } from "@/lib/faults/record-write";
import { experimentBodySchema, type ExperimentRun } from "@/lib/faults/run";
import { step } from "@/lib/faults/step";

const condition = { kind: "success", of: "target", minPercent: 99 } as const;
const plan = experimentPlanSchema.parse({
  hypothesis: "h",
  fault: {
    api: "istio",
    service: { namespace: "shop", name: "cart" },
    abort: { percent: 10, httpStatus: 503 },
  },
  durationMs: 60_000,
  steadyMs: 5000,
  ramp: [{ share: 0.5, seconds: 10 }],
  conditions: [condition],
});
const startMs = 1_800_000_000_000;
const cadence = cadenceOf(1000);

const waiting = (): ExperimentRun => ({
  id: "run",
  kind: "fault",
  cluster: "east",
  service: { namespace: "shop", name: "cart" },
  title: "t",
  state: "waiting",
  createdBy: "ada",
  createdAtMs: startMs,
  version: 0,
  body: experimentBodySchema.parse({ plan, reason: "r", force: false }),
});
const look = (holds: boolean | undefined): readonly ConditionNow[] => [
  {
    key: "0/success",
    condition,
    ...(holds === undefined ? {} : { holds, value: holds ? 100 : 50, requests: 500 }),
  },
];

type Second = {
  readonly holds: boolean | undefined | "no look";
  readonly write: "written" | "retry" | "refused";
  readonly isSwitched: boolean;
  readonly route: "as_written" | "changed" | "missing" | "unknown";
  readonly jumpMs: number;
  readonly isProven: boolean;
};
const second: fc.Arbitrary<Second> = fc.record({
  holds: fc.oneof(
    { weight: 20, arbitrary: fc.constant(true as const) },
    { weight: 3, arbitrary: fc.constantFrom("no look" as const, undefined) },
    { weight: 1, arbitrary: fc.constant(false as const) },
  ),
  write: fc.oneof(
    { weight: 6, arbitrary: fc.constant("written" as const) },
    { weight: 2, arbitrary: fc.constantFrom("retry" as const, "refused" as const) },
  ),
  isSwitched: fc.oneof(
    { weight: 60, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  route: fc.oneof(
    { weight: 60, arbitrary: fc.constant("as_written" as const) },
    { weight: 1, arbitrary: fc.constantFrom("changed" as const, "missing" as const, "unknown" as const) },
  ),
  jumpMs: fc.oneof(
    { weight: 60, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: -3_600_000, max: 3_600_000 }) },
  ),
  isProven: fc.boolean(),
});

function routeOf(state: Second["route"]): ExperimentObservation["route"] {
  if (state === "changed") return { state, paths: ["spec"] };
  return state === "unknown" ? { state, message: "away" } : { state };
}

/** Lives through the seconds with a mesh that has what was written; the true time is one second for each. */
function live(seconds: readonly Second[]) {
  let run = waiting();
  let nowMs = startMs;
  let inForceSince: number | undefined;
  let longestMs = 0;
  const seen = { expiries: new Set<number>(), ended: 0, writesAfterEnd: 0, raisesAfterEnding: 0 };
  let firstSeen: number | undefined;
  for (const [index, { holds, write, isSwitched, route, jumpMs, isProven }] of seconds.entries()) {
    nowMs += 1000 + jumpMs;
    if (run.state === "running") firstSeen ??= index;
    const before = run;
    const next = step(
      run,
      {
        ...(isSwitched ? { killSwitch: { reason: "x", engagedBy: "grace" } } : {}),
        route: run.state === "running" ? routeOf(route) : { state: "unwritten" },
        ...(holds === "no look" || run.state === "reverting" ? {} : { conditions: look(holds) }),
        ...(firstSeen === undefined ? {} : { countedMs: (index - firstSeen) * 1000, leftMsAtFirst: 60_000 }),
        ...(isProven ? { proof: [] } : {}),
      },
      { nowMs, cadence, newToken: `t${index}` },
    );
    run = next.run;
    seen.ended += next.events.filter(({ kind }) => kind === "ended").length;
    const { pending, expiresAtMs } = run.body;
    if (expiresAtMs !== undefined) seen.expiries.add(expiresAtMs);
    if (before.state === "ended" && pending !== undefined) seen.writesAfterEnd += 1;
    if (run.state === "reverting" && pending?.target.kind === "strength") seen.raisesAfterEnding += 1;
    if (pending !== undefined && (pending.retryAtMs ?? 0) <= nowMs) {
      const result =
        write === "refused"
          ? { state: write, code: "forbidden", message: "no" }
          : { state: write, message: "later" };
      if (write === "written") {
        inForceSince = pending.target.kind === "strength" ? (inForceSince ?? index) : undefined;
      }
      run = recordWrite(
        run,
        { ...result, touched: [], changeIds: [] },
        { nowMs, cadence, newToken: `w${index}` },
      ).run;
    }
    if (inForceSince !== undefined) longestMs = Math.max(longestMs, (index - inForceSince) * 1000);
  }
  return { run, longestMs, ...seen };
}

describe("an experiment, whatever a mesh, its metrics, people and clocks do", () => {
  it("has one end that never moves, ends once, and never raises the fault on its way back", () => {
    fc.assert(
      fc.property(fc.array(second, { minLength: 30, maxLength: 200 }), (seconds) => {
        const { expiries, ended, writesAfterEnd, raisesAfterEnding } = live(seconds);
        expect(expiries.size).toBeLessThanOrEqual(1);
        expect(ended).toBeLessThanOrEqual(1);
        expect(writesAfterEnd + raisesAfterEnding).toBe(0);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it("leaves the fault for no longer than its duration while writes are let through", () => {
    const writable = second.map((one) => ({ ...one, write: "written" as const }));
    fc.assert(
      fc.property(fc.array(writable, { minLength: 60, maxLength: 160 }), (seconds) => {
        expect(live(seconds).longestMs).toBeLessThanOrEqual(plan.durationMs + 2000);
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});

describe("the steady state", () => {
  const fine: Second = {
    holds: true,
    write: "written",
    isSwitched: false,
    route: "as_written",
    jumpMs: 0,
    isProven: true,
  };
  it("has to hold without a break before the first write", () => {
    const broken = { ...fine, holds: false };
    expect(live([fine, fine, fine, fine, broken, fine, fine, fine]).run.state).toBe("waiting");
    expect(live(Array.from({ length: 9 }, () => fine)).run.state).toBe("running");
  });

  it("is not known while nothing is measured", () => {
    const unmeasured = Array.from({ length: 100 }, () => ({ ...fine, holds: undefined }));
    expect(live(unmeasured).run.state).toBe("waiting");
  });
});
