import "@/lib/browser-zod";
import type { z } from "zod";
import type { CanaryDraft } from "./canary-draft";
import { canaryPlanSchema, type CanaryPlan } from "@/lib/canaries/plan";
import type { FieldIssue } from "@/components/routing/wizard/intent-form-props";

type CheckedPlan =
  | { readonly state: "valid"; readonly plan: CanaryPlan; readonly draft: CanaryDraft }
  | { readonly state: "open"; readonly draft: CanaryDraft; readonly issues: readonly FieldIssue[] }
  /** Not of a plan's shape: no form can show it. */
  | { readonly state: "unreadable" };

const fieldTypes: ReadonlySet<string> = new Set(["number", "int"]);

function isStructural(issue: z.core.$ZodIssue): boolean {
  if (issue.code === "invalid_union") return true;
  return issue.code === "invalid_type" && !fieldTypes.has(issue.expected);
}

/** Whether a draft can become a plan, and what is wrong in which field. */
export function checkPlan(draft: unknown): CheckedPlan {
  const result = canaryPlanSchema.safeParse(draft);
  if (result.success) return { state: "valid", plan: result.data, draft: result.data };
  if (result.error.issues.some(isStructural)) return { state: "unreadable" };
  const byPath = new Map<string, FieldIssue>();
  for (const issue of result.error.issues) {
    const path = issue.path.join(".");
    if (byPath.has(path)) continue;
    const message = issue.code === "invalid_type" ? "enter a number" : issue.message;
    byPath.set(path, { path, message });
  }
  // Every part has its shape; only the contents of fields are wrong.
  return { state: "open", draft: draft as CanaryDraft, issues: [...byPath.values()] };
}
