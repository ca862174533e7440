import { phrase } from "@/lib/phrase";
import { randomUUID } from "node:crypto";
import { ConsoleError } from "@/lib/errors";
import { experimentPlanSchema, type ExperimentPlan } from "@/lib/faults/experiment-plan";
import { builtInTemplates, type BuiltInTemplate } from "@/lib/faults/templates";
import {
  createSavedPlan,
  deleteSavedPlan,
  listSavedPlans,
  readSavedPlan,
  updateSavedPlan,
  type SavedPlan,
} from "@/server/database/saved-plan";
import { clusterSources } from "@/server/operations/cluster-sources";
import type { OperationContext } from "@/server/ports";

/** A plan that somebody keeps for later; of any service. */
export type SavedTemplate = {
  readonly id: string;
  readonly name: string;
  readonly plan: ExperimentPlan;
  readonly createdBy: string;
  readonly createdAtMs: number;
};
export type ExperimentTemplates = {
  readonly builtIn: readonly BuiltInTemplate[];
  readonly saved: readonly SavedTemplate[];
};

/** Saved ones that an earlier version wrote in a shape that is not read any more are left out. */
export async function listTemplates(ctx: OperationContext, cluster: string): Promise<ExperimentTemplates> {
  const filter = { kind: "fault" as const, cluster: clusterSources(ctx, cluster).name };
  const all = await listSavedPlans(ctx.databaseUrl, filter);
  const saved = all
    .filter(({ schedule }) => schedule === undefined)
    .flatMap((one) => templateFrom(one) ?? []);
  return { builtIn: builtInTemplates, saved };
}

function templateFrom({ id, name, plan, createdBy, createdAtMs }: SavedPlan): SavedTemplate | undefined {
  const parsed = experimentPlanSchema.safeParse(plan);
  return parsed.success ? { id, name, plan: parsed.data, createdBy, createdAtMs } : undefined;
}

/** Keeps a plan under a name; the same name of the same cluster is replaced. */
export async function saveTemplate(
  ctx: OperationContext,
  input: { readonly cluster: string; readonly name: string; readonly plan: ExperimentPlan },
): Promise<SavedTemplate> {
  const cluster = clusterSources(ctx, input.cluster).name;
  const { name, plan } = input;
  const { service } = plan.fault;
  const all = await listSavedPlans(ctx.databaseUrl, { kind: "fault", cluster });
  const known = all.find((one) => one.schedule === undefined && one.name === name);
  if (known !== undefined) {
    if (!(await updateSavedPlan(ctx.databaseUrl, { ...known, plan, service }))) throw busy();
    const { id, createdBy, createdAtMs } = known;
    return { id, name, plan, createdBy, createdAtMs };
  }
  const fresh = { id: randomUUID(), name, plan, createdBy: ctx.actor.name, createdAtMs: ctx.nowMs() };
  await createSavedPlan(ctx.databaseUrl, { ...fresh, kind: "fault", cluster, service, version: 0 });
  return fresh;
}

const busy = () =>
  new ConsoleError("conflict", phrase("saved_by_other"), {
    hint: phrase("read_then_save"),
  });

export async function deleteTemplate(ctx: OperationContext, id: string): Promise<void> {
  const saved = await readSavedPlan(ctx.databaseUrl, id);
  const isTemplate = saved !== undefined && saved.kind === "fault" && saved.schedule === undefined;
  if (!isTemplate || !(await deleteSavedPlan(ctx.databaseUrl, id))) {
    throw new ConsoleError("not_found", phrase("no_template"), {
      hint: phrase("deleted_already"),
    });
  }
}
