import { ConsoleError } from "@/lib/errors";
import type { ExperimentPlan } from "@/lib/faults/experiment-plan";
import { builtInTemplates, type BuiltInTemplate } from "@/lib/faults/templates";
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

export async function listTemplates(_ctx: OperationContext, _cluster: string): Promise<ExperimentTemplates> {
  return { builtIn: builtInTemplates, saved: [] };
}

/** Keeps a plan under a name; the same name of the same cluster is replaced. */
export async function saveTemplate(
  _ctx: OperationContext,
  _input: { readonly cluster: string; readonly name: string; readonly plan: ExperimentPlan },
): Promise<SavedTemplate> {
  throw new ConsoleError("internal", "Templates cannot be saved yet");
}

export async function deleteTemplate(_ctx: OperationContext, _id: string): Promise<void> {
  throw new ConsoleError("internal", "Templates cannot be deleted yet");
}
