import { phrase, inOwnWords } from "@/lib/phrase";
import { canaryBodySchema, type CanaryRun } from "@/lib/canaries/run";
import { ConsoleError } from "@/lib/errors";
import { readRun, type StoredRun } from "@/server/database/run";
import type { OperationContext } from "@/server/ports";

/** A stored run as a canary. Throws internal for a body that no version of this console wrote. */
export function canaryFrom(run: StoredRun): CanaryRun {
  const body = canaryBodySchema.safeParse(run.body);
  if (run.kind === "canary" && body.success) return { ...run, body: body.data };
  throw new ConsoleError(
    "internal",
    inOwnWords(`The stored run ${run.id} is no canary that this console can read`),
  );
}

/** The canary with this id. Throws not_found. */
export async function readCanaryRun(ctx: OperationContext, runId: string): Promise<CanaryRun> {
  const run = await readRun(ctx.databaseUrl, runId);
  if (run === undefined || run.kind !== "canary" || !ctx.clusters.has(run.cluster)) {
    throw new ConsoleError("not_found", phrase("no_canary", { id: runId }), {
      hint: phrase("choose_in_delivery"),
    });
  }
  return canaryFrom(run);
}
