import { cadenceOf } from "@/lib/faults/observation";
import { withLook } from "@/lib/faults/moves";
import { defaultScrapeMs } from "@/lib/telemetry/rate-window";
import { listRuns, saveRun } from "@/server/database/run";
import { measureConditions } from "@/server/operations/faults/measure";
import { startDueSchedules } from "@/server/operations/faults/schedules";
import { experimentFrom } from "@/server/operations/faults/stored-experiment";
import type { OperationContext } from "@/server/ports";

/** How long after the revert the service is still looked at, to see whether it came back. */
const afterMs = 3 * 60_000;
const recentRuns = 20;

/** What the leader does now and then: begin what is scheduled, and look how services are after their experiments. */
export async function tendExperiments(ctx: OperationContext): Promise<void> {
  await startDueSchedules(ctx);
  const recent = await listRuns(ctx.databaseUrl, { kind: "fault", states: ["ended"], limit: recentRuns });
  for (const stored of recent) {
    const sources = ctx.clusters.get(stored.cluster);
    const sinceMs = ctx.nowMs() - (stored.endedAtMs ?? 0);
    if (sources === undefined || sinceMs < 0 || sinceMs > afterMs) continue;
    const run = experimentFrom(stored);
    const { windowMs, settleMs } = cadenceOf(sources.scrapeMs ?? defaultScrapeMs);
    const { revertedAtMs, lastLookMs, plan, callers, index } = run.body;
    // The window must lie behind the revert, or the fault would be in it.
    const isClear = revertedAtMs !== undefined && ctx.nowMs() - revertedAtMs >= windowMs + settleMs;
    const isNew = ctx.nowMs() - (lastLookMs ?? 0) >= windowMs;
    if (!isClear || !isNew || index === undefined) continue;
    const of = { service: run.service, callers, conditions: plan.conditions };
    const at = { nowMs: ctx.nowMs(), windowMs, signal: ctx.signal };
    const looked = withLook(run, await measureConditions(sources, of, at), "after", at);
    // Somebody who saves meanwhile is right; there is another look.
    await saveRun(ctx.databaseUrl, looked, []);
  }
}
