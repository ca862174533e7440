import { ConsoleError, SourceError } from "@/lib/errors";
import { obstacleOf, type PreflightCheck } from "@/lib/faults/preflight";
import type { ExperimentRun } from "@/lib/faults/run";
import { clusterSources } from "@/server/operations/cluster-sources";
import { readServiceFacts } from "@/server/operations/faults/facts";
import { checkMeasured, checkRules } from "@/server/operations/faults/preflight";
import { readBudget } from "@/server/operations/faults/steady";
import { Gathering } from "@/server/operations/gathering";
import type { OperationContext } from "@/server/ports";

/** What stands in the way at the last moment before the first write; the change engine asks the rest itself. */
export async function obstacleBeforeStart(
  ctx: OperationContext,
  run: ExperimentRun,
): Promise<PreflightCheck | undefined> {
  const { plan, force } = run.body;
  const sources = clusterSources(ctx, run.cluster);
  const gathering = new Gathering();
  try {
    const facts = await readServiceFacts(ctx, sources, run.service, plan.fault.abort, gathering);
    const at = { nowMs: ctx.nowMs(), signal: ctx.signal };
    const [rules, budget] = await Promise.all([
      checkRules(ctx, sources, plan, facts, run.id),
      plan.objectivePercent === undefined
        ? undefined
        : readBudget(sources, run.service, plan.objectivePercent, gathering, at),
    ]);
    const measured = checkMeasured(ctx, plan, facts, { conditions: [], budget });
    const checks = [...rules, ...measured].filter(({ code }) => code !== "callers");
    return obstacleOf(checks, force);
  } catch (error) {
    // A source that is away is asked again at the next look.
    if (!(error instanceof ConsoleError) || error instanceof SourceError) throw error;
    const { message, details } = error;
    return { code: "api", state: "fail", isBlocking: true, message, data: { ...details } };
  }
}
