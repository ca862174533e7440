import { canaryPlanSchema, type CanaryPlan } from "@/lib/canaries/plan";
import { renderCanaryStage } from "@/lib/canaries/render-stage";
import type { CanaryBody, CanaryRun } from "@/lib/canaries/run";
import type { CanaryStage } from "@/lib/canaries/stage";
import { stageFromName } from "@/lib/canaries/stage-name";
import { IntentError } from "@/lib/changes/intent-module";
import { cleanManifest } from "@/lib/config/clean-manifest";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { withoutMarks, type RunMarks } from "@/lib/delivery/marks";
import { runAnnotations } from "@/lib/delivery/run-annotations";
import type { TouchedObject } from "@/lib/delivery/run";
import { objectKey } from "@/lib/mesh/object-ref";
import { serviceFromHost } from "@/lib/mesh/service-host";
import type { ServiceName } from "@/lib/routing/snapshot";
import { withObjects, type MeshObjects } from "@/lib/xds/mesh-objects";
import { canaryRecordSchema } from "@/server/operations/canaries/record";

type Found = {
  readonly cluster: string;
  readonly route: Manifest;
  readonly marks: RunMarks;
  readonly objects: MeshObjects;
};

/**
 * The run that a route's marks speak of, paused until somebody decides: another console may be moving it on. Without a
 * readable record only the marks can be taken away; then `isReadable` is false.
 */
export function rebuiltRun(
  { cluster, route, marks, objects }: Found,
  nowMs: number,
): { readonly run: CanaryRun; readonly isReadable: boolean } {
  const record = canaryRecordSchema.safeParse(marks.record?.run);
  const stage = stageFromName(marks.step);
  const known = record.success ? record.data : undefined;
  const plan = known?.plan ?? placeholderPlan(route);
  const isReadable = known !== undefined && stage !== undefined;
  const body: CanaryBody = {
    plan,
    reason: known?.reason ?? "Rebuilt from the marks on the route",
    force: known?.force ?? true,
    ...(known?.approvedBy === undefined ? {} : { approvedBy: known.approvedBy }),
    ...(isReadable ? { stage, stageSinceMs: nowMs } : {}),
    pause: { reason: "rebuilt", sinceMs: nowMs, data: { isReadable, object: refFromManifest(route) } },
    openedGates: [],
    evidence: [],
    restarts: 0,
    touched: isReadable ? [touchedBy(plan, stage, { route, marks, objects })] : [marksOnly(route)],
    changeIds: [],
  };
  const run: CanaryRun = {
    id: marks.runId,
    kind: "canary",
    cluster,
    service: plan.service,
    title: known?.title ?? `Canary of ${plan.service.namespace}/${plan.service.name}`,
    state: "paused",
    createdBy: known?.createdBy ?? "unknown",
    createdAtMs: known?.createdAtMs ?? nowMs,
    startedAtMs: known?.createdAtMs ?? nowMs,
    version: 0,
    body,
  };
  return { run, isReadable };
}

/** What the run has written, worked out by writing its stage again on the route as it was. */
function touchedBy(
  plan: CanaryPlan,
  stage: CanaryStage,
  { route, marks, objects }: Omit<Found, "cluster">,
): TouchedObject {
  const ref = refFromManifest(route);
  const preImage = marks.record?.preImage ?? stableOnly(plan, route, objects);
  const before = "absent" in preImage ? undefined : preImage.manifest;
  const written = renderedOn(plan, stage, withObjects(objects, [{ ref, manifest: before }]), route);
  return { ref, ...(before === undefined ? {} : { before }), after: withMarksOf(written, route) };
}

/** A record too large to hold the object as it was: all requests to the stable version are the way back then. */
function stableOnly(
  plan: CanaryPlan,
  route: Manifest,
  objects: MeshObjects,
): { readonly manifest: Manifest } {
  const ref = refFromManifest(route);
  const reversed = { ...plan, stable: plan.canary, canary: plan.stable, matches: [] };
  const bare = cleanManifest(withoutMarks(route));
  // The promotion takes the canary's own route and the mirror out, and its reverse gives the rest back.
  const promoted = renderedOn(
    plan,
    { kind: "promote" },
    withObjects(objects, [{ ref, manifest: bare }]),
    bare,
  );
  const back = withObjects(objects, [{ ref, manifest: promoted }]);
  return { manifest: renderedOn(reversed, { kind: "promote" }, back, promoted) };
}

function renderedOn(plan: CanaryPlan, stage: CanaryStage, objects: MeshObjects, route: Manifest): Manifest {
  const key = objectKey(refFromManifest(route));
  try {
    const rendered = renderCanaryStage(plan, stage, objects).find(({ ref }) => objectKey(ref) === key);
    return cleanManifest(rendered?.after ?? withoutMarks(route));
  } catch (error) {
    if (error instanceof IntentError) return cleanManifest(withoutMarks(route));
    throw error;
  }
}

function withMarksOf(manifest: Manifest, route: Manifest): Manifest {
  const ours = new Set<string>(Object.values(runAnnotations));
  const marks = Object.entries(route.metadata.annotations ?? {}).filter(([name]) => ours.has(name));
  return {
    ...manifest,
    metadata: {
      ...manifest.metadata,
      annotations: { ...manifest.metadata.annotations, ...Object.fromEntries(marks) },
    },
  };
}

function marksOnly(route: Manifest): TouchedObject {
  const after = cleanManifest(route);
  return { ref: refFromManifest(route), before: withoutMarks(after), after };
}

/** Stands where a plan would: its names are nobody's, and nothing is ever written by it. */
function placeholderPlan(route: Manifest): CanaryPlan {
  return canaryPlanSchema.parse({
    api: "istio",
    service: serviceOfRoute(route),
    stable: { name: "unknown-stable" },
    canary: { name: "unknown-canary" },
    steps: [{ weightPercent: 100, minMinutes: 0, gate: { kind: "manual" } }],
    metrics: [{ kind: "success" }],
    safePath: "pause",
  });
}

function serviceOfRoute({ metadata, spec }: Manifest): ServiceName {
  const namespace = metadata.namespace ?? "default";
  const hosts = spec?.["hosts"];
  const host: unknown = Array.isArray(hosts) ? hosts[0] : undefined;
  const named = typeof host === "string" ? serviceFromHost(host, namespace) : undefined;
  return named === undefined
    ? { namespace, name: metadata.name.replaceAll(/[^a-z0-9-]/g, "-").slice(0, 63) }
    : { namespace: named.namespace, name: named.name };
}
