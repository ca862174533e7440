import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { act } from "@/lib/canaries/act";
import { countsAt, newRun, scrapeMs, startMs } from "@/lib/canaries/canary-fixture";
import { canaryActKinds, type CanaryActKind, type CanaryWriteOutcome } from "@/lib/canaries/decision";
import type { CountInterval } from "@/lib/canaries/interval";
import { lookWindow } from "@/lib/canaries/look-window";
import type { CanaryObservation, CountsLook, RouteLook } from "@/lib/canaries/observation";
import { recordWrite } from "@/lib/canaries/record-write";
import type { CanaryRun } from "@/lib/canaries/run";
import { stageIndex } from "@/lib/canaries/stages";
import { step } from "@/lib/canaries/step";
import type { NewRunEvent } from "@/lib/delivery/run";

const count = fc.oneof(fc.nat(3000), fc.constantFrom(0, Number.NaN, -5, 1.5, 1e12));
const interval = fc.oneof(
  { weight: 9, arbitrary: fc.constant(countsAt(10)) },
  fc.record({
    canaryRequests: count,
    stableRequests: count,
    canaryBad: fc.nat(40),
    stableBad: fc.nat(40),
  }),
);
const route: fc.Arbitrary<RouteLook> = fc.oneof(
  { weight: 12, arbitrary: fc.constant({ state: "expected" as const }) },
  fc.constant({ state: "changed" as const, found: [] }),
  fc.constant({ state: "unknown" as const, message: "timeout" }),
  fc.constant({ state: "missing" as const, what: "object" as const }),
  fc.constant({ state: "forbidden" as const, message: "no" }),
);
const pods: fc.Arbitrary<CanaryObservation["pods"]> = fc.oneof(
  { weight: 20, arbitrary: fc.constant({ state: "known" as const, revision: "a", pods: 1, readyPods: 1 }) },
  fc.constant({ state: "known" as const, revision: "b", pods: 1, readyPods: 1 }),
  fc.constant({ state: "known" as const, pods: 0, readyPods: 0 }),
  fc.constant({ state: "unknown" as const, message: "timeout" }),
);
const outcome: fc.Arbitrary<CanaryWriteOutcome> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ touched: [], changeIds: ["c"], state: "written" as const }) },
  fc.constant({ touched: [], changeIds: [], state: "retry" as const, message: "later" }),
  fc
    .constantFrom("frozen", "no_access", "dry_run_rejected")
    .map((code) => ({ touched: [], changeIds: [], state: "refused" as const, code, message: "no" })),
);
const move = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant("look" as const),
      route,
      pods,
      interval: fc.option(interval, { freq: 8 }),
      isFrozen: fc.nat(9).map((one) => one === 0),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("write" as const), outcome }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("act" as const), act: fc.constantFrom(...canaryActKinds) }),
  },
);
/** Mostly a scrape later, sometimes at once, hours later or earlier. */
const wait = fc.oneof(
  { weight: 20, arbitrary: fc.constant(scrapeMs) },
  fc.constantFrom(0, 100, 3_600_000, -60_000, -86_400_000),
);
const moves = fc.array(fc.tuple(move, wait), { maxLength: 150 });

const plans = fc.constantFrom(
  {},
  { mirrorFirst: { percent: 100, minutes: 1 }, safePath: "pause" },
  {
    steps: [
      { weightPercent: 1, minMinutes: 0, gate: { kind: "manual" } },
      { weightPercent: 10, minMinutes: 1, gate: { kind: "schedule", notBeforeMs: startMs + 1_200_000 } },
      { weightPercent: 100, minMinutes: 0.5 },
    ],
    judgement: { minRequests: 50, minIntervals: 2, objectivePercent: 97 },
    metrics: [{ kind: "success" }, { kind: "latency", edgeMs: 250 }],
    deadlineMs: 7_200_000,
  },
);

type Move = { readonly run: CanaryRun; readonly events: readonly NewRunEvent[]; readonly nowMs: number };
type Look = {
  readonly route: RouteLook;
  readonly pods: CanaryObservation["pods"];
  readonly interval: CountInterval | null;
  readonly isFrozen: boolean;
};
type Script = readonly (readonly [
  (
    | ({ readonly kind: "look" } & Look)
    | { readonly kind: "write"; readonly outcome: CanaryWriteOutcome }
    | { readonly kind: "act"; readonly act: CanaryActKind }
  ),
  number,
])[];

const quietLook: Look = {
  route: { state: "expected" },
  pods: { state: "known", revision: "a", pods: 1, readyPods: 1 },
  interval: null,
  isFrozen: false,
};

function countsOf(run: CanaryRun, { interval }: Look, nowMs: number): CountsLook {
  const window = lookWindow(run, nowMs, scrapeMs);
  if (window === undefined) return { state: "not_asked" };
  if (interval === null) return { state: "unknown", message: "timeout" };
  const metrics = ["success", "latency:250"].map((key) => ({ key, interval }));
  return { state: "counted", ...window, metrics };
}

function look(run: CanaryRun, of: Look, nowMs: number) {
  const { route, pods, isFrozen } = of;
  const freeze = isFrozen ? { freeze: { name: "night" } } : {};
  return step(run, { route, pods, scrapeMs, ...freeze, counts: countsOf(run, of, nowMs) }, nowMs);
}

function moved(run: CanaryRun, one: Script[number][0], nowMs: number): Omit<Move, "nowMs"> {
  if (one.kind === "look") return look(run, one, nowMs);
  if (one.kind === "write") {
    return run.body.pending === undefined ? { run, events: [] } : recordWrite(run, one.outcome, nowMs);
  }
  const answer = act(run, { kind: one.act, actor: "sam", reason: "because" }, nowMs);
  return "refusal" in answer ? { run, events: [] } : answer;
}

/** Every state of a run that the moves lead it through. */
function lead(plan: object, script: Script): readonly Move[] {
  let run = newRun(plan);
  let nowMs = startMs;
  return script.map(([one, waitMs]) => {
    nowMs += waitMs;
    const next = moved(run, one, nowMs);
    run = next.run;
    return { ...next, nowMs };
  });
}

const tokensOf = (history: readonly Move[]) =>
  history
    .flatMap(({ events }) => events)
    .flatMap(({ kind, data }) =>
      kind === "write_decided" || kind === "reverting" ? [String(data["token"])] : [],
    );

const pairs = (plan: object, history: readonly Move[]) =>
  history.map((move, index) => ({ ...move, before: history[index - 1]?.run ?? newRun(plan) }));

type Pair = ReturnType<typeof pairs>[number];

function isPlanned({ run }: Move): boolean {
  const { stage, pending, plan } = run.body;
  return [stage, pending?.target].every((one) => one?.kind !== "step" || plan.steps[one.index] !== undefined);
}

function isOneStep({ before, run, events }: Pair): boolean {
  const [from, to] = [before.body.stage, run.body.stage];
  const isPromoted = events.some(({ kind, data }) => kind === "ended" && data["outcome"] === "promoted");
  return from === undefined || to === undefined || isPromoted || stageIndex(to) - stageIndex(from) <= 1;
}

/** A write that the console decided by itself, though the gate before it was closed. */
function isThroughGate({ before, run, events, nowMs }: Pair): boolean {
  const next = run.body.pending;
  const from = before.body.stage;
  if (next === undefined || next.target.kind === "restore" || from?.kind !== "step") return false;
  if (next.token === before.body.pending?.token || stageIndex(next.target) <= from.index) return false;
  if (events.some(({ actor }) => actor !== "heddle") || run.body.openedGates.includes(from.index))
    return false;
  const gate = run.body.plan.steps[from.index]?.gate;
  return gate?.kind === "manual" || (gate?.kind === "schedule" && nowMs < gate.notBeforeMs);
}

/** What a state says of its pending write, its end and its pause. */
function isConsistent({ before, run, events }: Pair): boolean {
  const { pending, pause } = run.body;
  const isKept = before.state !== "ended" || (run === before && events.length === 0);
  const isTold = run.state === before.state || events.length > 0;
  const isPending =
    (run.state === "reverting") === (pending?.target.kind === "restore") &&
    (run.state === "finishing") === (pending?.target.kind === "promote");
  const isPaused = run.state === "waiting" || (run.state === "paused") === (pause !== undefined);
  return isKept && isTold && isPending && isPaused;
}

const check = (test: (plan: object, script: Script) => void) =>
  fc.assert(fc.property(plans, moves, test), { numRuns: 150 });

describe("whatever happens to a canary", () => {
  it("its weights are planned ones, and no write has the token of another", () => {
    expect.hasAssertions();
    check((plan, script) => {
      const history = lead(plan, script);
      expect(history.filter((one) => !isPlanned(one))).toEqual([]);
      const tokens = tokensOf(history);
      expect(new Set(tokens).size).toBe(tokens.length);
    });
  });

  it("no step is skipped, and none entered through a closed gate", () => {
    expect.hasAssertions();
    check((plan, script) => {
      const history = pairs(plan, lead(plan, script));
      expect(history.filter((one) => !isOneStep(one) || isThroughGate(one))).toEqual([]);
    });
  });

  it("an ended run stays as it is, and every change of state is told", () => {
    expect.hasAssertions();
    check((plan, script) => {
      expect(pairs(plan, lead(plan, script)).filter((one) => !isConsistent(one))).toEqual([]);
    });
  });

  it("an abort ends it once writes get through, without any figure", () => {
    expect.hasAssertions();
    check((plan, script) => {
      const { run, nowMs } = lead(plan, script).at(-1) ?? { run: newRun(plan), nowMs: startMs };
      const answer = act(run, { kind: "abort", actor: "sam", reason: "" }, nowMs);
      const aborted = "refusal" in answer ? run : answer.run;
      const written = recordWrite(aborted, { state: "written", touched: [], changeIds: [] }, nowMs);
      expect(written.run.state).toBe("ended");
    });
  });

  it("the same look gives the same decision, and the same look again no second one", () => {
    expect.hasAssertions();
    check((plan, script) => {
      const history = lead(plan, script);
      expect(lead(plan, script)).toEqual(history);
      const { run, nowMs } = history.at(-1) ?? { run: newRun(plan), nowMs: startMs };
      const first = look(run, quietLook, nowMs);
      expect(look(run, quietLook, nowMs)).toEqual(first);
      const second = look(first.run, quietLook, nowMs);
      expect(second.run.body.pending?.token).toBe(first.run.body.pending?.token);
    });
  });

  it("no time is counted twice", () => {
    expect.hasAssertions();
    check((plan, script) => {
      const forward = script.filter(([, waitMs]) => waitMs >= 0);
      const lengths = lead(plan, forward).flatMap(({ run }) =>
        run.body.evidence.flatMap(({ intervals }) =>
          intervals.slice(1).map(({ atMs }, index) => atMs - (intervals[index]?.atMs ?? 0)),
        ),
      );
      expect(lengths.filter((lengthMs) => lengthMs < scrapeMs)).toEqual([]);
    });
  });
});
