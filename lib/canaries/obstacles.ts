import type { CanaryObservation } from "@/lib/canaries/observation";
import type { Obstacle } from "@/lib/canaries/pause";
import type { CanaryRun } from "@/lib/canaries/run";

const minuteMs = 60_000;

/** What is in the way of a run now, beside its numbers and its gates: the first that counts. */
export function obstacleOf(
  run: CanaryRun,
  observation: CanaryObservation,
  nowMs: number,
): Obstacle | undefined {
  return (
    targetObstacle(run, observation) ??
    ownerObstacle(observation) ??
    routeObstacle(run, observation) ??
    podsObstacle(run, observation) ??
    dataObstacle(run, nowMs)
  );
}

function targetObstacle({ body }: CanaryRun, { route }: CanaryObservation): Obstacle | undefined {
  const graceMs = Math.min(minuteMs, body.plan.noDataMs);
  if (route.state === "missing") {
    const { what, name } = route;
    return { reason: "target_missing", data: { what, ...(name === undefined ? {} : { name }) }, graceMs };
  }
  if (route.state !== "forbidden") return undefined;
  return { reason: "no_access", data: { message: route.message }, graceMs };
}

function ownerObstacle({ owner, killSwitch }: CanaryObservation): Obstacle | undefined {
  if (owner !== undefined) return { reason: "owned_by_other", data: { owner } };
  return killSwitch === undefined ? undefined : { reason: "kill_switch", data: { ...killSwitch } };
}

/** While a write is under way nobody knows whose change it is. */
function routeObstacle({ body }: CanaryRun, { route }: CanaryObservation): Obstacle | undefined {
  return route.state === "changed" && body.pending === undefined
    ? { reason: "changed_outside", data: { found: route.found } }
    : undefined;
}

/** Before the first write and behind a mirror nobody suffers from a canary without pods; in a step the run ends. */
function podsObstacle({ body }: CanaryRun, { pods }: CanaryObservation): Obstacle | undefined {
  const graceMs = body.plan.noDataMs;
  if (pods.state === "unknown") {
    return body.stage === undefined
      ? { reason: "no_canary_pods", data: { message: pods.message } }
      : undefined;
  }
  if (pods.readyPods > 0 || body.stage?.kind === "step") return undefined;
  return {
    reason: "no_canary_pods",
    data: { pods: pods.pods },
    ...(body.stage === undefined ? {} : { graceMs }),
  };
}

/** Some looks without a figure are no reason to stop; the safe path's time runs from the first of them. */
function dataObstacle({ body }: CanaryRun, nowMs: number): Obstacle | undefined {
  const { noDataSinceMs, noDataReason, plan, pause, scrapeMs = 0 } = body;
  if (noDataSinceMs === undefined) return undefined;
  const graceMs = Math.min(plan.noDataMs / 2, Math.max(4 * scrapeMs, plan.noDataMs / 4));
  const isPaused = pause?.reason === "no_data" || pause?.reason === "metrics_unavailable";
  if (nowMs - noDataSinceMs < graceMs && !isPaused) return undefined;
  return {
    reason: noDataReason ?? "no_data",
    data: { sinceMs: noDataSinceMs },
    untilMs: noDataSinceMs + plan.noDataMs,
  };
}
