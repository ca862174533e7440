import { describe, expect, it } from "vitest";
import { begun, CanaryTrial, countsAt, newRun, scrapeMs, startMs } from "@/lib/canaries/canary-fixture";
import { step } from "@/lib/canaries/step";
import { verdictOf } from "@/lib/canaries/step-verdict";

const refused = (code: string) => ({ state: "refused", code, message: "no" }) as const;
const found = [
  {
    ref: { apiVersion: "networking.istio.io/v1", kind: "VirtualService", namespace: "shop", name: "cart" },
    fields: ["spec.http.0.route"],
    weights: [{ name: "v2", weightPercent: 80 }],
  },
];

describe("a canary", () => {
  it("goes through its steps to the end, one write for each, when nothing is wrong", () => {
    const trial = begun().pass(30);
    expect(trial.where).toBe("promoted promote");
    expect(trial.kinds().filter((kind) => kind === "step_entered")).toHaveLength(2);
    const tokens = trial.events.flatMap(({ kind, data }) =>
      kind === "write_decided" ? [data["token"]] : [],
    );
    expect(tokens).toEqual(["run/r1/0/0/0", "run/r1/1/0/1", "run/r1/promote/0/2"]);
  });

  it("begins with the mirror where one is planned, and its copies are no evidence for the steps", () => {
    const trial = begun({ mirrorFirst: { percent: 100, minutes: 4 } }).pass(3);
    expect(trial.where).toBe("running mirror");
    expect(verdictOf(trial.run, trial.nowMs).metrics[0]?.counts.canaryRequests).toBeGreaterThan(0);
    expect(trial.pass(1.25).where).toBe("running 0");
    expect(verdictOf(trial.run, trial.nowMs).metrics[0]?.counts.canaryRequests).toBe(0);
  });

  it("waits for approval, for its time and until nothing is in the way", () => {
    const later = { needsApproval: true, startAtMs: startMs + 60_000 };
    const trial = new CanaryTrial(newRun({}, later)).look();
    expect(trial.where).toBe("waiting -");
    trial.run = { ...trial.run, body: { ...trial.run.body, approvedBy: "kim" } };
    expect(trial.look().where).toBe("waiting -");
    trial.nowMs += 60_000;
    expect(trial.look({ pods: { state: "known", pods: 0, readyPods: 0 } }).where).toBe(
      "waiting - no_canary_pods",
    );
    expect(trial.look({ freeze: { name: "night" } }).where).toBe("waiting - frozen");
    expect(trial.look({ metricsAway: "no answer" }).where).toBe("waiting - metrics_unavailable");
    expect(trial.run.body.pending).toBeUndefined();
    expect(trial.look().run.body.pending?.target).toEqual({ kind: "step", index: 0 });
  });

  it("is taken back when its numbers turn bad, also while a person holds it", () => {
    const trial = begun();
    trial.person("pause");
    trial.pass(3, { counts: countsAt(5, 6) });
    expect(trial.where).toBe("rolled_back 0");
    expect(trial.run.body.ending).toMatchObject({ reason: "worse_than_stable", actor: "heddle" });
    const reverting = trial.events.find(({ kind }) => kind === "reverting");
    expect(reverting?.data["evidence"]).toMatchObject({ verdict: "rollback", rollbackLimit: 100 });
  });

  it("is taken back when no pod is ready, at once but not for one look", () => {
    const gone = { pods: { state: "known", pods: 1, readyPods: 0 } } as const;
    const trial = begun().look(gone);
    expect(trial.where).toBe("running 0");
    trial.nowMs += 10_000;
    trial.look(gone).write();
    expect(trial.where).toBe("rolled_back 0");
    expect(trial.run.body.ending?.reason).toBe("canary_not_ready");
  });

  it("ends by its deadline", () => {
    const trial = begun({ deadlineMs: 300_000, steps: [{ weightPercent: 5, minMinutes: 60 }] }).pass(6);
    expect(trial.where).toBe("rolled_back 0");
    expect(trial.run.body.ending?.reason).toBe("deadline");
  });
});

describe("a step is left", () => {
  it("not before its time, its looks and its requests", () => {
    const trial = begun().pass(1);
    expect(verdictOf(trial.run, trial.nowMs).needs).toEqual(["time", "looks", "requests"]);
    const quiet = begun().pass(3, { counts: countsAt(5, 1, 200) });
    expect(quiet.where).toBe("running 0");
    expect(verdictOf(quiet.run, quiet.nowMs).needs).toEqual(["requests"]);
  });

  it("without evidence for the promotion, but the last one not", () => {
    const few = { counts: { ...countsAt(5), canaryBad: 0, stableBad: 0 } };
    const trial = begun().pass(4, few);
    expect(trial.where).toBe("running 1");
    expect(trial.pass(10, { counts: { ...countsAt(50), canaryBad: 0, stableBad: 0 } }).where).toBe(
      "paused 1 not_enough_evidence",
    );
    expect(trial.pass(4).where).toBe("promoted promote");
    expect(trial.kinds()).toContain("resumed");
  });

  it("through a manual gate only when a person opened it", () => {
    const trial = begun({ steps: [{ weightPercent: 5, minMinutes: 1, gate: { kind: "manual" } }] }).pass(20);
    expect(trial.where).toBe("paused 0 manual_gate");
    expect(trial.person("resume")).toBe("needs_open_gate");
    expect(trial.person("open_gate")).toBeUndefined();
    expect(trial.person("open_gate")).toBe("gate_already_open");
    expect(trial.pass(1).where).toBe("promoted promote");
  });

  it("not before the time of its gate, and by itself then", () => {
    const gate = { kind: "schedule", notBeforeMs: startMs + 20 * 60_000 };
    const trial = begun({ steps: [{ weightPercent: 5, minMinutes: 1, gate }] }).pass(15);
    expect(trial.where).toBe("paused 0 schedule_gate");
    expect(trial.pass(6).where).toBe("promoted promote");
  });

  it("not into a freeze, and not while nobody knows what the route says", () => {
    expect(begun().pass(4, { freeze: { name: "night" } }).where).toBe("paused 0 frozen");
    const unknown = { route: { state: "unknown", message: "timeout" } } as const;
    const trial = begun().pass(10, unknown);
    expect(trial.where).toBe("running 0");
    expect(trial.pass(1).where).toBe("running 1");
  });

  it("by a person who does not wait, though not through a gate", () => {
    const steps = [
      { weightPercent: 5, minMinutes: 60, gate: { kind: "manual" } },
      { weightPercent: 50, minMinutes: 1 },
    ];
    const trial = begun({ steps }).pass(1);
    expect(trial.person("skip_wait")).toBeUndefined();
    expect(trial.pass(1).where).toBe("paused 0 manual_gate");
    trial.person("open_gate");
    expect(trial.pass(1).where).toBe("running 1");
    expect(trial.person("skip_wait")).toBe("last_step");
  });
});

describe("without data", () => {
  it("a canary is neither good nor bad: it pauses, and takes the safe path after the plan's time", () => {
    const trial = begun().pass(4, { counts: "unknown" });
    expect(trial.where).toBe("paused 0 metrics_unavailable");
    trial.pass(7, { counts: "unknown" });
    expect(trial.where).toBe("rolled_back 0");
    expect(trial.run.body.ending?.reason).toBe("metrics_unavailable");
  });

  it("goes on when the figures come back", () => {
    const trial = begun().pass(5, { counts: "unknown" });
    expect(trial.pass(2.5).where).toBe("running 1");
  });

  it("stays where it is when that is its safe path, and says so once", () => {
    const trial = begun({ safePath: "pause" }).pass(40, { counts: "unknown" });
    expect(trial.where).toBe("paused 0 metrics_unavailable");
    expect(trial.kinds().filter((kind) => kind === "safe_path")).toHaveLength(1);
    expect(trial.kinds().filter((kind) => kind === "paused")).toHaveLength(1);
  });

  it("counts no requests of the canary as none", () => {
    const trial = begun().pass(4, { counts: { ...countsAt(5), canaryRequests: 0, canaryBad: 0 } });
    expect(trial.where).toBe("paused 0 no_data");
  });

  it("of one metric of several does not go on", () => {
    const trial = begun({ metrics: [{ kind: "success" }, { kind: "latency", edgeMs: 250 }] });
    const { run } = trial.pass(1);
    const one = { key: "success", interval: countsAt(5) };
    const counts = {
      state: "counted",
      fromMs: run.body.lastLookMs ?? 0,
      toMs: trial.nowMs + scrapeMs,
    } as const;
    const look = {
      route: { state: "expected" },
      pods: { state: "unknown", message: "" },
      scrapeMs,
      counts: { ...counts, metrics: [one] },
    } as const;
    expect(step(run, look, trial.nowMs + scrapeMs).run.body.noDataReason).toBe("no_data");
  });
});

describe("what others do", () => {
  it("to the weights pauses with what was found, until somebody puts the planned ones back", () => {
    const trial = begun()
      .pass(1)
      .look({ route: { state: "changed", found } });
    expect(trial.where).toBe("paused 0 changed_outside");
    expect(trial.run.body.pause?.data).toEqual({ found });
    expect(trial.person("resume")).toBe("needs_accept_route");
    expect(trial.person("promote")).toBe("needs_accept_route");
    expect(trial.person("accept_route")).toBeUndefined();
    expect(trial.run.body.pending?.target).toEqual({ kind: "step", index: 0 });
    expect(
      trial
        .look({ route: { state: "changed", found } })
        .write()
        .pass(1).where,
    ).toBe("running 0");
  });

  it("is over by itself when they take it back", () => {
    const trial = begun()
      .look({ route: { state: "changed", found } })
      .look();
    expect(trial.where).toBe("running 0");
  });

  it("to the canary's pods begins again with nothing known", () => {
    const other = { pods: { state: "known", revision: "b", pods: 1, readyPods: 1 } } as const;
    const trial = begun().pass(3);
    expect(trial.where).toBe("running 1");
    trial.nowMs += scrapeMs;
    trial.look(other);
    expect(trial.run.body).toMatchObject({ restarts: 1, evidence: [], revision: "b" });
    expect(trial.run.body.pending).toMatchObject({
      token: "run/r1/0/1/2",
      target: { kind: "step", index: 0 },
    });
    expect(trial.write().where).toBe("running 0");
    expect(begun().pass(3).look(other).write(refused("frozen")).write().run.body.ending?.reason).toBe(
      "restart_refused",
    );
  });

  it("deleting the target or the right to it leads to the safe path", () => {
    const missing = { route: { state: "missing", what: "service", name: "cart" } } as const;
    expect(begun().pass(0.5, missing).where).toBe("paused 0 target_missing");
    expect(begun().pass(2, missing).run.body.ending?.reason).toBe("target_missing");
    const forbidden = { route: { state: "forbidden", message: "no" } } as const;
    expect(begun().pass(2, forbidden).run.body.ending?.reason).toBe("no_access");
    const gone = begun().look({ route: { state: "missing", what: "namespace" } });
    gone.person("abort");
    expect(gone.look({ route: { state: "missing", what: "namespace" } }).where).toBe("aborted 0");
  });

  it("as an owner or with the kill switch holds it", () => {
    const owner = { owner: { kind: "Canary", namespace: "shop", name: "cart" } };
    expect(begun().pass(5, owner).where).toBe("paused 0 owned_by_other");
    expect(begun().pass(5, { killSwitch: { reason: "incident", by: "sam" } }).where).toBe(
      "paused 0 kill_switch",
    );
  });
});

describe("time", () => {
  it("in which nobody looked is missing, never counted, and no silence of the metrics", () => {
    const trial = begun().pass(1);
    const before = trial.run.body.evidence[0]?.intervals.length;
    trial.nowMs += 3_600_000;
    trial.look();
    expect(trial.kinds()).toContain("interval_missing");
    expect(trial.run.body.evidence[0]?.intervals).toHaveLength(before ?? 0);
    expect(trial.where).toBe("running 0");
    const silent = begun().pass(4, { counts: "unknown" });
    silent.nowMs += 3_600_000;
    expect(silent.look({ counts: "unknown" }).where).toBe("paused 0 metrics_unavailable");
  });

  it("that goes back takes nothing that has passed, and gives nothing", () => {
    const trial = begun().pass(1.5);
    const passed = trial.nowMs - (trial.run.body.stageSinceMs ?? 0);
    trial.nowMs -= 86_400_000;
    trial.look();
    expect(trial.nowMs - (trial.run.body.stageSinceMs ?? 0)).toBeGreaterThanOrEqual(passed);
    expect(trial.kinds()).toContain("clock_went_back");
    expect(trial.where).toBe("running 0");
    expect(trial.pass(1.5).where).toBe("running 1");
  });

  it("of the first scrapes after a change of weights is not counted", () => {
    const trial = begun().pass(0.5);
    expect(trial.run.body.evidence).toEqual([]);
    expect(trial.pass(0.25).run.body.evidence[0]?.intervals).toHaveLength(1);
  });

  it("changes nothing while there is nothing to save", () => {
    const trial = begun().pass(1);
    const { run } = trial;
    trial.nowMs += 1000;
    expect(trial.look().run).toBe(run);
  });
});

describe("evidence", () => {
  it("is joined when there is much of it, without losing a request", () => {
    const steps = [{ weightPercent: 5, minMinutes: 10_000 }];
    const trial = begun({ steps }).pass(260);
    const intervals = trial.run.body.evidence[0]?.intervals ?? [];
    expect(intervals.length).toBeLessThanOrEqual(1000);
    const requests = intervals.reduce((total, { canaryRequests }) => total + canaryRequests, 0);
    expect(requests).toBe(200 * (260 * 4 - 2));
  });
});
