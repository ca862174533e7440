import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { argoRollout } from "@/lib/delivery/argo-model";
import { objectsFromManifests } from "@/lib/xds/mesh-objects";

const canarySpec = {
  stableService: "cart-stable",
  canaryService: "cart-next",
  trafficRouting: { istio: { virtualService: { name: "cart", routes: ["primary"] } } },
  steps: [
    { setWeight: 20 },
    { pause: {} },
    { setWeight: 50 },
    { pause: { duration: "1m30s" } },
    { analysis: { templates: [{ templateName: "errors" }] } },
  ],
};
const underWay = { currentPodHash: "new", stableRS: "old", observedGeneration: "4" };
const rollout = (status: unknown, spec: Record<string, unknown> = {}): Manifest => ({
  apiVersion: "argoproj.io/v1alpha1",
  kind: "Rollout",
  metadata: { name: "cart", namespace: "shop", generation: 4 },
  spec: { strategy: { canary: canarySpec }, ...spec },
  status,
});
const route = (weight: number, name = "primary"): Manifest => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: "cart", namespace: "shop" },
  spec: {
    hosts: ["cart"],
    http: [
      {
        name,
        route: [
          { destination: { host: "cart-stable" }, weight: 100 - weight },
          { destination: { host: "cart-next" }, weight },
        ],
      },
    ],
  },
});
const read = (status: unknown, weight = 20, spec: Record<string, unknown> = {}) =>
  argoRollout(rollout(status, spec), objectsFromManifests([route(weight)]));

describe("a Rollout of Argo", () => {
  it.each([
    ["nothing yet", undefined, {}, "starting"],
    ["a first revision", { phase: "Progressing", currentPodHash: "a", stableRS: "" }, {}, "starting"],
    ["a step under way", { ...underWay, phase: "Progressing", currentStepIndex: 2 }, {}, "running"],
    ["its last step behind it", { ...underWay, phase: "Progressing", currentStepIndex: 5 }, {}, "promoting"],
    ["a full promotion", { ...underWay, phase: "Progressing", promoteFull: true }, {}, "promoting"],
    ["a pause step", { ...underWay, phase: "Paused", currentStepIndex: 1 }, {}, "waiting"],
    ["a pause by a person", { ...underWay, phase: "Paused" }, { paused: true }, "paused"],
    ["all done", { phase: "Healthy", currentPodHash: "new", stableRS: "new" }, {}, "promoted"],
    ["an abort", { ...underWay, phase: "Degraded", abort: true }, {}, "aborted"],
    ["a missed deadline", { ...underWay, phase: "Degraded" }, {}, "failed"],
    ["a phase of the future", { ...underWay, phase: "Dreaming" }, {}, "unknown"],
  ])("with %s", (_, status, spec, state) => {
    expect(read(status, 20, spec).state).toBe(state);
  });

  it("has its steps with how far they are", () => {
    const { steps } = read({ ...underWay, phase: "Paused", currentStepIndex: 3 });
    expect(steps.map((step) => step.state)).toEqual([
      "done",
      "done",
      "done",
      "current",
      "upcoming",
      "upcoming",
    ]);
    expect(steps[3]).toEqual({ kind: "pause", durationSeconds: 90, state: "current" });
    expect(steps[1]).toEqual({ kind: "pause", state: "done" });
    expect(steps[4]).toEqual({ kind: "analysis", name: "errors", state: "upcoming" });
  });

  it("goes by the route object, and says when the status claims something else", () => {
    const claims = (weight: number) => ({
      ...underWay,
      canary: { weights: { canary: { weight } } },
    });
    expect(read(claims(20), 20).weight).toMatchObject({ routePercent: 20, differs: false });
    expect(read(claims(50), 20).weight).toMatchObject({ routePercent: 20, statusPercent: 50, differs: true });
    expect(read(underWay, 20).weight).toMatchObject({ routePercent: 20, differs: false });
    const renamed = argoRollout(rollout(underWay), objectsFromManifests([route(20, "other")])).weight;
    expect([renamed.routePercent, renamed.missing]).toEqual([undefined, "not_in_route"]);
  });

  it("tells sides by subset where it routes by subset", () => {
    const istio = {
      virtualService: { name: "cart" },
      destinationRule: { name: "cart", stableSubsetName: "v1", canarySubsetName: "v2" },
    };
    const vs = route(0);
    const http = [
      {
        route: [
          { destination: { host: "cart", subset: "v1" }, weight: 70 },
          { destination: { host: "cart", subset: "v2" }, weight: 30 },
        ],
      },
    ];
    const own = rollout(underWay, { strategy: { canary: { trafficRouting: { istio } } } });
    const found = argoRollout(own, objectsFromManifests([{ ...vs, spec: { hosts: ["cart"], http } }]));
    expect(found.weight.routePercent).toBe(30);
    expect(found.service).toEqual({ namespace: "shop", name: "cart" });
  });

  it("says when two routes have different weights", () => {
    const istio = { virtualServices: [{ name: "cart" }, { name: "edge" }] };
    const other = { ...route(60), metadata: { name: "edge", namespace: "shop" } };
    const own = rollout(underWay, { strategy: { canary: { ...canarySpec, trafficRouting: { istio } } } });
    const { weight } = argoRollout(own, objectsFromManifests([route(20), other]));
    expect([weight.routePercent, weight.missing]).toEqual([undefined, "routes_disagree"]);
  });

  it("is stale while its controller has not seen the present spec, and then only takes what lowers risk", () => {
    const found = read({ ...underWay, observedGeneration: "3", phase: "Paused", pauseConditions: [{}] });
    expect(found.stale).toBe(true);
    const allowed = found.verbs.filter(({ refusal }) => refusal === undefined).map(({ verb }) => verb);
    expect(allowed).toEqual(["pause", "abort"]);
    expect(read({ ...underWay, observedGeneration: "4" }).stale).toBe(false);
    expect(read({ ...underWay, observedGeneration: undefined }).stale).toBe(false);
  });

  it("waits for a person, a time or a verdict", () => {
    const at = (reason: string, currentStepIndex: number) =>
      read({
        ...underWay,
        currentStepIndex,
        pauseConditions: [{ reason, startTime: "2026-01-01T00:00:00Z" }],
      }).waits;
    expect(at("CanaryPauseStep", 1)).toEqual([{ kind: "step" }]);
    expect(at("CanaryPauseStep", 3)).toEqual([
      { kind: "duration", untilMs: Date.parse("2026-01-01T00:01:30Z") },
    ]);
    expect(at("InconclusiveAnalysisRun", 4)).toEqual([{ kind: "analysis" }]);
  });

  it("shows the measurements of its own analysis runs, the last one last", () => {
    const run = (name: string, owner: string): Manifest => ({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "AnalysisRun",
      metadata: {
        name,
        namespace: "shop",
        labels: { "rollouts-pod-template-hash": "new" },
        ownerReferences: [{ apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", name: owner, uid: "1" }],
      },
      spec: {
        metrics: [
          {
            name: "errors",
            interval: "30s",
            failureCondition: "result[0] > 0.1",
            failureLimit: "2",
            provider: { prometheus: { query: "errors" } },
          },
        ],
      },
      status: {
        phase: "Failed",
        metricResults: [
          {
            name: "errors",
            phase: "Failed",
            failed: 3,
            successful: 1,
            measurements: [
              { phase: "Successful", value: "[0.05]", finishedAt: "2026-01-01T00:00:00Z" },
              { phase: "Failed", value: "[NaN 0.2]" },
            ],
          },
        ],
      },
    });
    const objects = objectsFromManifests([run("cart-new-1", "cart"), run("cart-2", "other")]);
    const { metrics } = argoRollout(rollout(underWay), objects).analysis;
    expect(metrics).toHaveLength(1);
    expect(metrics[0]).toMatchObject({
      run: "cart-new-1",
      failureCondition: "result[0] > 0.1",
      failureLimit: 2,
      failed: 3,
      query: "errors",
      phase: "Failed",
      values: [
        { value: "[0.05]", number: 0.05, phase: "Successful", atMs: Date.parse("2026-01-01T00:00:00Z") },
        { value: "[NaN 0.2]", phase: "Failed" },
      ],
    });
  });

  it("survives an object in which nothing has its form", () => {
    const weird = rollout(
      { phase: [], observedGeneration: {}, pauseConditions: "x", canary: { weights: 3 } },
      { strategy: { canary: { steps: [{ setWeight: "half" }, 7] } }, paused: "no" },
    );
    const found = argoRollout(weird, {});
    expect(found).toMatchObject({ phase: "", state: "starting", stale: false });
    expect(found.unread).toContain("spec.paused");
    for (const value of [null, 3, "x", []]) {
      expect(argoRollout({ ...rollout(value), spec: undefined }, {}).strategy).toBe("unknown");
    }
  });
});
