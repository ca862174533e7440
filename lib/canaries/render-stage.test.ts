import { describe, expect, it } from "vitest";
import { canaryPlanSchema, type CanaryPlan } from "@/lib/canaries/plan";
import { canaryRouteName, renderCanaryStage } from "@/lib/canaries/render-stage";
import type { CanaryStage } from "@/lib/canaries/stage";
import { IntentError } from "@/lib/changes/intent-module";
import { revert } from "@/lib/changes/revert";
import { canonicalJson } from "@/lib/config/clean-manifest";
import { refFromManifest } from "@/lib/config/manifest";
import { mirrorModule } from "@/lib/routing/mirror-module";
import { requestRouteModule } from "@/lib/routing/request-route-module";
import { routingMeshes } from "@/lib/routing/intent-meshes";
import { trafficSplitModule } from "@/lib/routing/split-module";
import { withObjects, type MeshObjects } from "@/lib/xds/mesh-objects";

const service = { namespace: "shop", name: "cart" };
const planOf = (change: Partial<CanaryPlan> = {}): CanaryPlan =>
  canaryPlanSchema.parse({
    api: "istio",
    service,
    stable: { name: "v1", labels: { version: "v1" } },
    canary: { name: "v2", labels: { version: "v2" } },
    steps: [
      { weightPercent: 5, minMinutes: 1 },
      { weightPercent: 50, minMinutes: 1 },
    ],
    metrics: [{ kind: "success" }],
    ...change,
  });
const header = {
  methods: [],
  cookies: [],
  queryParams: [],
  headers: [{ name: "x-canary", kind: "exact" as const, value: "yes" }],
};
const step = (index: number): CanaryStage => ({ kind: "step", index });
const promote: CanaryStage = { kind: "promote" };

const after = (objects: MeshObjects, plan: CanaryPlan, ...stages: readonly CanaryStage[]) =>
  stages.reduce(
    (now, stage) =>
      withObjects(
        now,
        renderCanaryStage(plan, stage, now).map((one) => ({ ref: one.ref, manifest: one.after })),
      ),
    objects,
  );
const weightsOf = (objects: MeshObjects) =>
  trafficSplitModule
    .instances(objects, service)
    .flatMap(({ current }) =>
      current.ok ? current.intent.destinations.map(({ name, weightPercent }) => [name, weightPercent]) : [],
    );
const shape = (objects: MeshObjects) =>
  canonicalJson(
    Object.fromEntries(
      Object.entries(objects)
        .filter(([, list]) => list.length > 0)
        .map(([key, list]) => [key, list.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))]),
    ),
  );

const meshes = Object.entries(routingMeshes).filter(([name]) => !/HTTPRoute|GRPCRoute/.test(name));

describe.each(meshes)("a canary on %s", (_, objects) => {
  it.each([
    ["for a share of all", {}],
    ["for requests with a header", { matches: [header] }],
    ["with a mirror first", { mirrorFirst: { percent: 10, minutes: 1 } }],
  ])("%s writes each stage once, whatever was written before", (_name, change) => {
    const plan = planOf(change);
    for (const stages of [[step(0)], [step(0), step(1)], [step(0), step(1), promote]]) {
      const last = stages.at(-1) ?? promote;
      const written = after(objects, plan, ...stages);
      expect(renderCanaryStage(plan, last, written)).toEqual([]);
      expect(shape(after(objects, plan, last))).toBe(shape(written));
    }
  });

  it("ends with everything at the canary and nothing else of its own", () => {
    const plan = planOf({ matches: [header] });
    const written = after(objects, plan, step(0), step(1), promote);
    expect(weightsOf(written).find(([name]) => name === "v2")).toEqual(["v2", 100]);
    const routes = requestRouteModule.instances(written, service).map(({ key }) => key);
    expect(routes).not.toContain(canaryRouteName(plan));
  });

  it("goes back to what was there, field by field", () => {
    const plan = planOf({ matches: [header] });
    const written = after(objects, plan, step(0), step(1));
    const touched = renderCanaryStage(plan, step(1), objects).filter(({ before }) => before !== undefined);
    const reverted = touched.map(({ ref, before, after: last }) => {
      const key = `${ref.apiVersion.split("/")[0]}/${ref.kind}`;
      const live = written[key]?.find(({ metadata }) => metadata.name === ref.name);
      return revert(before, last, live).value;
    });
    expect(reverted).toEqual(touched.map(({ before }) => before));
  });
});

describe("the stages of a canary", () => {
  const objects = routingMeshes["plain routes"] ?? {};

  it("give the canary its weight and leave the other routes alone", () => {
    const written = after(objects, planOf(), step(0));
    expect(weightsOf(written)).toEqual([
      ["v1", 95],
      ["v2", 5],
    ]);
    expect(canonicalJson(written)).toContain('"redirect":{"uri":"/new"}');
    expect(canonicalJson(written)).toContain("x-served-by");
  });

  it("send only the requests of the conditions, and all others to the stable version", () => {
    const written = after(objects, planOf({ matches: [header] }), step(1));
    expect(weightsOf(written)).toEqual([["v1", 100]].concat([["v2", 0]]).slice(0, weightsOf(written).length));
    const route = requestRouteModule
      .instances(written, service)
      .find(({ key }) => key === canaryRouteName(planOf()));
    expect(route?.current).toMatchObject({
      ok: true,
      intent: {
        matches: [header],
        destinations: [
          { name: "v1", weightPercent: 50 },
          { name: "v2", weightPercent: 50 },
        ],
      },
    });
  });

  it("mirror without sending anybody there, and take the mirror away with the first step", () => {
    const plan = planOf({ mirrorFirst: { percent: 10, minutes: 1 } });
    const mirrored = after(objects, plan, { kind: "mirror" });
    expect(weightsOf(mirrored).filter(([, weight]) => weight !== 0)).toEqual([["v1", 100]]);
    expect(mirrorModule.instances(mirrored, service)).toHaveLength(1);
    expect(mirrorModule.instances(after(mirrored, plan, step(0)), service)).toEqual([]);
  });

  it("are refused where no single place can hold them", () => {
    const gateway = routingMeshes["an HTTPRoute"] ?? {};
    expect(() => renderCanaryStage(planOf(), step(0), gateway)).toThrow(IntentError);
  });

  it("work on an HTTPRoute too", () => {
    const versions = ["v1", "v2"].map((version) => ({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: `cart-${version}`, namespace: "shop" },
      spec: { selector: { app: "cart", version }, ports: [{ name: "http", port: 8080 }] },
    }));
    const gateway = withObjects(
      routingMeshes["an HTTPRoute"] ?? {},
      versions.map((manifest) => ({ ref: refFromManifest(manifest), manifest })),
    );
    const plan = planOf({
      api: "gateway",
      port: 8080,
      stable: { name: "cart-v1", labels: {} },
      canary: { name: "cart-v2", labels: {} },
    });
    expect(weightsOf(after(gateway, plan, step(0)))).toEqual([
      ["cart-v1", 95],
      ["cart-v2", 5],
    ]);
  });
});
