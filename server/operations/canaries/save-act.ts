import { phrase } from "@/lib/phrase";
import type { CanaryDecision } from "@/lib/canaries/decision";
import type { CanaryRun } from "@/lib/canaries/run";
import { ConsoleError } from "@/lib/errors";
import { saveRun } from "@/server/database/run";
import { readCanaryRun } from "@/server/operations/canaries/stored-run";
import type { OperationContext } from "@/server/ports";

const attempts = 8;

/** Saves what `decide` makes of the run as it is, again whenever the leader was faster. Throws what `decide` throws. */
export async function saveAct(
  ctx: OperationContext,
  runId: string,
  decide: (run: CanaryRun) => CanaryDecision,
): Promise<CanaryRun> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { run, events } = decide(await readCanaryRun(ctx, runId));
    const saved = await saveRun(ctx.databaseUrl, run, events);
    if (saved !== undefined) return saved;
  }
  throw new ConsoleError("conflict", phrase("run_moves_on"), {
    hint: phrase("try_again"),
  });
}
