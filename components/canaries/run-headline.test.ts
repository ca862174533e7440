import { describe, expect, it } from "vitest";
import type { CanaryView } from "./canary-view";
import { leadingAct, nextStep, stageIndex } from "./run-headline";
import { startDraft } from "./canary-draft";

const options = {
  service: { namespace: "shop", name: "cart" },
  ports: [{ port: 80, protocol: "http" }],
  versions: [
    { subset: "v1", labels: { version: "v1" }, readyPods: 2, weightPercent: 100 },
    { subset: "v2", labels: { version: "v2" }, readyPods: 1, weightPercent: 0 },
    { subset: "v3", labels: { version: "v3" }, readyPods: 0, weightPercent: 0 },
  ],
  apis: [{ api: "istio", fits: true, naming: "subset" }],
} as unknown as Parameters<typeof startDraft>[0];

const nowMs = 1_000_000;
const power = { advanceSeconds: 300, promoteSeconds: "never", rollbackSecondsAt2: 1, rollbackSecondsAt5: 1 };

type Changes = {
  readonly run?: object;
  readonly body?: object;
  readonly needs?: readonly string[];
  readonly progress?: object;
  readonly rest?: object;
};

const view = ({ run, body, needs = ["time", "requests"], progress, rest }: Changes): CanaryView =>
  ({
    run: { state: "running", ...run },
    body: {
      plan: startDraft(options),
      openedGates: [],
      stage: { kind: "step", index: 1 },
      stageSinceMs: nowMs - 60_000,
      ...body,
    },
    stages: [1, 5, 10].map((weightPercent, index) => ({ stage: { kind: "step", index }, weightPercent })),
    verdict: { needs, progress: { sinceMs: nowMs - 60_000, minMs: 600_000, ...progress } },
    nowMs,
    acts: [],
    power,
    ...rest,
  }) as unknown as CanaryView;

describe("a new plan", () => {
  it("takes the version with the requests as stable, and as canary one that has pods", () => {
    expect(startDraft(options)).toMatchObject({ stable: { name: "v1" }, canary: { name: "v2" } });
  });
});

describe("what comes next", () => {
  it("is an approval, the chosen time, the end of a freeze, in this order, before the first write", () => {
    const run = { state: "waiting" };
    const approval = { isGiven: false, mayApprove: true };
    const body = { startAtMs: nowMs + 5 };
    const freeze = { name: "holidays" };
    expect(nextStep(view({ run, body, rest: { approval, freeze } })).kind).toBe("approval");
    expect(nextStep(view({ run, body, rest: { freeze } }))).toEqual({ kind: "start", atMs: nowMs + 5 });
    expect(nextStep(view({ run, rest: { freeze } })).kind).toBe("freeze");
    expect(nextStep(view({ run, body: { startAtMs: nowMs - 5 } })).kind).toBe("first_write");
  });

  it("waits for evidence as long as such a step usually takes, and at least for its shortest time", () => {
    expect(nextStep(view({}))).toEqual({ kind: "evidence", leftMs: 540_000 });
    const late = view({ progress: { sinceMs: nowMs - 5_000_000 } });
    expect(nextStep(late)).toEqual({ kind: "evidence", leftMs: 0 });
    const last = view({ needs: ["evidence"] });
    expect(nextStep(last)).toEqual({ kind: "evidence", leftMs: undefined });
    const known = view({ needs: ["evidence"], rest: { power: { ...power, promoteSeconds: 900 } } });
    expect(nextStep(known)).toEqual({ kind: "evidence", leftMs: 840_000 });
  });

  it("with enough evidence is the time, then the gate, then the next look", () => {
    expect(nextStep(view({ needs: ["time"] }))).toEqual({ kind: "time", leftMs: 540_000 });
    const plan = startDraft(options);
    const gated = { ...plan, steps: plan.steps.map((step) => ({ ...step, gate: { kind: "manual" } })) };
    expect(nextStep(view({ needs: [], body: { plan: gated } })).kind).toBe("manual");
    expect(nextStep(view({ needs: [], body: { plan: gated, openedGates: [1] } })).kind).toBe("next_look");
  });

  it("of a pause is its end by the safe path, or a person", () => {
    const run = { state: "paused" };
    const pause = { reason: "no_data", sinceMs: 0, data: {}, untilMs: nowMs + 1000 };
    expect(nextStep(view({ run, body: { pause } }))).toEqual({
      kind: "safe_path",
      leftMs: 1000,
      path: "rollback",
    });
    expect(nextStep(view({ run, body: { pause: { ...pause, untilMs: undefined } } })).kind).toBe("person");
  });

  it("is a write while one is under way, and nothing at the end", () => {
    expect(nextStep(view({ body: { pending: { token: "t" } } })).kind).toBe("writing");
    expect(nextStep(view({ run: { state: "ended" } })).kind).toBe("nothing");
  });
});

describe("where it is", () => {
  it("counts all stages, and is nowhere before the first write", () => {
    expect(stageIndex(view({}))).toBe(1);
    expect(stageIndex(view({ body: { stage: undefined } }))).toBeUndefined();
  });
});

describe("what a person should do", () => {
  it("is first to settle changed weights, then to open a gate, then to resume", () => {
    const acts = [{ act: "resume" }, { act: "open_gate" }, { act: "accept_route", refusal: "not_paused" }];
    expect(leadingAct(view({ rest: { acts } }))).toBe("open_gate");
    expect(leadingAct(view({ rest: { acts }, run: { state: "ended" } }))).toBeUndefined();
  });
});
