import type { FoundObject, RouteLook } from "@/lib/canaries/observation";
import type { CanaryPlan } from "@/lib/canaries/plan";
import { canaryRouteName, renderCanaryStage } from "@/lib/canaries/render-stage";
import type { CanaryRun } from "@/lib/canaries/run";
import type { CanaryStage } from "@/lib/canaries/stage";
import type { RenderedObject } from "@/lib/changes/change-set";
import { IntentError } from "@/lib/changes/intent-module";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { semanticDiff } from "@/lib/config/semantic-diff";
import { readMarks } from "@/lib/delivery/marks";
import { runAnnotations } from "@/lib/delivery/run-annotations";
import { printObjectRef } from "@/lib/mesh/object-ref";
import { requestRouteModule } from "@/lib/routing/request-route-module";
import { grpcRoutesOf } from "@/lib/routing/route-table";
import { httpRoutesOf, serviceOf, snapshotFromObjects, virtualServicesOf } from "@/lib/routing/snapshot";
import { splitFromManifests } from "@/lib/routing/split-from-manifests";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

export type Weights = readonly { readonly name: string; readonly weightPercent: number }[];

/** Objects that carry the routes of the plan's service, in its API. */
export function routeObjects(
  plan: Pick<CanaryPlan, "api" | "service">,
  objects: MeshObjects,
): readonly Manifest[] {
  const snapshot = snapshotFromObjects(objects);
  return plan.api === "istio"
    ? virtualServicesOf(snapshot, plan.service)
    : [...httpRoutesOf(snapshot, plan.service), ...grpcRoutesOf(objects, plan.service)];
}

/** The weights that stand in the route for the canary's requests; undefined when they are no split. */
export function weightsNow(plan: CanaryPlan, objects: MeshObjects): Weights | undefined {
  const name = canaryRouteName(plan);
  const conditional =
    plan.matches.length === 0
      ? undefined
      : requestRouteModule.instances(objects, plan.service).find(({ key }) => key === name)?.current;
  const split = splitFromManifests(snapshotFromObjects(objects), plan.service, plan.api, plan.port);
  const current = conditional ?? split;
  if (!current.ok) return undefined;
  return current.intent.destinations.map(({ name: to, weightPercent }) => ({ name: to, weightPercent }));
}

/** The weights that a stage writes. */
export function weightsOf(plan: CanaryPlan, stage: CanaryStage | undefined): Weights {
  const canary =
    stage?.kind === "promote"
      ? 100
      : stage?.kind === "step"
        ? (plan.steps[stage.index]?.weightPercent ?? 0)
        : 0;
  return [
    { name: plan.stable.name, weightPercent: 100 - canary },
    { name: plan.canary.name, weightPercent: canary },
  ];
}

/**
 * Whether what the run decides is as it wrote it. Writing the stage again would change nothing then, whatever else was
 * changed in the same objects; and the route still says that the run holds it.
 */
export function routeState(run: CanaryRun, objects: MeshObjects): RouteLook {
  const { plan, stage, pending } = run.body;
  const gone = missingService(plan, objects);
  if (gone !== undefined) return gone;
  if (stage === undefined) return { state: "expected" };
  const written = stateOf(run, stage, objects);
  // A write that is under way may have arrived already.
  if (written.state === "expected" || pending === undefined || pending.target.kind === "restore")
    return written;
  const next = stateOf(run, pending.target, objects);
  return next.state === "expected" ? next : written;
}

function missingService(plan: CanaryPlan, objects: MeshObjects): RouteLook | undefined {
  const { namespace, name } = plan.service;
  if (objects["/Service"] === undefined) return { state: "unknown", message: "The services are unknown" };
  if (serviceOf(snapshotFromObjects(objects), plan.service) !== undefined) return undefined;
  const namespaces = objects["/Namespace"] ?? [];
  const isThere = namespaces.length === 0 || namespaces.some(({ metadata }) => metadata.name === namespace);
  return isThere
    ? { state: "missing", what: "service", name: `${namespace}/${name}` }
    : { state: "missing", what: "namespace", name: namespace };
}

function stateOf(run: CanaryRun, stage: CanaryStage, objects: MeshObjects): RouteLook {
  const { plan } = run.body;
  let rendered: readonly RenderedObject[];
  try {
    rendered = renderCanaryStage(plan, stage, objects);
  } catch (error) {
    if (!(error instanceof IntentError)) throw error;
    return { state: "changed", found: foundRoutes(plan, objects, [error.message]) };
  }
  const deleted = rendered.find(({ before }) => before === undefined);
  if (deleted !== undefined) {
    return { state: "missing", what: "object", name: printObjectRef(deleted.ref) };
  }
  const weights = weightsNow(plan, objects);
  const found = rendered.map(({ ref, before, after }): FoundObject => ({
    ref,
    fields: semanticDiff(before, after).map(({ path }) => path),
    ...(weights === undefined ? {} : { weights }),
    ...lastManager(before),
  }));
  if (found.length > 0) return { state: "changed", found };
  const isHeld = stage.kind === "promote" || heldBy(plan, objects) === run.id;
  return isHeld
    ? { state: "expected" }
    : { state: "changed", found: foundRoutes(plan, objects, [`metadata.annotations.${runAnnotations.id}`]) };
}

/** The run whose marks are on the service's route. */
export function heldBy(plan: CanaryPlan, objects: MeshObjects): string | undefined {
  return routeObjects(plan, objects)
    .map((manifest) => readMarks(manifest)?.runId)
    .find((id) => id !== undefined);
}

function foundRoutes(
  plan: CanaryPlan,
  objects: MeshObjects,
  fields: readonly string[],
): readonly FoundObject[] {
  const weights = weightsNow(plan, objects);
  return routeObjects(plan, objects).map((manifest) => ({
    ref: refFromManifest(manifest),
    fields,
    ...(weights === undefined ? {} : { weights }),
    ...lastManager(manifest),
  }));
}

function lastManager(manifest: Manifest | undefined): { readonly manager?: string } {
  const last = (manifest?.metadata.managedFields ?? [])
    .filter(({ subresource }) => subresource !== "status")
    .toSorted((left, right) => (right.time ?? "").localeCompare(left.time ?? ""))[0];
  return last?.manager === undefined ? {} : { manager: last.manager };
}
