import { act } from "@/lib/canaries/act";
import { canaryActKinds, type ActRefusal, type CanaryActKind } from "@/lib/canaries/decision";
import type { StepPower } from "@/lib/canaries/power";
import type { CanaryBody, CanaryRun } from "@/lib/canaries/run";
import type { CanaryStage } from "@/lib/canaries/stage";
import { verdictOf, type StageVerdict } from "@/lib/canaries/step-verdict";
import type { ChangeState } from "@/lib/changes/change";
import type { RunEvent } from "@/lib/delivery/run";
import type { Sourced } from "@/lib/evidence";
import { refFromManifest } from "@/lib/config/manifest";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import { mirrorModule } from "@/lib/routing/mirror-module";
import { defaultScrapeMs } from "@/lib/telemetry/rate-window";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { readChangeRow } from "@/server/database/change";
import { listRunEvents } from "@/server/database/run";
import { refusalOf } from "@/server/operations/canaries/act";
import { istioQuery } from "@/server/operations/canaries/counters";
import { bounded, readDeliveryObjects, withFreshRoutes } from "@/server/operations/canaries/observe";
import { endedRoute } from "@/server/operations/canaries/ended-route";
import { activeFreezeOf } from "@/server/operations/canaries/policy";
import { figuresOf, plannedStages, powerOf } from "@/server/operations/canaries/preview";
import {
  heldBy,
  routeObjects,
  routeState,
  weightsNow,
  weightsOf,
  type Weights,
} from "@/server/operations/canaries/route-state";
import { sentEvidence, type SentEvidence } from "@/server/operations/canaries/sent-evidence";
import { sidesOf, type Side, type Sides } from "@/server/operations/canaries/sides";
import { readCanaryRun } from "@/server/operations/canaries/stored-run";
import { readTrafficCounts } from "@/server/operations/canaries/traffic-counts";
import { clusterSources } from "@/server/operations/cluster-sources";
import { Gathering } from "@/server/operations/gathering";
import type { ClusterSources, OperationContext } from "@/server/ports";

/** The route object as it is now, read from the API server. */
export type RouteNow = {
  readonly object?: ObjectRef;
  /** Empty when what is there is no split between versions. */
  readonly weights: Weights;
  /** Weights that the run wrote last. */
  readonly planned: Weights;
  /** What the run wrote and what is there are the same, in all that the run decides; of one that is over, in all. */
  readonly isAsWritten: boolean;
  /** Of a run that is over: everything that it wrote is as it was before the first write. */
  readonly isAsBefore?: boolean;
  /** The object carries the run's marks. */
  readonly isHeld: boolean;
  readonly mirrorPercent?: number;
};

type PodsNow = { readonly pods: number; readonly readyPods: number; readonly workloads: readonly string[] };

export type CanaryView = SentEvidence & {
  readonly run: Omit<CanaryRun, "body">;
  readonly body: Omit<CanaryBody, "evidence" | "touched">;
  readonly stages: readonly {
    readonly stage: CanaryStage;
    readonly weightPercent: number;
    readonly minMs: number;
  }[];
  readonly verdict: StageVerdict;
  /** Of the stage it is in, at the traffic of the last half hour. */
  readonly power?: StepPower;
  /** Of both versions together; absent when unknown. */
  readonly requestsPerSecond?: number;
  /** Absent when the API server did not say. */
  readonly route?: RouteNow;
  /** Absent when the pods are unknown. */
  readonly canaryPods?: PodsNow;
  readonly stablePods?: PodsNow;
  readonly events: readonly RunEvent[];
  readonly changes: readonly {
    readonly id: string;
    readonly title: string;
    readonly state: ChangeState;
    readonly startedAtMs: number;
  }[];
  /** Where a person has something to decide or may step in. */
  readonly acts: readonly { readonly act: CanaryActKind; readonly refusal?: ActRefusal }[];
  readonly approval?: {
    readonly isGiven: boolean;
    readonly mayApprove: boolean;
    readonly approvedBy?: string;
  };
  readonly freeze?: { readonly name: string; readonly allowOverride: boolean; readonly endMs?: number };
  readonly scrapeMs: number;
  readonly nowMs: number;
};

/** A canary with the verdict, the power and the route of this moment. Throws not_found. */
export async function readCanary(
  ctx: OperationContext,
  input: { readonly runId: string },
): Promise<Sourced<CanaryView>> {
  const run = await readCanaryRun(ctx, input.runId);
  const sources = clusterSources(ctx, run.cluster);
  const gathering = new Gathering();
  const [events, changes, live] = await Promise.all([
    listRunEvents(ctx.databaseUrl, run.id),
    changesOf(ctx, run),
    liveParts(ctx, sources, run, gathering),
  ]);
  const { evidence: _, touched: __, ...body } = run.body;
  const { body: ___, ...row } = run;
  const freeze = activeFreezeOf(ctx, run.cluster, run.service, ctx.nowMs());
  return gathering.answer({
    run: row,
    body,
    stages: plannedStages(body.plan).map((stage) => ({ stage, ...figuresOf(body.plan, stage) })),
    ...sentEvidence(run),
    verdict: verdictOf(run, ctx.nowMs()),
    ...live,
    events,
    changes,
    acts: actsOf(ctx, run),
    ...approvalOf(ctx, run),
    ...(freeze === undefined ? {} : { freeze }),
    scrapeMs: sources.scrapeMs ?? defaultScrapeMs,
    nowMs: ctx.nowMs(),
  });
}

async function changesOf(ctx: OperationContext, run: CanaryRun): Promise<CanaryView["changes"]> {
  const rows = await Promise.all(run.body.changeIds.map((id) => readChangeRow(ctx.databaseUrl, id)));
  return rows.flatMap((row) =>
    row === undefined
      ? []
      : [{ id: row.id, title: row.title, state: row.state, startedAtMs: row.startedAtMs }],
  );
}

function actsOf(ctx: OperationContext, run: CanaryRun): CanaryView["acts"] {
  return canaryActKinds.map((kind) => {
    const own = refusalOf(run, kind);
    if (own !== undefined) return { act: kind, refusal: own };
    const decision = act(run, { kind, actor: ctx.actor.name, reason: "asked" }, ctx.nowMs());
    return "refusal" in decision ? { act: kind, refusal: decision.refusal } : { act: kind };
  });
}

function approvalOf(ctx: OperationContext, run: CanaryRun): Pick<CanaryView, "approval"> {
  const { needsApproval, approvedBy } = run.body;
  if (needsApproval !== true) return {};
  const isGiven = approvedBy !== undefined;
  const isOther = ctx.actor.name !== run.createdBy && ctx.readOnlyReason === undefined;
  const mayApprove = !isGiven && isOther && run.state === "waiting";
  return { approval: { isGiven, mayApprove, ...(isGiven ? { approvedBy } : {}) } };
}

type LiveParts = Pick<CanaryView, "route" | "canaryPods" | "stablePods" | "power" | "requestsPerSecond">;

/** What only the sources know; of a run that is over the traffic is nobody's business. */
async function liveParts(
  ctx: OperationContext,
  sources: ClusterSources,
  run: CanaryRun,
  gathering: Gathering,
): Promise<LiveParts> {
  const objects = await readDeliveryObjects(sources, bounded(ctx), gathering);
  const sides = sidesOf(objects, run.body.plan);
  const [route, traffic] = await Promise.all([
    routeNow(ctx, sources, run, objects, gathering),
    sides === undefined || run.state === "ended" ? {} : trafficNow(ctx, sources, run, sides, gathering),
  ]);
  return {
    ...(route === undefined ? {} : { route }),
    ...(sides === undefined ? {} : { canaryPods: podsOf(sides.canary), stablePods: podsOf(sides.stable) }),
    ...traffic,
  };
}

const podsOf = ({ pods, readyPods, workloads }: Side): PodsNow => ({ pods, readyPods, workloads });

async function routeNow(
  ctx: OperationContext,
  sources: ClusterSources,
  run: CanaryRun,
  objects: MeshObjects,
  gathering: Gathering,
): Promise<RouteNow | undefined> {
  const read = withFreshRoutes(ctx, sources, run, objects).then((data) => ({
    data,
    warnings: [],
    evidence: [],
  }));
  const fresh = await gathering.take("the route as it is", read);
  if (fresh === undefined) return undefined;
  const { plan, stage } = run.body;
  const [manifest] = routeObjects(plan, fresh);
  const copy = mirrorModule.instances(fresh, plan.service)[0]?.current;
  return {
    ...(manifest === undefined ? {} : { object: refFromManifest(manifest) }),
    weights: weightsNow(plan, fresh) ?? [],
    ...(run.state === "ended"
      ? endedRoute(run, fresh)
      : { planned: weightsOf(plan, stage), isAsWritten: routeState(run, fresh).state === "expected" }),
    isHeld: heldBy(plan, fresh) === run.id,
    ...(copy?.ok === true ? { mirrorPercent: copy.intent.mirrorPercent } : {}),
  };
}

/** The counters that the run is judged by are asked once more, so that a reader can ask them too. */
async function trafficNow(
  ctx: OperationContext,
  sources: ClusterSources,
  run: CanaryRun,
  sides: Sides,
  gathering: Gathering,
): Promise<LiveParts> {
  const { plan, stage } = run.body;
  const promql = istioQuery(plan, stage?.kind === "mirror");
  const call = { purpose: "counters that the evidence is made of", signal: bounded(ctx) };
  const [counts] = await Promise.all([
    gathering.take("requests of both versions", readTrafficCounts(ctx, sources, plan, sides)),
    promql === undefined
      ? undefined
      : gathering.take(
          "counters of both versions",
          sources.metrics.query(`count(${promql})`, ctx.nowMs(), call),
        ),
  ]);
  if (counts === undefined) return {};
  const scrapeMs = sources.scrapeMs ?? defaultScrapeMs;
  const power =
    stage === undefined || stage.kind === "promote"
      ? undefined
      : powerOf(plan, figuresOf(plan, stage), counts.requestsPerSecond, { counts, scrapeMs });
  return { requestsPerSecond: counts.requestsPerSecond, ...(power === undefined ? {} : { power }) };
}
