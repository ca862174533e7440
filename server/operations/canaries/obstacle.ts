import type { Phrases } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import { refOf, textOf, type Words } from "@/lib/phrase-ref";
import type { CanaryPlan } from "@/lib/canaries/plan";
import { activeFreezeOf } from "@/server/operations/canaries/policy";
import { ownersOf } from "@/lib/config/owners";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { delegatedOwner } from "@/lib/delivery/delegated-owner";
import { readMarks } from "@/lib/delivery/marks";
import { printObjectRef, type ObjectRef } from "@/lib/mesh/object-ref";
import { mirrorModule } from "@/lib/routing/mirror-module";
import type { ServiceName } from "@/lib/routing/snapshot";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { engagedSwitch } from "@/server/database/kill-switch";
import { listRuns, type StoredRun } from "@/server/database/run";
import type { Sides } from "@/server/operations/canaries/sides";
import { routeObjects, weightsNow, type Weights } from "@/server/operations/canaries/route-state";
import type { OperationContext } from "@/server/ports";

/** Why no canary can begin here; the UI has a text for each. */
export const canaryObstacleCodes = [
  "no_api",
  "one_version",
  "no_canary_pods",
  "no_stable_pods",
  "third_version",
  "canary_ahead",
  "mirror_present",
  "run_active",
  "held_by_run",
  "flagger",
  "rollouts",
  "kill_switch",
  "frozen",
  "read_only",
  "not_representable",
  "bad_query",
  "unknown_edge",
  "no_traffic",
] as const;

/** Why no canary can begin here. */
export type CanaryObstacle = {
  readonly code: (typeof canaryObstacleCodes)[number];
  /** `stop` can't be overruled; `warn` is worth knowing before one begins. */
  readonly severity: "stop" | "warn";
  readonly message: string;
  readonly phrases?: Phrases;
  /** The plan's field that it is about. */
  readonly field?: string;
  readonly object?: ObjectRef;
  readonly runId?: string;
};

/** Runs of either kind that have the service and are not over. */
export function activeRunsOf(
  ctx: OperationContext,
  cluster: string,
  service: ServiceName,
): Promise<readonly StoredRun[]> {
  const states = ["waiting", "running", "paused", "finishing", "reverting"] as const;
  return listRuns(ctx.databaseUrl, { cluster, service, states, limit: 50 });
}

/** What stands in the way of any canary of the service, whatever its plan. */
export async function serviceObstacles(
  ctx: OperationContext,
  at: {
    readonly cluster: string;
    readonly service: ServiceName;
    readonly objects: MeshObjects;
    readonly startAtMs: number;
  },
): Promise<readonly CanaryObstacle[]> {
  const { cluster, service, objects } = at;
  const [runs, killSwitch] = await Promise.all([
    activeRunsOf(ctx, cluster, service),
    engagedSwitch(ctx.databaseUrl, cluster),
  ]);
  const frozen = activeFreezeOf(ctx, cluster, service, at.startAtMs);
  const routes = [
    ...routeObjects({ api: "istio", service }, objects),
    ...routeObjects({ api: "gateway", service }, objects),
  ];
  return [
    ...(ctx.readOnlyReason === undefined ? [] : [stop("read_only", ctx.readOnlyReason)]),
    ...(killSwitch === undefined
      ? []
      : [
          stop(
            "kill_switch",
            phrase("runs_stopped_by", { who: killSwitch.engagedBy, reason: killSwitch.reason }),
          ),
        ]),
    ...(frozen === undefined
      ? []
      : [
          {
            ...stop("frozen", phrase("changes_frozen", { name: frozen.name })),
            ...(frozen.allowOverride ? { severity: "warn" as const } : {}),
          },
        ]),
    ...runs.map(({ id, title }) => ({ ...stop("run_active", phrase("run_not_over", { title })), runId: id })),
    ...ownerObstacles(objects, service, routes),
    ...routes.flatMap((route) => markObstacle(route, runs)),
    ...(runs.length === 0 && mirrorModule.instances(objects, service).length > 0
      ? [
          {
            ...stop("mirror_present", phrase("mirror_present")),
          },
        ]
      : []),
  ];
}

/** Words that others chose have no key. */
export function stop(code: CanaryObstacle["code"], words: Words | string): CanaryObstacle {
  const message = refOf(words);
  return {
    code,
    severity: "stop",
    message: textOf(words),
    ...(message === undefined ? {} : { phrases: { message } }),
  };
}

function ownerObstacles(
  objects: MeshObjects,
  service: ServiceName,
  routes: readonly Manifest[],
): readonly CanaryObstacle[] {
  const owner = delegatedOwner(objects, service);
  if (owner !== undefined) {
    const code = owner.system === "flagger" ? "flagger" : "rollouts";
    const message = phrase("owner_moves_traffic", {
      object: printObjectRef(owner.ref),
      evidence: owner.evidence,
    });
    return [{ ...stop(code, message), object: owner.ref }];
  }
  return routes.flatMap((route) =>
    ownersOf(route).flatMap(({ kind, name, certain }) =>
      certain && (kind === "flagger" || kind === "rollouts")
        ? [
            {
              ...stop(kind, phrase("owner_keeps", { name, object: printObjectRef(refFromManifest(route)) })),
              object: refFromManifest(route),
            },
          ]
        : [],
    ),
  );
}

/** Marks of a run that is not among the active ones: of another console, or left behind. */
function markObstacle(route: Manifest, runs: readonly StoredRun[]): readonly CanaryObstacle[] {
  const marks = readMarks(route);
  if (marks === undefined || runs.some(({ id }) => id === marks.runId)) return [];
  const object = refFromManifest(route);
  const message = phrase("held_by_run", { object: printObjectRef(object), id: marks.runId });
  return [{ ...stop("held_by_run", message), object, runId: marks.runId }];
}

/** What stands in the way of this plan, beyond the service's own obstacles. */
export function planObstacles(
  plan: CanaryPlan,
  objects: MeshObjects,
  sides: Sides | undefined,
): readonly CanaryObstacle[] {
  const named = new Set([plan.stable.name, plan.canary.name]);
  const now = weightsNow({ ...plan, matches: [] }, objects) ?? [];
  const others = now.filter(
    ({ name, weightPercent }) => weightPercent > 0 && !named.has(name) && name !== plan.service.name,
  );
  return [
    ...others.map(({ name, weightPercent }) => ({
      ...stop("third_version", phrase("third_version_gets", { name, percent: weightPercent })),
      field: "stable",
    })),
    ...aheadObstacle(plan, now),
    ...(sides !== undefined && sides.canary.readyPods === 0
      ? [{ ...stop("no_canary_pods", phrase("no_ready_pod", { name: plan.canary.name })), field: "canary" }]
      : []),
    ...(sides !== undefined && sides.stable.readyPods === 0
      ? [{ ...stop("no_stable_pods", phrase("no_ready_pod", { name: plan.stable.name })), field: "stable" }]
      : []),
  ];
}

/** A canary begins small: its first write must not take requests away from what they have now. */
function aheadObstacle(plan: CanaryPlan, now: Weights): readonly CanaryObstacle[] {
  const { canary, stable, steps, matches, mirrorFirst } = plan;
  const percent = now.find(({ name }) => name === canary.name)?.weightPercent ?? 0;
  const first = matches.length > 0 || mirrorFirst !== undefined ? 0 : (steps[0]?.weightPercent ?? 0);
  if (percent <= first) return [];
  if (percent === 100) {
    const message = phrase("canary_gets_all", { name: canary.name });
    return [{ ...stop("canary_ahead", message), field: "canary" }];
  }
  const message = phrase("canary_gets_more", { name: canary.name, percent, first, stable: stable.name });
  return [{ ...stop("canary_ahead", message), severity: "warn", field: "steps" }];
}
