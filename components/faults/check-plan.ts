import { experimentPlanSchema, type ExperimentPlan } from "@/lib/faults/experiment-plan";

/** Something that the schema does not accept; `path` is the plan's: `conditions.0.minPercent`. */
export type PlanIssue = { readonly path: string; readonly message: string };

export type CheckedPlan =
  | { readonly state: "valid"; readonly plan: ExperimentPlan; readonly issues: readonly PlanIssue[] }
  | { readonly state: "open"; readonly plan: ExperimentPlan; readonly issues: readonly PlanIssue[] }
  /** Not of a plan's shape: no form can show it. */
  | { readonly state: "unreadable" };

type ZodIssue = { readonly code: string; readonly expected?: string };

/** What a person can still mend in a field; anything else means that the draft is of another shape. */
function isStructural(issue: ZodIssue): boolean {
  if (issue.code === "invalid_union") return true;
  return issue.code === "invalid_type" && issue.expected !== "number" && issue.expected !== "int";
}

/** Whether a draft can become an experiment, and what is wrong in which field. */
export function checkPlan(draft: unknown): CheckedPlan {
  const result = experimentPlanSchema.safeParse(draft);
  if (result.success) return { state: "valid", plan: result.data, issues: [] };
  if (result.error.issues.some(isStructural)) return { state: "unreadable" };
  const byPath = new Map<string, PlanIssue>();
  for (const issue of result.error.issues) {
    const path = issue.path.join(".");
    if (byPath.has(path)) continue;
    byPath.set(path, { path, message: issue.code === "invalid_type" ? "enter a number" : issue.message });
  }
  // Every part has its shape; only the contents of fields are wrong.
  return { state: "open", plan: draft as ExperimentPlan, issues: [...byPath.values()] };
}
