import type { FieldIssue } from "./intent-form-props";
import type { IntentTexts } from "./use-intent-texts";
import type { ShownError } from "@/components/ui/error-state";

/** What the mesh, not the schema, has against the intent, at the field that the server named; undefined for other errors. */
export function refusalOf(error: ShownError | null, texts: IntentTexts): FieldIssue | undefined {
  const data: object = error?.data ?? {};
  const details: unknown = "details" in data ? data.details : undefined;
  if (error === null || typeof details !== "object" || details === null) return undefined;
  const field = "field" in details ? details.field : undefined;
  const reason = "reason" in details ? details.reason : undefined;
  if (typeof field !== "string" || typeof reason !== "string") return undefined;
  return { path: field, message: texts.hasReason(reason) ? texts.reason(reason) : error.message };
}
