import "@/lib/browser-zod";
import type { z } from "zod";
import type { FieldIssue } from "./intent-form-props";
import { intentSchemas, type IntentKind, type IntentOf } from "@/lib/changes/intent-schemas";

type CheckedDraft<I> =
  | { readonly state: "valid"; readonly intent: I; readonly issues: readonly FieldIssue[] }
  | { readonly state: "open"; readonly intent: I; readonly issues: readonly FieldIssue[] }
  /** Not of this kind's shape: no form can show it. */
  | { readonly state: "unreadable" };

/** What a person can still mend in a field; anything else means that the draft is of another shape. */
const fieldTypes: ReadonlySet<string> = new Set(["number", "int"]);

function isStructural(issue: z.core.$ZodIssue): boolean {
  if (issue.code === "invalid_union") return true;
  return issue.code === "invalid_type" && !fieldTypes.has(issue.expected);
}

/** Whether a draft can become the intent of its kind, and what is wrong in which field. */
export function checkDraft<K extends IntentKind>(kind: K, draft: unknown): CheckedDraft<IntentOf<K>> {
  const schema: z.ZodType = intentSchemas[kind];
  const result = schema.safeParse(draft);
  if (result.success) return { state: "valid", intent: result.data as IntentOf<K>, issues: [] };
  if (result.error.issues.some(isStructural)) return { state: "unreadable" };
  const byPath = new Map<string, FieldIssue>();
  for (const issue of result.error.issues) {
    const path = issue.path.join(".");
    // An empty name is too short and has the wrong letters: the first says enough.
    if (byPath.has(path)) continue;
    byPath.set(path, { path, message: issue.code === "invalid_type" ? "enter a number" : issue.message });
  }
  // Every part has its shape; only the contents of fields are wrong.
  return { state: "open", intent: draft as IntentOf<K>, issues: [...byPath.values()] };
}
