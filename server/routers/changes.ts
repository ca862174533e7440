import { phrase } from "@/lib/phrase";
import { z } from "zod";
import { changeRequestSchema } from "@/lib/changes/change-set";
import { timeRangeSchema } from "@/lib/time-range-schema";
import { applyChange } from "@/server/operations/changes/apply";
import { planContinue } from "@/server/operations/changes/continue";
import { approvePlan, readGateOf } from "@/server/operations/changes/gate";
import { planChange } from "@/server/operations/changes/plan";
import { readChange, readStoredPlan } from "@/server/operations/changes/read";
import { changeMarkers, recentChanges } from "@/server/operations/changes/recent";
import { planUndo } from "@/server/operations/changes/undo";
import { verifyChange } from "@/server/operations/changes/verify";
import { procedure, router, writeProcedure } from "@/server/trpc";

const cluster = z.string().default("");
const namespaces = z.array(z.string()).default([]);
const changeId = z.string().min(1).max(64);
const planHash = z.string().regex(/^[0-9a-f]{40}$/, phrase("plan_hash_form").text);
const service = z.object({ namespace: z.string(), name: z.string().min(1) });
/** What only runs ask for: a person begins a run, and it writes its own stages. */
const ofRuns = new Set(["canary_stage", "fault_stage", "restore"]);
const personsRequest = changeRequestSchema.refine(({ kind }) => !ofRuns.has(kind), {
  message: "a run writes this by itself: begin or end the run instead",
  path: ["kind"],
});

export const changesRouter = router({
  /** Reads only, apart from storing the plan: open to readers, so that they can export what they may not apply. */
  plan: procedure
    .input(z.object({ cluster, request: personsRequest }))
    .mutation(({ ctx, input }) => planChange(ctx, input)),
  undo: procedure.input(z.object({ changeId })).mutation(({ ctx, input }) => planUndo(ctx, input.changeId)),
  storedPlan: procedure
    .input(z.object({ planHash }))
    .query(({ ctx, input }) => readStoredPlan(ctx, input.planHash)),
  applyPlan: writeProcedure
    .input(
      z.object({ planHash, reason: z.string().max(2000).default(""), force: z.boolean().default(false) }),
    )
    .mutation(({ ctx, input }) => applyChange(ctx, input)),
  /** Asked again and again while a review is open: a colleague's yes appears by itself. */
  gate: procedure.input(z.object({ planHash })).query(({ ctx, input }) => readGateOf(ctx, input.planHash)),
  approve: writeProcedure
    .input(z.object({ planHash, comment: z.string().max(2000).default("") }))
    .mutation(({ ctx, input }) => approvePlan(ctx, input)),
  /** The plan for what a change that stopped half-way has left to write. */
  continue: procedure
    .input(z.object({ changeId }))
    .mutation(({ ctx, input }) => planContinue(ctx, input.changeId)),
  read: procedure.input(z.object({ changeId })).query(({ ctx, input }) => readChange(ctx, input.changeId)),
  verify: procedure
    .input(z.object({ changeId }))
    .query(({ ctx, input }) => verifyChange(ctx, input.changeId)),
  recent: procedure
    .input(z.object({ cluster, namespaces }))
    .query(({ ctx, input }) => recentChanges(ctx, input)),
  markers: procedure
    .input(z.object({ cluster, namespaces, range: timeRangeSchema, service: service.optional() }))
    .query(({ ctx, input }) => changeMarkers(ctx, input)),
});
