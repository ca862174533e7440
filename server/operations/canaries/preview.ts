import { phrase } from "@/lib/phrase";
import { stepPower, type StepPower } from "@/lib/canaries/power";
import type { CanaryPlan } from "@/lib/canaries/plan";
import { renderCanaryStage } from "@/lib/canaries/render-stage";
import type { CanaryStage } from "@/lib/canaries/stage";
import type { AffectedCaller, ChangeSet } from "@/lib/changes/change-set";
import { IntentError } from "@/lib/changes/intent-module";
import { ConsoleError, messageOf } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { versionsOf } from "@/lib/routing/service-versions";
import { serviceOf, snapshotFromObjects } from "@/lib/routing/snapshot";
import { defaultScrapeMs } from "@/lib/telemetry/rate-window";
import { withObjects, type MeshObjects } from "@/lib/xds/mesh-objects";
import { checkMetrics } from "@/server/operations/canaries/check-metrics";
import {
  planObstacles,
  serviceObstacles,
  stop,
  type CanaryObstacle,
} from "@/server/operations/canaries/obstacle";
import { readDeliveryObjects } from "@/server/operations/canaries/observe";
import { needsApproval } from "@/server/operations/canaries/policy";
import { sidesOf } from "@/server/operations/canaries/sides";
import { readTrafficCounts, type TrafficCounts } from "@/server/operations/canaries/traffic-counts";
import { draftChange } from "@/server/operations/changes/plan";
import { clusterSources } from "@/server/operations/cluster-sources";
import { Gathering } from "@/server/operations/gathering";
import { previewed, type PreviewedObject } from "@/server/operations/routing/preview";
import { readTrafficIfKnown } from "@/server/operations/routing/traffic";
import type { ClusterSources, OperationContext } from "@/server/ports";

const minuteMs = 60_000;

type PreviewedStage = {
  readonly stage: CanaryStage;
  /** Share of the requests that the canary answers; a copy's share for the mirror. */
  readonly weightPercent: number;
  readonly minMs: number;
  /** Expected requests/s; absent when the traffic is unknown. Conditions make the canary's an upper bound. */
  readonly canaryRequestsPerSecond?: number;
  readonly stableRequestsPerSecond?: number;
  /** What is written when the stage begins, against the stage before. */
  readonly objects: readonly PreviewedObject[];
  /** Absent when the traffic is unknown, and with conditions: nobody knows how many requests have them. */
  readonly power?: StepPower;
};

export type CanaryPreview = {
  /** Mirror first if planned, then the steps, then the promotion. */
  readonly stages: readonly PreviewedStage[];
  /** Busiest first; absent when the metrics are unknown. */
  readonly callers?: readonly AffectedCaller[];
  readonly requestsPerSecond?: number;
  /** The first write as a plan: findings, owners, conflicts, dry run, blockers. Absent when it can't be rendered. */
  readonly first?: ChangeSet;
  readonly obstacles: readonly CanaryObstacle[];
  readonly needsApproval: boolean;
};

type PreviewInput = {
  readonly cluster: string;
  readonly plan: CanaryPlan;
  readonly startAtMs?: number | undefined;
};

/** What a canary would do from its first write to its last. Nothing is written to the cluster, or kept. */
export async function previewCanary(
  ctx: OperationContext,
  { cluster, plan, startAtMs }: PreviewInput,
): Promise<Sourced<CanaryPreview>> {
  const sources = clusterSources(ctx, cluster);
  const gathering = new Gathering();
  const objects = await readDeliveryObjects(sources, ctx.signal, gathering);
  refuseUnknown(plan, objects);
  const sides = sidesOf(objects, plan);
  const versions = versionsOf(snapshotFromObjects(objects), plan.service);
  const { service } = plan;
  const at = { cluster: sources.name, service, objects, startAtMs: startAtMs ?? ctx.nowMs() };
  const [first, traffic, counts, metricObstacles, general] = await Promise.all([
    firstWrite(ctx, sources, plan, gathering),
    gathering.take("callers", readTrafficIfKnown(ctx, sources, service, versions)),
    sides === undefined
      ? undefined
      : gathering.take("requests of both versions", readTrafficCounts(ctx, sources, plan, sides)),
    sides === undefined ? [] : checkMetrics(ctx, sources, plan, sides, gathering),
    serviceObstacles(ctx, at),
  ]);
  const scrapeMs = sources.scrapeMs ?? defaultScrapeMs;
  const { stages, obstacle } = stagesOf(plan, objects, traffic?.requestsPerSecond, { counts, scrapeMs });
  const quiet = traffic !== undefined && traffic.requestsPerSecond === 0 ? [noTraffic] : [];
  return gathering.answer({
    stages,
    ...(traffic === undefined
      ? {}
      : { callers: traffic.callers, requestsPerSecond: traffic.requestsPerSecond }),
    ...(first.plan === undefined ? {} : { first: first.plan }),
    obstacles: [
      ...general,
      ...planObstacles(plan, objects, sides),
      ...metricObstacles,
      ...quiet,
      ...(obstacle === undefined ? (first.obstacle ?? []) : [obstacle]),
    ],
    needsApproval: needsApproval(ctx, sources.name, service),
  });
}

const noTraffic: CanaryObstacle = { ...stop("no_traffic", phrase("no_traffic_now")), severity: "warn" };

function refuseUnknown(plan: CanaryPlan, objects: MeshObjects): void {
  if (
    objects["/Service"] === undefined ||
    serviceOf(snapshotFromObjects(objects), plan.service) !== undefined
  )
    return;
  const { namespace, name } = plan.service;
  throw new ConsoleError("not_found", phrase("no_service", { namespace, name }), {
    hint: phrase("choose_service"),
    details: { field: "service" },
  });
}

async function firstWrite(
  ctx: OperationContext,
  sources: ClusterSources,
  plan: CanaryPlan,
  gathering: Gathering,
): Promise<{ readonly plan?: ChangeSet; readonly obstacle?: readonly CanaryObstacle[] }> {
  const stage: CanaryStage = plan.mirrorFirst === undefined ? { kind: "step", index: 0 } : { kind: "mirror" };
  const request = { kind: "canary_stage", runId: "preview", plan, stage } as const;
  try {
    const drafted = await gathering.take(
      "the first write",
      draftChange(ctx, { cluster: sources.name, request }),
    );
    return drafted === undefined ? {} : { plan: drafted };
  } catch (error) {
    if (!(error instanceof ConsoleError)) throw error;
    return { obstacle: [notRepresentable(error)] };
  }
}

function notRepresentable(error: Error): CanaryObstacle {
  const details = error instanceof ConsoleError ? error.details : {};
  const field = error instanceof IntentError ? error.field : details["field"];
  return {
    ...stop(
      details["reason"] === "held_by_run" ? "held_by_run" : "not_representable",
      error instanceof ConsoleError ? messageOf(error) : error.message,
    ),
    ...(typeof field === "string" ? { field } : {}),
  };
}

type Known = { readonly counts: TrafficCounts | undefined; readonly scrapeMs: number };

function stagesOf(
  plan: CanaryPlan,
  objects: MeshObjects,
  requestsPerSecond: number | undefined,
  known: Known,
): { readonly stages: readonly PreviewedStage[]; readonly obstacle?: CanaryObstacle } {
  const stages: PreviewedStage[] = [];
  let now = objects;
  try {
    for (const stage of plannedStages(plan)) {
      const rendered = renderCanaryStage(plan, stage, now);
      now = withObjects(
        now,
        rendered.map(({ ref, after }) => ({ ref, manifest: after })),
      );
      const own = figuresOf(plan, stage);
      const canary =
        requestsPerSecond === undefined ? undefined : (requestsPerSecond * own.weightPercent) / 100;
      const power = powerOf(plan, own, requestsPerSecond, known);
      stages.push({
        stage,
        ...own,
        ...(canary === undefined || requestsPerSecond === undefined
          ? {}
          : {
              canaryRequestsPerSecond: canary,
              stableRequestsPerSecond:
                stage.kind === "mirror" ? requestsPerSecond : requestsPerSecond - canary,
            }),
        objects: rendered.map(previewed),
        ...(power === undefined || stage.kind === "promote" ? {} : { power }),
      });
    }
    return { stages };
  } catch (error) {
    if (error instanceof IntentError) return { stages, obstacle: notRepresentable(error) };
    throw error;
  }
}

/** Every stage of a plan in its order. */
export function plannedStages(plan: CanaryPlan): readonly CanaryStage[] {
  const steps = plan.steps.map((_, index): CanaryStage => ({ kind: "step", index }));
  const mirror: readonly CanaryStage[] = plan.mirrorFirst === undefined ? [] : [{ kind: "mirror" }];
  return [...mirror, ...steps, { kind: "promote" }];
}

type Figures = Pick<PreviewedStage, "weightPercent" | "minMs">;

export function figuresOf(plan: CanaryPlan, stage: CanaryStage): Figures {
  switch (stage.kind) {
    case "mirror":
      return {
        weightPercent: plan.mirrorFirst?.percent ?? 0,
        minMs: (plan.mirrorFirst?.minutes ?? 0) * minuteMs,
      };
    case "step": {
      const { weightPercent = 0, minMinutes = 0 } = plan.steps[stage.index] ?? {};
      return { weightPercent, minMs: minMinutes * minuteMs };
    }
    case "promote":
      return { weightPercent: 100, minMs: 0 };
  }
}

/** How long the stage's decision takes at this traffic; undefined when nobody knows. */
export function powerOf(
  plan: CanaryPlan,
  { weightPercent, minMs }: Figures,
  requestsPerSecond: number | undefined,
  { counts, scrapeMs }: Known,
): StepPower | undefined {
  if (counts === undefined || requestsPerSecond === undefined || plan.matches.length > 0) return undefined;
  const { stableBad, stableRequests } = counts;
  return stepPower({
    requestsPerSecond,
    weightPercent,
    stableBad,
    stableRequests,
    judgement: plan.judgement,
    minMinutes: minMs / minuteMs,
    scrapeMs,
  });
}
