import { phrase } from "@/lib/phrase";
import { act as actOn } from "@/lib/canaries/act";
import type { ActRefusal, CanaryActKind } from "@/lib/canaries/decision";
import type { CanaryRun } from "@/lib/canaries/run";
import type { RunState } from "@/lib/delivery/run";
import { ConsoleError } from "@/lib/errors";
import { saveAct } from "@/server/operations/canaries/save-act";
import { readCanaryRun } from "@/server/operations/canaries/stored-run";
import { bounded } from "@/server/operations/canaries/observe";
import { reviewAccess } from "@/server/operations/changes/access";
import { clusterSources } from "@/server/operations/cluster-sources";
import type { OperationContext } from "@/server/ports";

/** Acts that take risk away: nobody's consent, rights or answer is waited for. */
const safe: ReadonlySet<CanaryActKind> = new Set(["pause", "abort"]);

type ActInput = { readonly runId: string; readonly act: CanaryActKind; readonly reason: string };

/** Notes the act on the run; the leader carries it out within a second. Throws conflict when it makes no sense now. */
export async function actOnCanary(
  ctx: OperationContext,
  input: ActInput,
): Promise<{ readonly runId: string; readonly state: RunState }> {
  if (!safe.has(input.act)) await refuseStranger(ctx, await readCanaryRun(ctx, input.runId));
  const { id, state } = await saveAct(ctx, input.runId, (run) => {
    const refusal = refusalOf(run, input.act);
    if (refusal !== undefined) throw refused(refusal, input.act);
    const person = { kind: input.act, actor: ctx.actor.name, reason: input.reason.trim() };
    const decision = actOn(run, person, ctx.nowMs());
    if ("refusal" in decision) throw refused(decision.refusal, input.act);
    return decision;
  });
  return { runId: id, state };
}

/** What can't be asked of the core: a run without a readable plan has only one way out. */
export function refusalOf(run: CanaryRun, act: CanaryActKind): ActRefusal | undefined {
  const isUnreadable = [run.body.pause, run.body.held].some((one) => one?.data["isReadable"] === false);
  return isUnreadable && act !== "abort" ? "obstacle_remains" : undefined;
}

function refused(refusal: ActRefusal, act: CanaryActKind): ConsoleError {
  const field = refusal === "reason_missing" ? { field: "reason" } : {};
  return new ConsoleError(
    refusal === "reason_missing" ? "invalid_input" : "conflict",
    phrase("run_refuses", { act, refusal: refusal.replaceAll("_", " ") }),
    { details: { refusal, ...field } },
  );
}

/** The console's own account writes for the run: whoever moves it on has to have the right to. */
async function refuseStranger(ctx: OperationContext, run: CanaryRun): Promise<void> {
  if (ctx.actor.type === "controller" || run.body.touched.length === 0) return;
  const steps = run.body.touched.map(({ ref }) => ({ ref, action: "update" as const }));
  const answers = await reviewAccess(clusterSources(ctx, run.cluster), steps, bounded(ctx));
  const denied = answers.find((answer) => answer?.allowed === false);
  if (denied === undefined && answers.every((answer) => answer !== undefined)) return;
  throw new ConsoleError(
    denied === undefined ? "source_unavailable" : "forbidden",
    denied === undefined ? phrase("run_access_unknown") : phrase("run_access_denied", { verb: denied.verb }),
    { hint: phrase("pause_works") },
  );
}
