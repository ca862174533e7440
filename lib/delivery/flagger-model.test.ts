import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { flaggerRollout } from "@/lib/delivery/flagger-model";
import { objectsFromManifests } from "@/lib/xds/mesh-objects";

const analysis = {
  interval: "30s",
  threshold: 4,
  stepWeight: 20,
  maxWeight: 50,
  metrics: [{ name: "request-success-rate", thresholdRange: { min: 99 }, interval: "1m" }],
  webhooks: [
    { name: "start", type: "confirm-rollout", url: "https://user:pw@gate.example/start?token=x" },
    { name: "end", type: "confirm-promotion", url: "http://gate.example/end" },
  ],
};
const canary = (status: unknown, spec: Record<string, unknown> = {}): Manifest => ({
  apiVersion: "flagger.app/v1beta1",
  kind: "Canary",
  metadata: { name: "cart", namespace: "shop", generation: 3 },
  spec: { provider: "istio", targetRef: { kind: "Deployment", name: "cart" }, analysis, ...spec },
  status,
});
const route = (http: unknown, name = "cart"): Manifest => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name, namespace: "shop" },
  spec: { hosts: ["cart"], http },
});
const split = (canaryWeight: number) => [
  {
    route: [
      { destination: { host: "cart-primary" }, weight: 100 - canaryWeight },
      { destination: { host: "cart-canary.shop.svc.cluster.local" }, weight: canaryWeight },
    ],
  },
];
const read = (status: unknown, weight = 0, spec: Record<string, unknown> = {}) =>
  flaggerRollout(canary(status, spec), objectsFromManifests([route(split(weight))]));

describe("a Canary of Flagger", () => {
  it.each([
    [undefined, "starting", ["upcoming", "upcoming", "upcoming", "upcoming", "upcoming", "upcoming"]],
    ["Initializing", "starting", ["upcoming", "upcoming", "upcoming", "upcoming", "upcoming", "upcoming"]],
    ["Initialized", "idle", ["upcoming", "upcoming", "upcoming", "upcoming", "upcoming", "upcoming"]],
    ["Waiting", "waiting", ["current", "upcoming", "upcoming", "upcoming", "upcoming", "upcoming"]],
    ["Progressing", "running", ["done", "done", "current", "upcoming", "upcoming", "upcoming"]],
    ["WaitingPromotion", "waiting", ["done", "done", "done", "done", "current", "upcoming"]],
    ["Promoting", "promoting", ["done", "done", "done", "done", "done", "current"]],
    ["Finalising", "promoting", ["done", "done", "done", "done", "done", "current"]],
    ["Succeeded", "promoted", ["done", "done", "done", "done", "done", "done"]],
    ["Failed", "failed", ["skipped", "skipped", "skipped", "skipped", "skipped", "skipped"]],
    ["Terminated", "removed", ["upcoming", "upcoming", "upcoming", "upcoming", "upcoming", "upcoming"]],
    ["Levitating", "unknown", ["upcoming", "upcoming", "upcoming", "upcoming", "upcoming", "upcoming"]],
  ])("in phase %s is %s", (phase, state, steps) => {
    const rollout = read(phase === undefined ? undefined : { phase, canaryWeight: 40 }, 40);
    expect(rollout.state).toBe(state);
    expect(rollout.steps.map((step) => step.state)).toEqual(steps);
    expect(rollout.steps.map(({ kind, weightPercent }) => weightPercent ?? kind)).toEqual([
      "gate",
      20,
      40,
      50,
      "gate",
      "promotion",
    ]);
  });

  it("shows the route's weight when the status says 0 before the promotion", () => {
    const { weight, waits, phase } = read(
      { phase: "WaitingPromotion", canaryWeight: 0, failedChecks: 1 },
      50,
    );
    expect(weight).toMatchObject({ routePercent: 50, statusPercent: 0, differs: true });
    expect(phase).toBe("WaitingPromotion");
    expect(waits).toEqual([{ kind: "confirm_promotion", name: "end: http://gate.example/end" }]);
  });

  it("tells which gate it waits for, without what may be a secret in its address", () => {
    expect(read({ phase: "Waiting" }).waits).toEqual([
      { kind: "confirm_rollout", name: "start: https://gate.example/start" },
    ]);
  });

  it("has its thresholds, failed checks and their limit", () => {
    const found = read({ phase: "Progressing", failedChecks: 2 }).analysis;
    expect(found).toMatchObject({ failedChecks: 2, failedChecksLimit: 4, intervalSeconds: 30 });
    expect(found.metrics).toEqual([{ name: "request-success-rate", min: 99, interval: "1m", values: [] }]);
  });

  it("takes the query of a metric's template", () => {
    const template: Manifest = {
      apiVersion: "flagger.app/v1beta1",
      kind: "MetricTemplate",
      metadata: { name: "errors", namespace: "shop" },
      spec: { query: "sum(errors)" },
    };
    const metrics = [{ name: "errors", templateRef: { name: "errors" }, thresholdRange: { max: 1 } }];
    const own = canary({ phase: "Progressing" }, { analysis: { ...analysis, metrics } });
    const rollout = flaggerRollout(own, objectsFromManifests([template]));
    expect(rollout.analysis.metrics[0]).toMatchObject({ query: "sum(errors)", max: 1 });
  });

  it("leaves the real weight unknown, not 0, when the route is gone, unread or not set by it", () => {
    const status = { phase: "Progressing", canaryWeight: 20 };
    const gone = flaggerRollout(canary(status), { "networking.istio.io/VirtualService": [] }).weight;
    expect([gone.routePercent, gone.missing]).toEqual([undefined, "route_not_found"]);
    const unread = flaggerRollout(canary(status), {}).weight;
    expect([unread.routePercent, unread.missing]).toEqual([undefined, "route_unknown"]);
    const other = flaggerRollout(canary(status, { provider: "nginx" }), {}).weight;
    expect([other.routePercent, other.missing]).toEqual([undefined, "no_route"]);
    const foreign = objectsFromManifests([route([{ route: [{ destination: { host: "other" } }] }])]);
    expect(flaggerRollout(canary(status), foreign).weight.missing).toBe("not_in_route");
  });

  it("leaves out the route that a cookie pins to the new version", () => {
    const pinned = {
      match: [{ headers: { Cookie: { regex: ".*flagger-cookie.*x.*" } } }],
      route: [{ destination: { host: "cart-canary" }, weight: 100 }],
    };
    const own = canary(
      { phase: "Progressing", canaryWeight: 20 },
      { analysis: { ...analysis, sessionAffinity: { cookieName: "flagger-cookie" } } },
    );
    const { weight } = flaggerRollout(own, objectsFromManifests([route([pinned, ...split(20)])]));
    expect(weight).toMatchObject({ routePercent: 20, differs: false });
    expect(weight.routes).toHaveLength(2);
  });

  it("reads an HTTPRoute by shares, whatever their sum", () => {
    const httpRoute: Manifest = {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "HTTPRoute",
      metadata: { name: "cart", namespace: "shop" },
      spec: { rules: [{ backendRefs: [{ name: "cart-primary", weight: 3 }, { name: "cart-canary" }] }] },
    };
    const own = canary({ phase: "Progressing", canaryWeight: 20 }, { provider: "gatewayapi:v1" });
    const { weight } = flaggerRollout(own, objectsFromManifests([httpRoute]));
    expect(weight).toMatchObject({ routePercent: 25, differs: true });
  });

  it("is an A/B test by match and iterations, whose status has no weight to compare", () => {
    const own = { analysis: { iterations: 10, match: [{ headers: {} }] } };
    const rollout = read({ phase: "Progressing", iterations: 3, canaryWeight: 0 }, 100, own);
    expect(rollout.strategy).toBe("ab_testing");
    expect(rollout.weight).toMatchObject({ routePercent: 100, differs: false });
    expect(rollout.steps[0]).toEqual({ kind: "iteration", name: "3/10", state: "current" });
    expect(read({}, 0, { analysis: { iterations: 10 } }).strategy).toBe("blue_green");
  });

  it("survives an object in which nothing has its form, and says what it left out", () => {
    const weird = {
      ...canary({ phase: 7, conditions: [{ type: "Promoted" }, 3], canaryWeight: "x" }),
      spec: { targetRef: "cart", analysis: { stepWeights: ["a", 10], metrics: "none", webhooks: [null] } },
    };
    const rollout = flaggerRollout(weird, {});
    expect(rollout).toMatchObject({ phase: "", state: "starting", routeRefs: [] });
    expect(rollout.unread).toEqual(
      expect.arrayContaining([
        "spec.targetRef",
        "spec.analysis.metrics",
        "status.phase",
        "status.canaryWeight",
      ]),
    );
    expect(rollout.conditions).toEqual([{ type: "Promoted", status: "Unknown" }]);
    for (const value of [null, 3, "x", []]) {
      expect(flaggerRollout({ ...canary(value), spec: undefined }, {}).state).toBe("starting");
    }
  });
});
