import { phrase } from "@/lib/phrase";
import { randomUUID } from "node:crypto";
import { ConsoleError } from "@/lib/errors";
import { endRun, type StepContext } from "@/lib/faults/moves";
import { cadenceOf } from "@/lib/faults/observation";
import type { ExperimentEnding, ExperimentRun } from "@/lib/faults/run";
import { defaultScrapeMs } from "@/lib/telemetry/rate-window";
import type { NewRunEvent } from "@/lib/delivery/run";
import { saveRun } from "@/server/database/run";
import { requireExperiment } from "@/server/operations/faults/stored-experiment";
import type { OperationContext } from "@/server/ports";

export type ExperimentAct =
  | { readonly act: "stop"; readonly reason: string }
  | { readonly act: "conclude"; readonly text: string };

const attempts = 8;

type Edit = (run: ExperimentRun) => { readonly run: ExperimentRun; readonly events: readonly NewRunEvent[] };

/** Saves an edit on whatever the run is by then: the loop saves it too. */
async function edit(ctx: OperationContext, runId: string, change: Edit): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const run = await requireExperiment(ctx, runId);
    const next = change(run);
    if (next.run === run && next.events.length === 0) return;
    if ((await saveRun(ctx.databaseUrl, next.run, next.events)) !== undefined) return;
  }
  throw new ConsoleError("conflict", phrase("experiment_changing"), {
    hint: phrase("try_again"),
  });
}

/** Ends an experiment now, or keeps what a person concluded from it. Ending waits for nothing. */
export async function actOnExperiment(
  ctx: OperationContext,
  runId: string,
  input: ExperimentAct,
): Promise<{ readonly runId: string }> {
  if (input.act === "stop") {
    await endExperiment(ctx, runId, { reason: "by_person", words: input.reason });
    return { runId };
  }
  const actor = ctx.actor.name;
  await edit(ctx, runId, (run) => {
    if (run.state !== "ended") {
      throw new ConsoleError("precondition_failed", phrase("experiment_not_over"), {
        hint: phrase("conclude_later"),
      });
    }
    const conclusion = { text: input.text, actor, atMs: ctx.nowMs() };
    const event = { atMs: ctx.nowMs(), kind: "concluded", actor, data: { text: input.text } };
    return { run: { ...run, body: { ...run.body, conclusion } }, events: [event] };
  });
  return { runId };
}

/** Puts an experiment on its way back; one that is there already, or over, stays as it is. */
export async function endExperiment(
  ctx: OperationContext,
  runId: string,
  wish: { readonly reason: ExperimentEnding; readonly words: string },
): Promise<void> {
  await edit(ctx, runId, (run) => {
    const at: StepContext = {
      nowMs: ctx.nowMs(),
      cadence: cadenceOf(ctx.clusters.get(run.cluster)?.scrapeMs ?? defaultScrapeMs),
      newToken: randomUUID(),
    };
    const words = wish.words.trim();
    const data = words === "" ? {} : { words };
    return endRun(run, { reason: wish.reason, actor: ctx.actor.name, data }, at);
  });
}

/** A second person's yes to an experiment that waits for it. Throws forbidden for who made it. */
export async function approveExperiment(
  ctx: OperationContext,
  { runId, comment }: { readonly runId: string; readonly comment: string },
): Promise<{ readonly runId: string }> {
  const actor = ctx.actor.name;
  await edit(ctx, runId, (run) => {
    if (run.createdBy === actor) {
      throw new ConsoleError("forbidden", phrase("experiment_own_approval"), {
        hint: phrase("send_page_address"),
      });
    }
    if (run.state !== "waiting" || !run.body.needsApproval) {
      throw new ConsoleError("conflict", phrase("experiment_waits_not"), {
        details: { state: run.state },
      });
    }
    if (run.body.approvedBy !== undefined) return { run, events: [] };
    const event = { atMs: ctx.nowMs(), kind: "approved", actor, data: { comment: comment.trim() } };
    return { run: { ...run, body: { ...run.body, approvedBy: actor } }, events: [event] };
  });
  return { runId };
}
