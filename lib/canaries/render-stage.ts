import type { CanaryPlan } from "@/lib/canaries/plan";
import type { CanaryStage } from "@/lib/canaries/stage";
import type { RenderedObject } from "@/lib/changes/change-set";
import { isSameJson } from "@/lib/config/clean-manifest";
import { objectKey } from "@/lib/mesh/object-ref";
import { mirrorModule } from "@/lib/routing/mirror-module";
import { requestRouteModule } from "@/lib/routing/request-route-module";
import { trafficSplitModule } from "@/lib/routing/split-module";
import { withObjects, type MeshObjects } from "@/lib/xds/mesh-objects";

type Edit = (objects: MeshObjects) => readonly RenderedObject[];

/** Name of the route that takes the requests of a canary with conditions. */
export function canaryRouteName(plan: CanaryPlan): string {
  return `heddle-canary-${plan.canary.name}`;
}

/**
 * The objects that make a stage of a canary true, in the order in which they must be written; those that need no change
 * are left out. Absolute weights, so that writing a stage twice is writing it once. Throws `IntentError`.
 */
export function renderCanaryStage(
  plan: CanaryPlan,
  stage: CanaryStage,
  objects: MeshObjects,
): readonly RenderedObject[] {
  const merged = new Map<string, RenderedObject>();
  let now = objects;
  for (const edit of editsOf(plan, stage)) {
    const rendered = edit(now);
    for (const { ref, before, after } of rendered) {
      const key = objectKey(ref);
      const earlier = merged.get(key);
      const first = earlier === undefined ? before : earlier.before;
      merged.set(key, {
        ref,
        ...(first === undefined ? {} : { before: first }),
        ...(after === undefined ? {} : { after }),
      });
    }
    now = withObjects(
      now,
      rendered.map(({ ref, after }) => ({ ref, manifest: after })),
    );
  }
  return [...merged.values()].filter(
    ({ before, after }) => before === undefined || after === undefined || !isSameJson(before, after),
  );
}

function editsOf(plan: CanaryPlan, stage: CanaryStage): readonly Edit[] {
  const { matches } = plan;
  if (stage.kind === "mirror") return [split(plan, 0), mirror(plan)];
  const unmirror = plan.mirrorFirst === undefined ? [] : [withoutMirror(plan)];
  if (stage.kind === "promote") {
    return [...unmirror, ...(matches.length === 0 ? [] : [withoutRoute(plan)]), split(plan, 100)];
  }
  const weightPercent = plan.steps[stage.index]?.weightPercent ?? 0;
  if (matches.length === 0) return [...unmirror, split(plan, weightPercent)];
  return [...unmirror, split(plan, 0), route(plan, weightPercent)];
}

const where = ({ api, service, port }: CanaryPlan) => ({
  api,
  service,
  ...(port === undefined ? {} : { port }),
});

const weights = ({ stable, canary }: CanaryPlan, weightPercent: number) => [
  { ...stable, weightPercent: 100 - weightPercent },
  { ...canary, weightPercent },
];

const split =
  (plan: CanaryPlan, weightPercent: number): Edit =>
  (objects) =>
    trafficSplitModule.toManifests({ ...where(plan), destinations: weights(plan, weightPercent) }, objects);

const mirrorIntent = (plan: CanaryPlan) => ({
  ...where(plan),
  destination: plan.canary,
  mirrorPercent: plan.mirrorFirst?.percent ?? 100,
});

const mirror =
  (plan: CanaryPlan): Edit =>
  (objects) =>
    mirrorModule.toManifests(mirrorIntent(plan), objects);

const withoutMirror =
  (plan: CanaryPlan): Edit =>
  (objects) =>
    mirrorModule.instances(objects, plan.service).length === 0
      ? []
      : mirrorModule.remove(mirrorIntent(plan), objects);

const routeIntent = (plan: CanaryPlan, weightPercent: number) => ({
  ...where(plan),
  name: canaryRouteName(plan),
  matches: plan.matches,
  destinations: weights(plan, weightPercent),
  position: "first" as const,
});

const route =
  (plan: CanaryPlan, weightPercent: number): Edit =>
  (objects) =>
    requestRouteModule.toManifests(routeIntent(plan, weightPercent), objects);

const withoutRoute =
  (plan: CanaryPlan): Edit =>
  (objects) =>
    requestRouteModule.instances(objects, plan.service).some(({ key }) => key === canaryRouteName(plan))
      ? requestRouteModule.remove(routeIntent(plan, 100), objects)
      : [];
