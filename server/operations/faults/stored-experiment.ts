import { phrase } from "@/lib/phrase";
import { ConsoleError } from "@/lib/errors";
import { experimentBodySchema, type ExperimentRun } from "@/lib/faults/run";
import { readRun, type StoredRun } from "@/server/database/run";
import { clusterSources } from "@/server/operations/cluster-sources";
import type { OperationContext } from "@/server/ports";

/** The experiment behind a stored run. Throws when its body is not one. */
export function experimentFrom(stored: StoredRun): ExperimentRun {
  return { ...stored, body: experimentBodySchema.parse(stored.body) };
}

/** Throws not_found, also for a run of another kind or of a cluster that is not configured any more. */
export async function requireExperiment(ctx: OperationContext, runId: string): Promise<ExperimentRun> {
  const stored = await readRun(ctx.databaseUrl, runId);
  if (stored === undefined || stored.kind !== "fault") {
    throw new ConsoleError("not_found", phrase("no_experiment", { id: runId }), {
      hint: phrase("choose_in_delivery"),
      details: { field: "runId" },
    });
  }
  clusterSources(ctx, stored.cluster);
  return experimentFrom(stored);
}
