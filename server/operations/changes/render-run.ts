import { phrase } from "@/lib/phrase";
import { createHash } from "node:crypto";
import { renderCanaryStage } from "@/lib/canaries/render-stage";
import { stageName } from "@/lib/canaries/stage-name";
import type { RenderedObject } from "@/lib/changes/change-set";
import { IntentError } from "@/lib/changes/intent-module";
import type { CanaryStageRequest, FaultStageRequest } from "@/lib/changes/run-requests";
import { canonicalJson, cleanManifest, isSameJson } from "@/lib/config/clean-manifest";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { ConsoleError } from "@/lib/errors";
import { readMarks, withMarks, withoutMarks, type NewMarks } from "@/lib/delivery/marks";
import type { TouchedObject } from "@/lib/delivery/run";
import { objectKey, printObjectRef } from "@/lib/mesh/object-ref";
import { faultModule } from "@/lib/routing/fault-module";
import { withoutRunFault } from "@/lib/faults/strip-fault";
import { openTable, type TableTarget } from "@/lib/routing/route-table";
import { routingRefs } from "@/lib/routing/routing-fit";
import { withObjects, type MeshObjects } from "@/lib/xds/mesh-objects";
import { readTouched } from "@/server/database/run";
import { asConsoleError } from "@/server/operations/changes/as-console-error";
import type { Rendering } from "@/server/operations/changes/render";
import type { LiveObject } from "@/server/operations/changes/read-live";
import { revertObject, type RevertedObject } from "@/server/operations/changes/revert-object";
import type { ClusterSources, OperationContext } from "@/server/ports";

/** The objects of a canary's stage; the route says which run holds it, and after the promotion nothing of it. */
export function canaryRendering(request: CanaryStageRequest): Rendering {
  const { plan, stage, runId, record } = request;
  const { service, canary } = plan;
  const marks: NewMarks = { runId, kind: "canary", step: stageName(stage), run: record };
  const write = (objects: MeshObjects) => {
    const rendered = renderCanaryStage(plan, stage, objects);
    return withRoute(rendered, objects, plan, stage.kind === "promote" ? undefined : marks);
  };
  const weight = stage.kind === "step" ? `${plan.steps[stage.index]?.weightPercent ?? 0}%` : stage.kind;
  return {
    title: `Canary of ${service.namespace}/${service.name}: ${canary.name} ${weight}`,
    service,
    ...runRendering(service, write),
  };
}

/** The objects of one strength of an experiment's fault. */
export function faultRendering(request: FaultStageRequest): Rendering {
  const { intent, runId, index, expiresAtMs, record } = request;
  const marks: NewMarks = { runId, kind: "fault", step: String(index), run: record, expiresAtMs };
  const write = (objects: MeshObjects) =>
    withRoute(faultModule.toManifests(intent, objects), objects, intent, marks);
  return {
    title: `Experiment: ${faultModule.title(intent)}`,
    service: intent.service,
    ...runRendering(intent.service, write),
  };
}

function runRendering(
  service: FaultStageRequest["intent"]["service"],
  write: (objects: MeshObjects) => readonly RenderedObject[],
): Pick<Rendering, "refs" | "render"> {
  return {
    refs: (objects) =>
      asConsoleError(() => [...routingRefs(objects, service), ...write(objects).map(({ ref }) => ref)]),
    render: (objects) => asConsoleError(() => ({ objects: write(objects), kept: [] })),
  };
}

/** The rendered objects with the marks on the route's object, which is written for them alone if need be. */
function withRoute(
  rendered: readonly RenderedObject[],
  objects: MeshObjects,
  target: TableTarget,
  marks: NewMarks | undefined,
): readonly RenderedObject[] {
  const next = withObjects(
    objects,
    rendered.map(({ ref, after }) => ({ ref, manifest: after })),
  );
  const route = openTable(next, target).before;
  if (route === undefined) return rendered;
  const ref = refFromManifest(route);
  const own = rendered.find((one) => objectKey(one.ref) === objectKey(ref));
  const before = own === undefined ? route : own.before;
  refuseHeld(before, marks?.runId);
  const after = marks === undefined ? withoutMarks(route) : withMarks(route, before, marks, preImageHash);
  const others = rendered.filter((one) => one !== own);
  if (before !== undefined && isSameJson(before, after)) return others;
  return [...others, { ref, ...(before === undefined ? {} : { before }), after }];
}

function refuseHeld(before: Manifest | undefined, runId: string | undefined): void {
  const held = before === undefined ? undefined : readMarks(before);
  if (before === undefined || held === undefined || runId === undefined || held.runId === runId) return;
  const object = printObjectRef(refFromManifest(before));
  throw new IntentError(`${object} is held by another run (${held.runId}): end it first`, {
    field: "service",
    reason: "held_by_run",
  });
}

/** SHA-256 of an object as people wrote it, or of its absence; 16 digits are enough to tell whether it is the same. */
export function preImageHash(manifest: Manifest | undefined): string {
  return createHash("sha256")
    .update(canonicalJson(manifest ?? null))
    .digest("hex")
    .slice(0, 16);
}

/** Everything that a run wrote, taken back in the reverse order. Reads the database, never the metrics. */
export async function restoreRendering(
  ctx: OperationContext,
  runId: string,
  sources: ClusterSources,
): Promise<Rendering> {
  const run = await readTouched(ctx.databaseUrl, runId);
  if (run === undefined || run.cluster !== sources.name) {
    throw new ConsoleError("not_found", phrase("no_run_on", { id: runId, cluster: sources.name }), {
      hint: phrase("choose_run_in_delivery"),
    });
  }
  const written = run.touched.toReversed();
  const isOurs = (manifest: Manifest) => readMarks(manifest)?.runId === runId;
  return {
    title: `Take back: ${run.title}`,
    service: run.service,
    refs: () => written.map(({ ref }) => ref),
    render: (_, live) => {
      const reverted = written.map((object) => {
        const back = revertObject(object, live, isOurs);
        return run.kind === "fault" ? withoutFault(back, object, live, runId) : back;
      });
      return {
        objects: reverted.flatMap(({ object }) => (object === undefined ? [] : [object])),
        kept: reverted.flatMap(({ kept, ref }) => kept.map((path) => ({ ref, path }))),
      };
    },
  };
}

/** A fault goes whatever became of the route that holds it: renamed, edited, or left by itself. */
function withoutFault(
  back: RevertedObject,
  written: TouchedObject,
  live: readonly LiveObject[],
  runId: string,
): RevertedObject {
  const today = live.find((one) => objectKey(one.ref) === objectKey(back.ref))?.manifest;
  const isDeleted = back.object !== undefined && back.object.after === undefined;
  if (today === undefined || isDeleted) return back;
  const next = back.object?.after ?? cleanManifest(today);
  const after = withoutRunFault(next, runId, written);
  return after === next ? back : { ...back, object: { ref: back.ref, before: today, after } };
}
