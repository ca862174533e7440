import { freezeFor } from "@/lib/changes/change-policy";
import type { ExperimentObservation } from "@/lib/faults/observation";
import type { ExperimentRun } from "@/lib/faults/run";
import { engagedSwitch } from "@/server/database/kill-switch";
import type { OperationContext } from "@/server/ports";

/** The freeze that holds for the run now and that its author did not, or may not, overrule. */
export function freezeOf(
  ctx: Pick<OperationContext, "changePolicy" | "nowMs">,
  run: Pick<ExperimentRun, "cluster" | "service" | "body">,
): string | undefined {
  if (ctx.changePolicy === undefined) return undefined;
  const scope = { cluster: run.cluster, namespaces: [run.service.namespace] };
  const window = freezeFor(ctx.changePolicy, scope, ctx.nowMs())?.window;
  if (window === undefined || (window.allowOverride && run.body.force)) return undefined;
  return window.name;
}

/** What ends an experiment without any look at the cluster: asked before everything else, so nothing slow delays it. */
export async function readGuards(
  ctx: OperationContext,
  run: ExperimentRun,
): Promise<Pick<ExperimentObservation, "killSwitch" | "freeze">> {
  const engaged = await engagedSwitch(ctx.databaseUrl, run.cluster);
  const freeze = freezeOf(ctx, run);
  return {
    ...(engaged === undefined
      ? {}
      : { killSwitch: { reason: engaged.reason, engagedBy: engaged.engagedBy } }),
    ...(freeze === undefined ? {} : { freeze }),
  };
}
