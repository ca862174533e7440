import { phrase } from "@/lib/phrase";
import { comparedRun, isForeignBody, type ComparedRun } from "@/lib/delivery/compared-run";
import { comparePlans, type PlanDifference } from "@/lib/delivery/compare-plans";
import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { listRunEvents, readRun } from "@/server/database/run";
import type { OperationContext } from "@/server/ports";

export type RunComparison = {
  readonly left: ComparedRun;
  readonly right: ComparedRun;
  /** Where the plans differ; of a canary and an experiment there is nothing to compare. */
  readonly differences?: readonly PlanDifference[];
  readonly nowMs: number;
};

/** Two runs side by side. Throws not_found, naming the run that is not there. */
export async function compareRuns(
  ctx: OperationContext,
  [left, right]: readonly [string, string],
): Promise<Sourced<RunComparison>> {
  const [one, other] = await Promise.all([read(ctx, left), read(ctx, right)]);
  const data: RunComparison = {
    left: one.compared,
    right: other.compared,
    ...(one.compared.row.kind === other.compared.row.kind
      ? { differences: comparePlans(one.plan, other.plan) }
      : {}),
    nowMs: ctx.nowMs(),
  };
  return { data, warnings: [], evidence: [] };
}

async function read(ctx: OperationContext, runId: string): Promise<ReturnType<typeof comparedRun>> {
  const run = await readRun(ctx.databaseUrl, runId);
  if (run === undefined) {
    throw new ConsoleError("not_found", phrase("no_run", { id: runId }), {
      hint: phrase("choose_two_runs"),
      details: { field: "runs" },
    });
  }
  try {
    return comparedRun(run, await listRunEvents(ctx.databaseUrl, runId));
  } catch (error) {
    if (!isForeignBody(error)) throw error;
    throw new ConsoleError("conflict", phrase("run_other_version", { id: runId }), {
      hint: phrase("decisions_in_table"),
      cause: error,
    });
  }
}
